import type { BatchLoader } from './batch-loader';
import { targetsOf } from './batch-loader';
import type { Window } from './learner';
import type { MemoryPlan } from './memory-plan';
import { isSymbolLoss } from './ports';
import type { Shard } from './shard';

/**
 * Raw outputs of every head at the rows that have a target, on the thread that calls: as many streams at a time as its share of the buffers takes.
 * @returns [head] [rows with a target, width], window by window in the order of the rows; undefined when interrupted
 */
export function readOutputs(
  shard: Shard,
  feeder: BatchLoader,
  plan: MemoryPlan,
  windows: readonly Window[],
  streams: number,
): Float32Array[] | undefined {
  const { heads } = plan.stack.ports;
  const rowsOf = windows.map(({ steps }) => steps * streams);
  const all = heads.map(({ width }) => rowsOf.map((rows) => new Float32Array(rows * width)));
  const group = Math.min(streams, plan.streams);
  for (let first = 0; first < streams; first += group) {
    const last = Math.min(streams, first + group);
    const own = last - first;
    const most = Math.max(1, Math.floor(plan.rows / own));
    for (const [w, window] of windows.entries())
      for (let from = 0; from < window.steps; from += most) {
        const steps = Math.min(most, window.steps - from);
        feeder.feedThread(window, streams, from, steps, { thread: 0, first, last });
        shard.loadState('evaluating', own, from === 0 && (w === 0 || window.resetState));
        if (!shard.forward(steps, own, first)) return undefined;
        const done = shard.output(steps, own, undefined, (head, row, values) => {
          const place = (from + Math.floor(row / own)) * streams + first + (row % own);
          all[head]![w]!.set(values, place * values.length);
        });
        if (!done) return undefined;
        shard.saveState('evaluating', own, steps);
      }
  }
  return heads.map(({ width, loss }, head) => {
    const kept: Float32Array[] = [];
    windows.forEach((window, w) => {
      const targets = targetsOf(window, head);
      for (let row = 0; row < rowsOf[w]!; row++)
        if (isSymbolLoss(loss) ? targets[row]! >= 0 : !Number.isNaN(targets[row * width]!))
          kept.push(all[head]![w]!.subarray(row * width, (row + 1) * width));
    });
    const result = new Float32Array(kept.length * width);
    kept.forEach((values, i) => {
      result.set(values, i * width);
    });
    return result;
  });
}
