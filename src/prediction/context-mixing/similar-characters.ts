/** Smallest class of characters that is arranged by neighbours: of few, their frequencies alone say enough. */
const LEAST_MEMBERS = 100;
/** Characters of the text's end that are looked at. */
const LONGEST = 100_000;
/** Occurrences that each half is taken to have had beside its own, distributed as in the whole: what a few say is not believed. */
const PRIOR = 400;
/** Rounds in which characters change the half. */
const ROUNDS = 5;
/** A half has at least this share of the occurrences. */
const LEAST_SHARE = 0.25;
/** Sets with fewer occurrences are not divided further. */
const LEAST_OCCURRENCES = 16;

/** Leaves of a code tree in halves, whose members follow similar characters; the innermost sets are in no order. */
export type Halves = readonly [Halves, Halves] | readonly number[];

/** By member: the symbols before it, how often each, and how often it came at all. */
interface Neighbours {
  readonly before: Int32Array;
  readonly counts: Float64Array;
  readonly total: number;
}

export function isPair(halves: Halves): halves is readonly [Halves, Halves] {
  return typeof halves[0] === 'object';
}

/**
 * Divides a large class of characters again and again, so that those of a half follow the same characters: after them the first decisions of the code tree
 * are then easily told, also for a pair that never came (clustering by what stands before, as of words: Brown et al. 1992). Each division maximises the
 * likelihood of the characters before, given the half. Yields now and then so that others get a turn.
 * @param members leaves, which are symbols of the text
 * @returns undefined for a small class
 */
export function* similarityHalves(members: readonly number[], text: ArrayLike<number>): Generator<void, Halves | undefined> {
  if (members.length < LEAST_MEMBERS) return undefined;
  let symbols = 0;
  for (let i = 0; i < text.length; i++) symbols = Math.max(symbols, text[i]! + 1);
  const neighbours = neighboursOf(members, text, symbols);
  yield;
  const counts = [new Float64Array(symbols), new Float64Array(symbols)] as const;
  function* divide(set: readonly number[]): Generator<void, Halves> {
    const total = set.reduce((sum, leaf) => sum + (neighbours.get(leaf)?.total ?? 0), 0);
    if (set.length < 3 || total < LEAST_OCCURRENCES) return set;
    const halves = yield* halve(set, neighbours, counts, total);
    if (halves.some((half) => half.length === 0)) return set;
    return [yield* divide(halves[0]), yield* divide(halves[1])];
  }
  return yield* divide(members);
}

function neighboursOf(members: readonly number[], text: ArrayLike<number>, symbols: number): Map<number, Neighbours> {
  const own = new Set(members);
  const from = Math.max(1, text.length - LONGEST);
  const pairs: number[] = [];
  for (let i = from; i < text.length; i++) if (own.has(text[i]!)) pairs.push(text[i]! * symbols + text[i - 1]!);
  const sorted = Float64Array.from(pairs).sort();
  const result = new Map<number, Neighbours>();
  for (let i = 0; i < sorted.length; ) {
    const leaf = Math.floor(sorted[i]! / symbols);
    const before: number[] = [];
    const counts: number[] = [];
    const start = i;
    for (; i < sorted.length && sorted[i]! < (leaf + 1) * symbols; i++) {
      const symbol = sorted[i]! - leaf * symbols;
      if (before.at(-1) === symbol) counts[counts.length - 1]!++;
      else {
        before.push(symbol);
        counts.push(1);
      }
    }
    result.set(leaf, { before: Int32Array.from(before), counts: Float64Array.from(counts), total: i - start });
  }
  return result;
}

/** Two halves of a set: those that follow rather what one half follows, by turns until none changes. */
function* halve(
  set: readonly number[],
  neighbours: ReadonlyMap<number, Neighbours>,
  counts: readonly [Float64Array, Float64Array],
  total: number,
): Generator<void, readonly [number[], number[]]> {
  const items = set.flatMap((leaf) => {
    const own = neighbours.get(leaf);
    return own ? [{ leaf, ...own, half: 0, score: 0 }] : [];
  });
  items.sort((a, b) => b.total - a.total || a.leaf - b.leaf);
  const totals = [0, 0];
  const move = (item: (typeof items)[number], half: number, sign: number) => {
    for (let j = 0; j < item.before.length; j++) counts[half]![item.before[j]!]! += sign * item.counts[j]!;
    totals[half]! += sign * item.total;
  };
  for (const [i, item] of items.entries()) {
    item.half = i & 1;
    move(item, item.half, 1);
  }
  for (let round = 0; round < ROUNDS; round++) {
    yield;
    for (const item of items) item.score = preference(item, counts, totals);
    const order = [...items].sort((a, b) => b.score - a.score || a.leaf - b.leaf);
    let passed = 0;
    let changed = false;
    for (const item of order) {
      const middle = (passed + item.total / 2) / total;
      const half = middle < LEAST_SHARE ? 0 : middle > 1 - LEAST_SHARE ? 1 : item.score >= 0 ? 0 : 1;
      passed += item.total;
      if (half === item.half) continue;
      changed = true;
      move(item, item.half, -1);
      item.half = half;
      move(item, half, 1);
    }
    if (!changed) break;
  }
  for (const item of items) move(item, item.half, -1);
  const never = set.filter((leaf) => !neighbours.has(leaf));
  const halves = [0, 1].map((half) => items.flatMap((item) => (item.half === half ? [item.leaf] : [])));
  return [halves[0]!, [...halves[1]!, ...never]];
}

/** By how many nats per occurrence the characters before a member are likelier in the first half than in the second, without its own occurrences. */
function preference(
  { before, counts: own, total, half }: Neighbours & { readonly half: number },
  [first, second]: readonly [Float64Array, Float64Array],
  totals: readonly number[],
): number {
  const inFirst = half === 0 ? 1 : 0;
  const [allFirst, allSecond] = [totals[0]! - inFirst * total, totals[1]! - (1 - inFirst) * total];
  const prior = PRIOR / Math.max(1, allFirst + allSecond);
  let sum = total * Math.log((allSecond + PRIOR) / (allFirst + PRIOR));
  for (let j = 0; j < before.length; j++) {
    const a = first[before[j]!]! - inFirst * own[j]!;
    const b = second[before[j]!]! - (1 - inFirst) * own[j]!;
    if (a === b) continue;
    const expected = prior * (a + b);
    sum += own[j]! * Math.log((a + expected) / (b + expected));
  }
  return sum / total;
}
