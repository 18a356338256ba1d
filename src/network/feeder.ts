import type { Address, Backend } from '../kernels/backend';
import type { Window } from './learner';
import { type MemoryPlan, streamRange } from './memory-plan';
import { roundUp8 } from './tensor-layout';

/** Deals windows to the input buffers of a network's threads. */
export class Feeder {
  constructor(
    private readonly compute: Backend,
    private readonly plan: MemoryPlan,
  ) {}

  /** Rows [from, to) with a target: a symbol, or a number in the first output. */
  countTargets({ targets }: Window, from: number, to: number): number {
    const { realInputs, vocabularySize } = this.plan.options;
    const outputs = realInputs ? vocabularySize : 1;
    const none = realInputs ? Number.isNaN : (target: number) => target < 0;
    let count = 0;
    for (let row = from; row < to; row++) if (!none(targets[row * outputs]!)) count++;
    return count;
  }

  /** Deals time steps [from, from + steps) of a window of `streams`. */
  feed({ inputs, targets, steps: windowSteps }: Window, streams: number, from: number, steps: number): void {
    const { realInputs, vocabularySize, architecture } = this.plan.options;
    const width = Math.max(1, realInputs);
    const outputs = realInputs ? vocabularySize : 1;
    if (inputs.length < windowSteps * streams * width || targets.length < windowSteps * streams * outputs)
      throw new RangeError('The window is shorter than its time steps.');
    const { buffer } = this.compute.memory;
    // The feed-forward net's symbols of before lie in front.
    const past = architecture.cell === 'feedforward' ? architecture.window - 1 : 0;
    this.plan.threads.forEach(({ inputs: x, targets: y, embedded }, i) => {
      const [first, last] = streamRange(streams, this.plan.threads.length, i);
      const own = last - first;
      const targetView = realInputs ? new Float32Array(buffer, y, steps * own * outputs) : new Int32Array(buffer, y, steps * own);
      const inputView = realInputs ? undefined : new Int32Array(buffer, x + past * own * 4, steps * own);
      // A thread that has all streams takes them as they lie.
      const pieces = own === streams ? 1 : steps;
      const rows = (steps / pieces) * own;
      for (let piece = 0; piece < pieces; piece++) {
        const row = (from + piece) * streams + first;
        targetView.set(targets.subarray(row * outputs, (row + rows) * outputs), piece * rows * outputs);
        if (inputView) inputView.set(inputs.subarray(row, row + rows), piece * rows);
        else this.feedReal(inputs, embedded, row, rows, piece * rows, width);
      }
    });
  }

  /** Real inputs go into the blocked layout, padded with zeros. */
  private feedReal(inputs: Window['inputs'], to: Address, row: number, rows: number, at: number, width: number): void {
    const view = new Float32Array(this.compute.memory.buffer, to, this.plan.rows * roundUp8(width));
    for (let r = 0; r < rows; r++)
      for (let d = 0; d < width; d++) view[((d >> 3) * this.plan.rows + at + r) * 8 + (d & 7)] = inputs[(row + r) * width + d]!;
  }
}
