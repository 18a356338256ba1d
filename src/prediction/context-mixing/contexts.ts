import { isUnspaced } from './character-classes';
import { mix } from './hashing';
import type { TextState } from './text-state';

/** What the contexts of the predictor look at. A name is for whoever asks where a suggestion came from. */
export type ContextFamily = 'order' | 'word' | 'structure' | 'column';

/** Of each context, in the order of their hashes: its family. Those of an order come first, then those of words. */
export const CONTEXTS: readonly ContextFamily[] = [
  ...new Array<ContextFamily>(6).fill('order'),
  ...new Array<ContextFamily>(6).fill('word'),
  ...new Array<ContextFamily>(2).fill('column'),
  ...new Array<ContextFamily>(6).fill('structure'),
];
export const ORDERS = 6;
/** Contexts that take the place of those behind the orders where words are not separated: which of the last characters they look at. */
const NEIGHBOURS: readonly (readonly number[])[] = [[2], [3], [1, 3], [2, 3], [4], [1, 2, 4], [1, 4], [5], [2, 5], [2, 4], [3, 4], [1, 3, 4], [6]];
/** Of the contexts behind the orders, those whose presence tells how well the words are known. */
export const WORD_BITS = 4;
/** Contexts by which recent places are remembered. */
export const RECENCY = 4;

/** What a context looks at, at a place. */
export function familyOf(context: number, state: TextState): ContextFamily {
  const skips = isUnspaced(state.at(1)) && context >= ORDERS && context < ORDERS + NEIGHBOURS.length;
  return skips ? 'order' : CONTEXTS[context]!;
}

/**
 * Hashes of all contexts at a place into `hashes`, and of those by which recent places are found into `keys`.
 * Orders; the word or separator with what stands before; the characters above; bracket and argument; shapes of the last tokens; first words of the lines.
 * In Chinese a run of letters is a clause and not a word: there some of the last characters alone, whatever stands between them.
 */
export function hashContexts(state: TextState, hashes: Int32Array, keys: Int32Array): void {
  const [c1, c2] = [state.at(1), state.at(2)];
  const o1 = mix(1, c1);
  const o2 = mix(o1 + 2, c2);
  const o3 = mix(o2 + 3, state.at(3));
  const o4 = mix(o3 + 4, state.at(4));
  const o6 = mix(mix(o4 + 5, state.at(5)) + 6, state.at(6));
  const { token, inWord, lexical, separator, previousWord, firstToken, bracket } = state;
  const above = state.above(0);
  const inside = inWord ? separator : 0;
  const word = mix(token, inside);
  const pair = mix(token, mix(previousWord, inWord ? separator : 1));
  const call = mix(mix(bracket.identifier, bracket.argument), token);
  const lineStart = mix(state.line, 7);
  hashes[0] = 0;
  hashes[1] = o1;
  hashes[2] = o2;
  hashes[3] = o3;
  hashes[4] = o4;
  hashes[5] = o6;
  hashes[6] = word;
  hashes[7] = pair;
  hashes[8] = lineStart;
  hashes[9] = mix(mix(previousWord, c1), mix(separator, inWord ? 1 : 0));
  hashes[10] = mix(mix(state.wordBefore, token), 3);
  hashes[11] = mix(token, lexical + 9);
  hashes[12] = mix(mix(above, c1), c2);
  hashes[13] = mix(mix(above, state.column), state.above(1));
  hashes[14] = call;
  hashes[15] = mix(mix(state.shape, token), state.olderShape & 255);
  hashes[16] = mix(state.shape & 0xffffff, c1 + (inWord ? state.wordLength * 256 : 0));
  hashes[17] = mix(mix(state.previousFirstToken, firstToken), token);
  hashes[18] = mix(mix(o3, state.indentation), lexical);
  hashes[19] = mix(o1, mix(lexical, bracket.kind));
  const unspaced = isUnspaced(c1);
  if (unspaced)
    for (const [i, places] of NEIGHBOURS.entries()) hashes[ORDERS + i] = places.reduce((hash, back) => mix(mix(hash, back), state.at(back)), 77);
  for (let j = 0; j < CONTEXTS.length; j++) hashes[j] = mix(hashes[j]! + Math.imul(j, 0x3d4d51cb), j + 1);
  keys[0] = mix(unspaced ? o1 : word, 17);
  keys[1] = mix(unspaced ? o2 : pair, 18);
  keys[2] = mix(unspaced ? mix(c2, state.at(3)) : lineStart, 19);
  keys[3] = mix(unspaced ? o3 : mix(mix(mix(state.indentation, firstToken), token), call), 20);
}
