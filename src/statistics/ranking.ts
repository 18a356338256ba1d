import { holm, MIN_SEEDS, mean, neededSeeds, pairedP, SIGNIFICANCE, welchP } from './comparison';

/** Results of one network, one a seed; the lower the better. */
export interface Sample {
  readonly seeds: readonly number[];
  readonly values: readonly number[];
}

/** Two networks, the better mean first, and whether the difference may be claimed. */
export interface Pair {
  readonly better: number;
  readonly worse: number;
  /** Undefined with fewer than three seeds: nothing can be tested. */
  readonly p: number | undefined;
  /** By Holm's correction over all pairs. */
  readonly claimed: boolean;
  /** Seeds that would probably be enough; undefined where it is claimed or nothing tells. */
  readonly needed: number | undefined;
}

export interface Ranking {
  /** Indices of the samples that have results, the best mean first. */
  readonly order: readonly number[];
  /** Every two of them. */
  readonly pairs: readonly Pair[];
}

/**
 * Which networks may be called better than which: t tests of all pairs at 5 %, corrected together, so that the best of many is not found by luck.
 * @param sharedData runs with the same seed read the same data in the same order: they are tested in pairs where their seeds are the same ones, by Welch's test otherwise
 * @param sign 1 where the least mean is the best, -1 where the most is
 */
export function rank(samples: readonly Sample[], sharedData: boolean, sign: 1 | -1 = 1): Ranking {
  const order = samples
    .map((_, i) => i)
    .filter((i) => samples[i]!.values.length > 0)
    .sort((i, j) => sign * (mean(samples[i]!.values) - mean(samples[j]!.values)));
  const pairs = order.flatMap((better, i) =>
    order.slice(i + 1).map((worse) => compare(samples[better]!, samples[worse]!, sharedData, better, worse)),
  );
  const tested = pairs.filter(({ p }) => p !== undefined);
  const claims = holm(tested.map(({ p }) => p!));
  const level = SIGNIFICANCE / Math.max(1, tested.length);
  return {
    order,
    pairs: pairs.map(({ better, worse, p, paired }) => {
      const claimed = claims[tested.findIndex((pair) => pair.better === better && pair.worse === worse)] ?? false;
      const [a, b] = [samples[better]!, samples[worse]!];
      const seeds = Math.min(a.values.length, b.values.length);
      const estimate = claimed || p === undefined ? undefined : neededSeeds(a.values, b.values, { level, paired });
      // So many were not enough, whatever the approximation says.
      return { better, worse, p, claimed, needed: estimate === undefined ? undefined : Math.max(estimate, seeds + 1) };
    }),
  };
}

function compare(a: Sample, b: Sample, sharedData: boolean, better: number, worse: number) {
  const paired = sharedData && a.seeds.length === b.seeds.length && a.seeds.every((seed, i) => seed === b.seeds[i]);
  const enough = Math.min(a.values.length, b.values.length) >= MIN_SEEDS;
  const p = enough ? (paired ? pairedP : welchP)(a.values, b.values) : undefined;
  return { better, worse, p, paired };
}
