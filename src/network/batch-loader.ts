import type { Backend } from '../kernels/backend';
import type { Window } from './learner';
import { type MemoryPlan, streamRange } from './memory-plan';
import { isSymbolLoss } from './ports';

/** Deals windows to the input buffers of a network's threads. */
export class BatchLoader {
  constructor(
    private readonly compute: Backend,
    private readonly plan: MemoryPlan,
  ) {}

  /** Rows [from, to) with a target for a head: a symbol, or a number in the first output. */
  countTargets(window: Window, from: number, to: number, head = 0): number {
    const targets = targetsOf(window, head);
    const { width, loss } = this.plan.stack.ports.heads[head]!;
    const symbols = isSymbolLoss(loss);
    let count = 0;
    for (let row = from; row < to; row++) if (symbols ? targets[row]! >= 0 : !Number.isNaN(targets[row * width]!)) count++;
    return count;
  }

  /** Deals time steps [from, from + steps) of a window of `streams` to all threads. */
  feed(window: Window, streams: number, from: number, steps: number): void {
    const { threads } = this.plan;
    threads.forEach((_, thread) => {
      const [first, last] = streamRange(streams, threads.length, thread);
      this.feedThread(window, streams, from, steps, { thread, first, last });
    });
  }

  /** The same for one thread and the streams [first, last). */
  feedThread(
    window: Window,
    streams: number,
    from: number,
    steps: number,
    { thread, first, last }: { thread: number; first: number; last: number },
  ): void {
    const { heads, input } = this.plan.stack.ports;
    const { buffer } = this.compute.memory;
    const buffers = this.plan.threads[thread]!;
    const own = last - first;
    const total = window.steps * streams;
    const inputWidth = input.type === 'reals' ? input.size : 1;
    if (window.inputs.length < total * inputWidth) throw new RangeError('The window is shorter than its time steps.');
    // The symbols of before lie in front.
    const past = this.plan.stack.window - 1;
    const x = input.type === 'reals' ? undefined : new Int32Array(buffer, buffers.symbols + past * own * 4, steps * own);
    const targets = heads.map(({ width, loss }, i) => {
      const columns = isSymbolLoss(loss) ? 1 : width;
      const source = targetsOf(window, i);
      if (source.length < total * columns) throw new RangeError('The window is shorter than its time steps.');
      const view = isSymbolLoss(loss)
        ? new Int32Array(buffer, buffers.targets[i]!, steps * own)
        : new Float32Array(buffer, buffers.targets[i]!, steps * own * columns);
      return { columns, source, view };
    });
    // A thread that has all streams takes them as they lie.
    const pieces = own === streams ? 1 : steps;
    const rows = (steps / pieces) * own;
    for (let piece = 0; piece < pieces; piece++) {
      const row = (from + piece) * streams + first;
      for (const { columns, source, view } of targets) view.set(source.subarray(row * columns, (row + rows) * columns), piece * rows * columns);
      if (x) x.set(window.inputs.subarray(row, row + rows), piece * rows);
      else this.feedReals(window.inputs, buffers.reals, row, rows, piece * rows, inputWidth);
    }
  }

  /** Real inputs go into the blocked layout, padded with zeros. */
  private feedReals(inputs: Window['inputs'], to: number, row: number, rows: number, at: number, columns: number): void {
    const { panels, rows: stride } = this.plan;
    const { width } = panels;
    const view = new Float32Array(this.compute.memory.buffer, to, stride * panels.round(columns));
    for (let r = 0; r < rows; r++)
      for (let d = 0; d < columns; d++) view[(Math.floor(d / width) * stride + at + r) * width + (d % width)] = inputs[(row + r) * columns + d]!;
  }
}

/** Targets of a head. */
export function targetsOf({ targets, moreTargets }: Window, head: number): Int32Array | Float32Array {
  return head === 0 ? targets : moreTargets![head - 1]!;
}
