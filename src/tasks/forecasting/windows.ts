import type { Window } from '../../network/learner';

/** Columns of numbers that a network reads, the series itself first, all as it sees them: transformed and standardised. */
export type InputColumns = readonly ArrayLike<number>[];

/**
 * Windows of a series side by side, each from a zero state: `width` time steps are read, the next values are asked for at the last one.
 * @param ends for every stream the index of the first value that is asked for; -1 = an empty stream
 * @param asked what the outputs are judged against, by that index
 * @param outputs how many they are
 */
export function seriesWindow(
  columns: InputColumns,
  ends: readonly number[],
  width: number,
  outputs: number,
  asked: (end: number) => ArrayLike<number>,
): Window {
  const streams = ends.length;
  const inputs = new Float32Array(width * streams * columns.length);
  const targets = new Float32Array(width * streams * outputs).fill(Number.NaN);
  ends.forEach((end, b) => {
    if (end < 0) return;
    for (let t = 0; t < width; t++)
      columns.forEach((column, c) => {
        inputs[(t * streams + b) * columns.length + c] = column[end - width + t]!;
      });
    targets.set(asked(end), ((width - 1) * streams + b) * outputs);
  });
  return { inputs, targets, steps: width, resetState: true };
}
