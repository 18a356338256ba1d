import type { Configuration } from '../protocol/configuration';

/**
 * Learning rate of update `step` (from 1) of `total`: linear warm-up, then constant or half a cosine from the peak to `finalRate` of it.
 * By steps, never by the clock: a sleeping machine must not change a run.
 */
export function learningRateAt(configuration: Configuration, step: number, total: number): number {
  const { learningRate, schedule, warmup, finalRate } = configuration;
  if (step <= warmup) return (learningRate * step) / warmup;
  if (schedule === 'constant' || total <= warmup) return learningRate;
  const progress = Math.min(1, (step - warmup) / (total - warmup));
  return learningRate * (finalRate + ((1 - finalRate) * (1 + cosine(Math.PI * progress))) / 2);
}

/** cos on [0, π] by its Taylor series about π/2, the same on every machine (Math.cos is not). */
function cosine(x: number): number {
  const y = Math.PI / 2 - x;
  const square = y * y;
  let term = y;
  let sum = y;
  for (let k = 1; k <= 11; k++) {
    term *= -square / (2 * k * (2 * k + 1));
    sum += term;
  }
  return sum;
}
