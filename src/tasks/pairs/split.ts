import { PAIR_SEPARATOR } from '../../protocol/encoder-decoder';
import type { TaskMeasure } from '../../protocol/task-measure';
import { stratifiedSplit } from '../data/split';
import type { PrepareRequest } from '../task';
import type { Pair } from './data';

/** What networks are compared by. */
export const WRITTEN_EXACTLY = { score: 'exactMatch', better: 'higher' } as const satisfies TaskMeasure;

/** Most pairs that are written at an evaluation and at the end. */
export const WRITTEN = { validation: 100, test: 1000 } as const;

export interface PairSplit {
  readonly training: readonly Pair[];
  readonly validation: readonly Pair[];
  readonly test: readonly Pair[];
}

/** What both forms of a network for pairs are prepared from. */
export interface PairRequest extends PrepareRequest {
  readonly split: PairSplit;
  readonly fingerprint: { readonly characters: number; readonly hash: number };
  /** Options of the data that a model keeps. */
  readonly kept: Readonly<Record<string, string | number>>;
}

/** Every fifth pair for the test unless test pairs are given, a share of the rest for validation. */
export function splitPairs(pairs: readonly Pair[], test: readonly Pair[] | undefined, fold: number, validation: number): PairSplit {
  const parts = stratifiedSplit(new Array<number>(pairs.length).fill(0), test ? undefined : fold, validation);
  const take = (indices: readonly number[]) => indices.map((i) => pairs[i]!);
  return { training: take(parts.training), validation: take(parts.validation), test: test ?? take(parts.test) };
}

/** At most `count` pairs, evenly over all of them. */
export function someOf(pairs: readonly Pair[], count: number): readonly Pair[] {
  if (pairs.length <= count) return pairs;
  return Array.from({ length: count }, (_, i) => pairs[Math.floor((i * pairs.length) / count)]!);
}

/** Characters of a pair that is read as an example. */
const EXAMPLE = 200;

/** The first pair of ordinary length, as one text. */
export function passageOf(pairs: readonly Pair[]): string | undefined {
  const texts = pairs.map(({ source, target }) => `${source}${PAIR_SEPARATOR}${target}`);
  return texts.find(({ length }) => length <= EXAMPLE) ?? texts.sort((a, b) => a.length - b.length)[0];
}
