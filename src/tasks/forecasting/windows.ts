import type { Window } from '../../network/learner';

/**
 * Windows of a standardised series side by side, each from a zero state: `width` values are read, the next one is asked for at the last step.
 * @param ends for every stream the index of the value that is asked for; -1 = an empty stream
 * @param outputs how many outputs are judged against the value: one, or as many as there are quantiles
 */
export function seriesWindow(z: ArrayLike<number>, ends: readonly number[], width: number, outputs = 1): Window {
  const streams = ends.length;
  const inputs = new Float32Array(width * streams);
  const targets = new Float32Array(width * streams * outputs).fill(Number.NaN);
  ends.forEach((end, b) => {
    if (end < 0) return;
    for (let t = 0; t < width; t++) inputs[t * streams + b] = z[end - width + t]!;
    const row = (width - 1) * streams + b;
    targets.fill(z[end]!, row * outputs, (row + 1) * outputs);
  });
  return { inputs, targets, steps: width, resetState: true };
}
