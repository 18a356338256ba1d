import type { TRANSFORMS } from '../../protocol/data-task';
import type { Scaling } from '../../protocol/model';

/** How a series is changed before it is learnt, so that its future looks like its past. */
export type Transform = (typeof TRANSFORMS)[number];

/** Values that a transform takes before its first result. */
export const lost = (transform: Transform): number => (transform.endsWith('difference') ? 1 : 0);

/** The series as the network sees it, before standardisation; shorter by `lost`. */
export function transformSeries(y: ArrayLike<number>, transform: Transform): Float64Array {
  const level = Float64Array.from(y, transform.startsWith('log') ? Math.log : (value) => value);
  if (lost(transform) === 0) return level;
  return level.subarray(1).map((value, t) => value - level[t]!);
}

/** The value that follows `last` when the transformed series goes on with `z`. */
export function restoreValue(last: number, z: number, transform: Transform): number {
  if (transform === 'log') return Math.exp(z);
  if (transform === 'difference') return last + z;
  return transform === 'log-difference' ? last * Math.exp(z) : z;
}

/**
 * What a network is asked for `steps` values ahead: the transformed value, standardised; of differences their sum since the last known value, divided by √steps,
 * so that values far ahead are asked for in numbers as large as those near by.
 * @param z the transformed, standardised series
 * @param end index of the value one step ahead
 */
export function scaledAhead(z: ArrayLike<number>, end: number, steps: number, transform: Transform): number {
  if (lost(transform) === 0) return z[end + steps - 1]!;
  let sum = 0;
  for (let k = 0; k < steps; k++) sum += z[end + k]!;
  return sum / Math.sqrt(steps);
}

/** The value that such an answer stands for, `steps` values after `last`. */
export function restoreAhead(last: number, scaled: number, steps: number, transform: Transform, { mean, deviation }: Scaling): number {
  const z = lost(transform) === 0 ? scaled * deviation + mean : scaled * deviation * Math.sqrt(steps) + mean * steps;
  return restoreValue(last, z, transform);
}
