import type { UnitStates } from './diagnostics';
import type { CharacterInsight, RankedUnit } from './insight-messages';
import type { LookingBack } from './looking-back';

/** UTF-16 units of a text that are read for people to see, of those before it that are read to warm up, and of the beginning that units are ranked on. */
export const PASSAGE_UNITS = 480;
export const BEFORE_UNITS = 1024;
export const RANKED_UNITS = 16_000;

/** A passage as a network reads it, and what its hidden units follow. */
export interface TextReading {
  /** Update that the weights are of; null where the file does not tell. */
  readonly step: number | null;
  /** The passage is from the part that was held out of training. */
  readonly heldOut: boolean;
  /** Every character of the passage; one that nothing predicts is left out. */
  readonly characters: readonly CharacterInsight[];
  /** The units that follow each feature most closely. */
  readonly units: readonly RankedUnit[];
  /** States of single units along the end of the passage; null for a feed-forward net, which carries none. */
  readonly states: UnitStates | null;
  /** What layers without a state see of the end of the passage; null where there are none. */
  readonly lookingBack: LookingBack | null;
  readonly layers: number;
  readonly hidden: number;
  readonly milliseconds: number;
}

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
