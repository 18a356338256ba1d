import type { LookingBack } from '../../protocol/looking-back';
import { visibleCharacter } from '../chart/format';

/** A head of attention. */
export interface Head {
  readonly layer: number;
  readonly head: number;
  /** Layer and head as people count them. */
  readonly name: string;
  /** [t][s ≤ t] share that the step at t gives to the one at s. */
  readonly shares: readonly (readonly number[])[];
}

/** Where a map of attention is looked at: the head, the step that looks and the one that is looked at. */
export interface LookedAt {
  readonly head: number;
  readonly t: number;
  readonly s: number;
}

export function headsOf({ attention }: LookingBack): Head[] {
  return attention.flatMap(({ layer, heads }) => heads.map((shares, head) => ({ layer, head, name: `${layer + 1}.${head + 1}`, shares })));
}

/** The head that is truest to one distance. */
export interface SteadiestHead {
  readonly head: Head;
  readonly lag: number;
  /** Mean share at that distance, over the second half of the piece: before it there is little to choose from. */
  readonly share: number;
  /** Steps that the mean is over. */
  readonly steps: number;
}

export function steadiestHead(looking: LookingBack): SteadiestHead | undefined {
  const from = Math.floor(looking.characters.length / 2);
  const rows = looking.characters.length - from;
  let best: SteadiestHead | undefined;
  for (const head of headsOf(looking))
    for (let lag = 0; lag <= from; lag++) {
      const share = head.shares.slice(from).reduce((sum, row, i) => sum + row[from + i - lag]!, 0) / rows;
      if (share > (best?.share ?? 0)) best = { head, lag, share, steps: rows };
    }
  return best;
}

/**
 * Places whose inputs reach the output at t through the taps, from the text (index 0) up to the output: what each layer's steps in use read.
 * @returns [layer][place] numbers of ways to the output, one row more than there are layers with taps
 */
export function waysTo({ characters, taps }: LookingBack, t: number): number[][] {
  const ways: number[][] = [characters.map((_, place) => Number(place === t))];
  for (const { distances } of [...taps].reverse()) {
    const above = ways[0]!;
    ways.unshift(characters.map((_, place) => distances.reduce((sum, distance) => sum + (above[place + distance] ?? 0), 0)));
  }
  return ways;
}

/** What each head looks at most, step by step, and all shares of the chosen step: a table for reading and for files. */
export function attentionRows(
  looking: LookingBack,
  words: { head: string; place: string; character: string; most: string; share: string },
): string[][] {
  const { characters } = looking;
  const rows = headsOf(looking).flatMap(({ name, shares }) =>
    shares.map((row, t) => {
      const most = row.reduce((best, share, s) => (share > row[best]! ? s : best), 0);
      return [name, String(t + 1), visibleCharacter(characters[t]!), `${visibleCharacter(characters[most]!)} (${most + 1})`, row[most]!.toFixed(3)];
    }),
  );
  return [[words.head, words.place, words.character, words.most, words.share], ...rows];
}

/** Characters that the output at t sees, and by how many ways. */
export function fieldRows(looking: LookingBack, t: number, words: { place: string; character: string; back: string; ways: string }): string[][] {
  const ways = waysTo(looking, t)[0]!;
  const rows = looking.characters.flatMap((character, place) =>
    ways[place]! > 0 ? [[String(place + 1), visibleCharacter(character), String(t - place), String(ways[place])]] : [],
  );
  return [[words.place, words.character, words.back, words.ways], ...rows];
}
