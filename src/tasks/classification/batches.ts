import type { Window } from '../../network/learner';
import { Random } from '../../network/random';

/** Sequences as a network reads them: symbols [T] (-1 = unknown) or numbers [T, dimensions], and a class, -1 where it is not known. */
export interface EncodedExample {
  readonly inputs: Int32Array | Float32Array;
  readonly steps: number;
  readonly label: number;
}

/**
 * Examples side by side, each from a zero state, padded on the right: symbols -1, numbers 0, and no loss but at the last step of each, so that padding
 * changes no result. Fewer examples than streams leave the others empty.
 * @param dimensions numbers a time step; 0 = symbols
 */
export function batchWindow(examples: readonly EncodedExample[], streams: number, dimensions: number): Window {
  const width = Math.max(1, dimensions);
  const steps = examples.reduce((most, example) => Math.max(most, example.steps), 1);
  const inputs = dimensions ? new Float32Array(steps * streams * width) : new Int32Array(steps * streams).fill(-1);
  const targets = new Int32Array(steps * streams).fill(-1);
  examples.forEach((example, b) => {
    for (let t = 0; t < example.steps; t++) for (let d = 0; d < width; d++) inputs[(t * streams + b) * width + d] = example.inputs[t * width + d]!;
    targets[(example.steps - 1) * streams + b] = example.label;
  });
  return { inputs, targets, steps, resetState: true };
}

/** The order of the training examples in pass number `pass`: a new permutation each time (Fisher-Yates), a function of seed and pass alone. */
function passOrder(count: number, seed: number, pass: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const random = new Random(seed, `pass ${pass}`);
  for (let i = count - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** Draws batches that go through all examples once a pass; the last batch of a pass may be smaller. */
export class Batches {
  private pass = -1;
  private order: Int32Array = new Int32Array(0);
  readonly perPass: number;

  constructor(
    private readonly count: number,
    private readonly size: number,
    private readonly seed: number,
  ) {
    this.perPass = Math.ceil(count / size);
  }

  /** Indices of the examples of batch number `step`, from 0 on. */
  at(step: number): Int32Array {
    const pass = Math.floor(step / this.perPass);
    if (pass !== this.pass) {
      this.order = passOrder(this.count, this.seed, pass);
      this.pass = pass;
    }
    const first = (step % this.perPass) * this.size;
    return this.order.subarray(first, first + this.size);
  }
}

/**
 * Batches in which every class is drawn equally often, its examples one after another in an order that is new every time they are through: in expectation
 * the gradient of a loss with weights N / (C N_c), without its large steps at the examples of rare classes.
 */
export class BalancedBatches {
  private readonly classes: readonly (readonly number[])[];

  constructor(
    labels: readonly number[],
    private readonly size: number,
    private readonly seed: number,
  ) {
    const byClass = new Map<number, number[]>();
    labels.forEach((label, i) => {
      byClass.set(label, [...(byClass.get(label) ?? []), i]);
    });
    this.classes = [...byClass.keys()].sort((a, b) => a - b).map((label) => byClass.get(label)!);
  }

  /** Indices of the examples of batch number `step`: classes by turns. */
  at(step: number): Int32Array {
    const { length } = this.classes;
    return Int32Array.from({ length: this.size }, (_, i) => {
      const draw = step * this.size + i;
      const own = this.classes[draw % length]!;
      const turn = Math.floor(draw / length);
      return own[passOrder(own.length, this.seed + (draw % length), Math.floor(turn / own.length))[turn % own.length]!]!;
    });
  }
}
