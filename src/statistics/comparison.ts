import { criticalT, twoSidedP } from './student-t';

/** A difference is claimed only when chance would make one as large in less than this share of comparisons. */
export const SIGNIFICANCE = 0.05;
/** Fewer runs of each side say nothing. */
export const MIN_SEEDS = 3;
/** Probability with which a difference is to be found. */
const POWER = 0.8;
/** Degrees of freedom from which on t is normal. */
const NORMAL = 1e6;

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Variance with n - 1 in the denominator. */
function variance(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}

/** Mean with the half width of its t interval; the half width is undefined for a single value. `level`: confidence, such as .95. */
export function interval(values: readonly number[], level = 0.95): { mean: number; halfWidth: number | undefined } {
  if (values.length < 2) return { mean: mean(values), halfWidth: undefined };
  const halfWidth = criticalT(1 - level, values.length - 1) * Math.sqrt(variance(values) / values.length);
  return { mean: mean(values), halfWidth };
}

/** p value of Welch's t test: runs with independent seeds. Two samples without any spread are told apart only if their means differ. */
export function welchP(a: readonly number[], b: readonly number[]): number {
  const [va, vb] = [variance(a) / a.length, variance(b) / b.length];
  const difference = mean(a) - mean(b);
  if (va + vb === 0) return difference === 0 ? 1 : 0;
  const freedom = (va + vb) ** 2 / (va ** 2 / (a.length - 1) + vb ** 2 / (b.length - 1));
  return twoSidedP(difference / Math.sqrt(va + vb), freedom);
}

/** p value of the paired t test: run i of both sides shares its seed and the order of the data. */
export function pairedP(a: readonly number[], b: readonly number[]): number {
  const differences = a.map((value, i) => value - b[i]!);
  const spread = variance(differences) / differences.length;
  if (spread === 0) return mean(differences) === 0 ? 1 : 0;
  return twoSidedP(mean(differences) / Math.sqrt(spread), differences.length - 1);
}

/** Holm's correction: which of several hypotheses may be claimed together at `level`. */
export function holm(pValues: readonly number[], level = SIGNIFICANCE): boolean[] {
  const order = pValues.map((_, i) => i).sort((i, j) => pValues[i]! - pValues[j]!);
  const claimed = pValues.map(() => false);
  for (const [rank, i] of order.entries()) {
    if (!(pValues[i]! <= level / (pValues.length - rank))) break;
    claimed[i] = true;
  }
  return claimed;
}

/**
 * Runs of each side that would be needed to find a difference as large as this one with a probability of .8, at the spread that was seen; undefined where
 * there is no difference or no spread. Normal approximation: n = (z_{1-α/2} + z_.8)² σ² / Δ², with σ² = σ_a² + σ_b², or that of the differences in pairs.
 * @param level α: smaller than .05 where several differences are tested together
 */
export function neededSeeds(a: readonly number[], b: readonly number[], { level = SIGNIFICANCE, paired = false } = {}): number | undefined {
  const difference = mean(a) - mean(b);
  const spread = paired ? variance(a.map((value, i) => value - b[i]!)) : variance(a) + variance(b);
  if (difference === 0 || spread === 0) return undefined;
  const quantiles = criticalT(level, NORMAL) + criticalT(2 * (1 - POWER), NORMAL);
  return Math.max(MIN_SEEDS, Math.ceil((quantiles ** 2 * spread) / difference ** 2));
}
