import * as v from 'valibot';
import { unitStates } from './diagnostics';
import type { Immutable } from './immutable';
import { characterInsight, rankedUnit } from './insight-messages';
import { lookingBack } from './looking-back';

/** UTF-16 units of a text that are read for people to see, of those before it that are read to warm up, and of the beginning that units are ranked on. */
export const PASSAGE_UNITS = 480;
export const BEFORE_UNITS = 1024;
export const RANKED_UNITS = 16_000;

/** A passage as a network reads it, and what its hidden units follow. */
export const textReading = v.object({
  /** Update that the weights are of; null where the file does not tell. */
  step: v.nullable(v.number()),
  /** The passage is from the part that was held out of training. */
  heldOut: v.boolean(),
  /** Every character of the passage; one that nothing predicts is left out. */
  characters: v.array(characterInsight),
  /** The units that follow each feature most closely. */
  units: v.array(rankedUnit),
  /** States of single units along the end of the passage; null for a feed-forward net, which carries none. */
  states: v.nullable(unitStates),
  /** What layers without a state see of the end of the passage; null where there are none. */
  lookingBack: v.nullable(lookingBack),
  ...{ layers: v.number(), hidden: v.number(), milliseconds: v.number() },
});
export type TextReading = Immutable<v.InferOutput<typeof textReading>>;

/** host -> predictor thread. */
export interface ReadingRequest {
  readonly type: 'reading';
  readonly id: number;
  /** Model file. */
  readonly model: string;
  /** LF-normalised, as the network was trained on it. */
  readonly before: string;
  readonly passage: string;
  readonly heldOut: boolean;
  /** The beginning of the text, on which units are ranked. */
  readonly beginning: string;
}
