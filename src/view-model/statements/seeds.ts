import { MIN_SEEDS } from '../../statistics/comparison';
import { type Pair, rank, type Sample } from '../../statistics/ranking';
import type { RunSeries } from '../run/run-series';
import { count } from './quantity';
import { made, observed, type Premise, type Statement, statement } from './statement';

/** What one network has reached, one value a seed, and what was measured for each. */
export interface SeedSample extends Sample {
  readonly name: string;
  readonly premises: readonly Premise[];
}

/** The best validation losses of so many runs of one network, where the runs themselves are not at hand. */
export const lossesPremise = (runs: number): Premise => observed('validation loss', runs, 'runs');

/**
 * What several seeds say about networks: which ones the best is better than, and which it cannot be told from. Nothing is called better without a test.
 * @param sharedData equal seeds read the same data in the same order
 * @param sign 1 where the least value is the best, -1 where the most is
 * @param list a list of names in the language of the reader
 */
export function seedStatements(
  samples: readonly SeedSample[],
  sharedData: boolean,
  list: (names: readonly string[]) => string,
  runs: readonly RunSeries[] = [],
  sign: 1 | -1 = 1,
): Statement[] {
  const { order, pairs } = rank(samples, sharedData, sign);
  const [first] = order;
  if (first === undefined || order.length < 2) return [];
  const best = samples[first]!;
  const seeds = ({ worse }: Pair) => Math.min(best.values.length, samples[worse]!.values.length);
  const own = pairs.filter(({ better }) => better === first);
  const tested = own.filter(({ p }) => p !== undefined);
  const premises = (those: readonly Pair[]) => [best, ...those.map(({ worse }) => samples[worse]!)].flatMap((sample) => sample.premises);
  if (tested.length === 0) {
    const values = { seeds: count(Math.max(...own.map(seeds))), minimum: count(MIN_SEEDS) };
    return made(statement(runs, 'seedsFew', premises(own), values));
  }
  const claimed = tested.filter(({ claimed: supported }) => supported);
  const better =
    claimed.length > 0
      ? statement(runs, 'seedsBetter', premises(claimed), {
          name: best.name,
          others: list(claimed.map(({ worse }) => samples[worse]!.name)),
          seeds: count(Math.min(...claimed.map(seeds))),
        })
      : undefined;
  const alike = tested
    .filter(({ claimed: supported }) => !supported)
    .map((pair) => {
      const values = { name: best.name, other: samples[pair.worse]!.name, seeds: count(seeds(pair)) };
      return pair.needed === undefined
        ? statement(runs, 'seedsEqual', premises([pair]), values)
        : statement(runs, 'seedsAlike', premises([pair]), { ...values, needed: count(pair.needed) });
    });
  return made(better, ...alike);
}
