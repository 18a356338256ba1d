import * as v from 'valibot';
import type { Immutable } from './immutable';
import { numbers } from './json-number';

/** Questions about the characters of a document, asked of its network alone. Offsets are UTF-16 units of the LF-normalised text. */
export type InsightQuestion =
  /** -log2 p of every character of [from, to). */
  | { type: 'surprisal'; from: number; to: number }
  /** Activation of one hidden unit after every character of [from, to). */
  | { type: 'activation'; from: number; to: number; layer: number; unit: number }
  /** How much every character before the offset bears on the prediction there. */
  | { type: 'influence'; offset: number }
  /** Shares that a head of attention gives to the characters before the offset; `layer` and `head` count from 0. */
  | { type: 'attended'; offset: number; layer: number; head: number }
  /** What was expected at the offset. */
  | { type: 'character'; offset: number }
  /** Units by what they track. */
  | { type: 'units' };

export type InsightRequest = InsightQuestion & { id: number; document: number };

export type InsightReply =
  /** A number for every UTF-16 unit from `from` on; NaN where there is none. The second half of a pair repeats the first. */
  | { type: 'values'; id: number; from: number; values: Float32Array }
  | { type: 'character'; id: number; character: CharacterInsight | null }
  /** The document has no network, or the question was withdrawn. */
  | { type: 'nothing'; id: number }
  | { type: 'units'; id: number; units: RankedUnit[]; layers: number; hidden: number };

/** A prediction beside what came. */
export const characterInsight = v.object({
  text: v.string(),
  /** -log2 p. */
  bits: v.number(),
  /** Of the true character among all, from 1; 0 when the network does not know it. */
  rank: v.number(),
  /** Likeliest first. */
  top: v.array(v.object({ text: v.string(), probability: v.number() })),
  /** ‖h‖₂ per layer before the character. */
  hiddenNorms: numbers,
});
export type CharacterInsight = Immutable<v.InferOutput<typeof characterInsight>>;

/** A hidden unit that follows a feature of the text. */
export const rankedUnit = v.object({
  ...{ layer: v.number(), unit: v.number() },
  /** A word of `FEATURES` of the diagnostics. */
  feature: v.string(),
  correlation: v.number(),
  /** Largest |correlation| of any unit with the same feature at other places of the text. */
  chance: v.number(),
});
export type RankedUnit = Immutable<v.InferOutput<typeof rankedUnit>>;
