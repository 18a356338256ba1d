import type { Window } from '../../network/learner';

/**
 * Windows of a standardised series side by side, each from a zero state: `width` values are read, the next one is asked for at the last step.
 * @param ends for every stream the index of the value that is asked for; -1 = an empty stream
 * @param from index in the window of the first value that is read; a shorter history begins later
 */
export function seriesWindow(z: ArrayLike<number>, ends: readonly number[], width: number): Window {
  const streams = ends.length;
  const inputs = new Float32Array(width * streams);
  const targets = new Float32Array(width * streams).fill(Number.NaN);
  ends.forEach((end, b) => {
    if (end < 0) return;
    for (let t = 0; t < width; t++) inputs[t * streams + b] = z[end - width + t]!;
    targets[(width - 1) * streams + b] = z[end]!;
  });
  return { inputs, targets, steps: width, resetState: true };
}
