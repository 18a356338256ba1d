import type { InsightReply, InsightRequest } from './insight-messages';
import type { Policy } from './suggestion-policy';
import type { ReadingRequest, TextReading } from './text-reading';
import type { WalkThrough } from './walk-through';

export const ENGINES = ['mix', 'context', 'network', 'ngram'] as const;
/** What makes suggestions. */
export type Engine = (typeof ENGINES)[number];

/** host -> predictor thread. `document` is the host's own small integer for a text document. Offsets are UTF-16 units of the LF-normalised text. */
export type PredictorRequest =
  | {
      type: 'open';
      document: number;
      text: string /** Model file, or null: n-gram only. */;
      model: string | null;
      settings: SuggestionSettings;
      others: string[];
    }
  | { type: 'model'; document: number; model: string | null }
  /** Texts of other documents that the n-gram counts as well, those that matter most first. */
  | { type: 'others'; document: number; texts: string[] }
  | { type: 'settings'; document: number; settings: SuggestionSettings }
  | { type: 'edit'; document: number; changes: TextChange[] }
  | { type: 'close'; document: number }
  | { type: 'suggest'; id: number; document: number; offset: number /** Number of alternatives; 1 while typing. */; alternatives: number }
  | { type: 'sample'; id: number; model: string; prime: string; length: number; temperature: number; topK: number; topP: number; seed: number }
  | { type: 'quality'; id: number; document: number }
  | { type: 'walk'; id: number; model: string; text: string }
  | ReadingRequest
  | { type: 'cancel'; id: number }
  | InsightRequest;

export interface TextChange {
  readonly offset: number;
  readonly removed: number;
  readonly inserted: string;
}

export interface SuggestionSettings {
  /** Off: nothing is counted, only the text is kept in step for other questions. */
  readonly enabled: boolean;
  readonly engine: Engine;
  /** What decides how much of a continuation is shown. */
  readonly policy: Policy;
  readonly maximumLength: number;
  readonly multiLine: boolean;
  readonly dynamicEvaluation: boolean;
}

/** predictor thread -> host. */
export type PredictorReply =
  | { type: 'suggestions'; id: number; texts: string[] /** Own time in milliseconds. */; milliseconds: number }
  | { type: 'sampled'; id: number; text: string; done: boolean }
  | { type: 'quality'; id: number; engine: Engine; bitsPerCharacter: number; characters: number }
  | { type: 'ready'; document: number }
  | { type: 'walk'; id: number; walk: WalkThrough | null }
  | { type: 'reading'; id: number; reading: TextReading }
  | { type: 'failed'; id: number | null; message: string; detail: string }
  | InsightReply;
