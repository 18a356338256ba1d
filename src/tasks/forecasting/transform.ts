import type { TRANSFORMS } from '../../protocol/data-task';

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
