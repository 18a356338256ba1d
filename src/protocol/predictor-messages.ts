import type { BpttTrace } from './bptt-trace';
import type { InsightReply, InsightRequest } from './insight-messages';
import type { Policy } from './suggestion-policy';
import type { PredictedClass, TaskAnswer } from './task-report';
import type { ReadingRequest, TextReading } from './text-reading';

export const ENGINES = ['mix', 'context', 'network', 'ngram'] as const;
/** What makes suggestions. */
export type Engine = (typeof ENGINES)[number];

/** Engines of context mixing, which has to learn a text. */
export const LEARNING_ENGINES: readonly Engine[] = ['mix', 'context'];

/** host -> predictor thread. `document` is the host's own small integer for a text document. Offsets are UTF-16 units of the LF-normalised text. */
export type PredictorRequest =
  | {
      type: 'open';
      document: number;
      text: string /** Model file, or null: n-gram only. */;
      model: string | null;
      settings: SuggestionSettings;
      others: string[];
      /** Path of the document where files of its folder may be learnt as well. */
      file: string | null;
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
  /** Why the continuation at an offset is what it is. */
  | { type: 'explain'; id: number; document: number; offset: number }
  | { type: 'walk'; id: number; model: string; text: string }
  /** What the model of a task answers to a text that somebody has typed. */
  | { type: 'ask'; id: number; model: string; text: string }
  /** The classes of rows of a table. */
  | { type: 'classify'; id: number; model: string; columns: readonly string[]; rows: readonly (readonly string[])[] }
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

/** What answers in a document: nothing yet, the n-gram, or context mixing. */
export type PredictorState = 'off' | 'ngram' | 'context';

/** What each part of the predictor is worth in a document, in bits per character that was typed. NaN before any was. */
export interface Contributions {
  readonly characters: number;
  readonly bitsPerCharacter: number;
  /** Bits that the n-gram saves on the characters' frequencies, contexts and matches on the n-gram, and the network on all of them; null without one. */
  readonly ngram: number;
  readonly structure: number;
  readonly network: number | null;
}

/** What spoke for the characters of a continuation. */
export interface Explanation {
  readonly text: string;
  readonly probability: number;
  /** Bits for (or against) the continuation, summed over its decisions; those that matter most first. */
  readonly parts: readonly { readonly part: ExplanationPart; readonly bits: number }[];
  /** An earlier place that went on the same way: its text around, and how many characters agree. */
  readonly match: { readonly before: string; readonly after: string; readonly length: number } | null;
}

export const EXPLANATION_PARTS = ['order', 'word', 'column', 'structure', 'match', 'recency', 'ngram', 'network'] as const;
export type ExplanationPart = (typeof EXPLANATION_PARTS)[number];

/** predictor thread -> host. */
export type PredictorReply =
  | { type: 'suggestions'; id: number; texts: string[] /** Own time in milliseconds. */; milliseconds: number }
  | { type: 'sampled'; id: number; text: string; done: boolean }
  | { type: 'quality'; id: number; state: PredictorState; contributions: Contributions /** Of all tables of the document. */; bytes: number }
  | { type: 'explained'; id: number; explanation: Explanation | null }
  | { type: 'ready'; document: number }
  | { type: 'walk'; id: number; walk: BpttTrace | null }
  | { type: 'answer'; id: number; answer: TaskAnswer | null }
  | { type: 'classes'; id: number; classes: readonly (PredictedClass | null)[] | null }
  | { type: 'reading'; id: number; reading: TextReading }
  | { type: 'failed'; id: number | null; message: string; detail: string }
  | InsightReply;
