import type { Backend } from '../kernels/backend';
import type { BackendChoice } from '../kernels/provider';
import { chooseBackend } from '../kernels/registry';
import type { Architecture } from '../protocol/configuration';
import type { Tensors } from '../protocol/model';
import type { InferenceNetwork } from './learner';
import { type MemoryPlan, planMemory } from './memory-plan';
import { languagePorts } from './ports';
import { reserveMemory } from './reserve-memory';
import { Shard } from './shard';
import { sliding } from './sliding';
import { hasSecondThread, spreadKernels } from './spread-kernels';
import { carriedFloats } from './stack-layers';
import { pack } from './tensor-layout';

/** Longest piece of a warm-up that goes through the layers at once. */
const WARM_STEPS = 62;

/**
 * A language model for predictions, one stream. With the length of its training windows attention looks back as far.
 * @param threads 1: on the thread that calls alone; else a large network may use the second one where it is offered, with the same bits
 */
export function createInference(
  trained: Architecture & { readonly sequenceLength?: number; readonly backend?: string },
  vocabularySize: number,
  weights: Tensors,
  threads: 1 | 2 = 2,
): InferenceNetwork {
  const architecture = sliding(trained);
  // A person who keeps native code out of the training keeps it out of the predictions.
  const name = trained.backend === 'auto' ? undefined : trained.backend;
  const ports = languagePorts(architecture, vocabularySize);
  const size = { sequenceLength: WARM_STEPS, batchSize: 1, evaluationStreams: 1, threads: 1, split: 'streams', dropout: 0, training: false } as const;
  const planOn = ({ base, panelWidth }: BackendChoice) => planMemory({ architecture, ports, ...size }, base, panelWidth);
  const alone = chooseBackend({ name, threads: 1, shortLived: true });
  const spread = threads > 1 && hasSecondThread(planOn(alone).parameterBytes);
  const choice = spread ? chooseBackend({ name, threads: 2 }) : alone;
  const plan = planOn(choice);
  const backend = reserveMemory(choice, plan);
  const network = new KernelInference(spread ? spreadKernels(backend) : backend, plan, vocabularySize);
  network.writeWeights(weights);
  return network;
}

/** A state is the symbols of before that the first layer still sees, then the parts of all layers. */
class KernelInference implements InferenceNetwork {
  readonly stateSize: number;
  private readonly shard: Shard;
  /** Symbols in front of the input, of a first layer that reads several. */
  private readonly past: Int32Array;
  /** The layers' state in the memory, which never grows again. */
  private readonly carried: Float32Array;
  private readonly inputs: Int32Array;
  private prediction: Float32Array | undefined;

  constructor(
    private readonly backend: Backend,
    private readonly plan: MemoryPlan,
    readonly vocabularySize: number,
  ) {
    this.shard = new Shard(backend, plan, 0);
    const { branches, symbols, history } = this.shard.buffers;
    const { buffer } = backend.memory;
    const past = plan.stack.window - 1;
    this.past = new Int32Array(buffer, past > 0 ? history.carried : 0, past);
    this.carried = new Float32Array(buffer, branches[0]!.carried, carriedFloats(plan));
    this.stateSize = past + this.carried.length;
    this.inputs = new Int32Array(buffer, symbols + past * 4, WARM_STEPS);
  }

  writeWeights(weights: Tensors): void {
    const block = new Float32Array(this.backend.memory.buffer, this.plan.weights, this.plan.parameterBytes / 4);
    for (const [name, layout] of this.plan.tensors) pack(layout, weights.get(name)!.data, block);
  }

  createState(): Float32Array {
    return new Float32Array(this.stateSize).fill(-1, 0, this.past.length);
  }

  advance(state: Float32Array, symbol: number, logProbabilities: Float32Array): void {
    this.inputs[0] = symbol;
    this.run(state, 1);
    const out = this.shard.predict(1);
    this.prediction ??= new Float32Array(this.backend.memory.buffer, out, this.vocabularySize);
    logProbabilities.set(this.prediction);
  }

  warm(state: Float32Array, symbols: ArrayLike<number>): void {
    for (let from = 0; from < symbols.length; from += WARM_STEPS) {
      const steps = Math.min(WARM_STEPS, symbols.length - from);
      for (let t = 0; t < steps; t++) this.inputs[t] = symbols[from + t]!;
      this.run(state, steps);
    }
  }

  activation(layer: number, unit: number): number {
    return this.shard.activation(layer, unit, 1);
  }

  hiddenNorms(state: Float32Array): number[] {
    const { stack, panels } = this.plan;
    const norms: number[] = [];
    let at = this.past.length;
    for (const { description, shape, branch } of stack.branches) {
      const parts = description.state?.(shape) ?? [];
      parts.forEach(({ columns, rows = 1 }, part) => {
        const length = rows * panels.round(columns);
        if (branch === 0 && part === 0) norms.push(Math.sqrt(state.subarray(at, at + length).reduce((sum, value) => sum + value * value, 0)));
        at += length;
      });
    }
    return norms;
  }

  /** From `state` over the symbols in the input buffer back to `state`. */
  private run(state: Float32Array, steps: number): void {
    const { carried, past, shard } = this;
    // Most networks have no past: two views less for every character.
    if (past.length > 0) past.set(state.subarray(0, past.length));
    carried.set(past.length > 0 ? state.subarray(past.length) : state);
    shard.loadState('carried', 1, false);
    shard.forward(steps, 1, 0);
    shard.saveState('carried', 1, steps);
    if (past.length > 0) state.set(past);
    state.set(carried, past.length);
  }
}
