import type { MessageArgument, MessageId } from './error';
import type { Language } from './language';

/** workerData of the zoo's thread, without its control words. */
export interface ZooRequest {
  /** null: the verdicts on texts and on gradient flow stay open. */
  readonly text: string | null;
  /** Folder of the results; what is there already is not done again. */
  readonly folder: string;
  readonly seeds: number;
  /** Time after which no further training begins; pauses do not count. */
  readonly minutes: number;
  /** Numbers of the verdicts; absent: all of them. */
  readonly verdicts?: readonly number[];
  readonly language: Language;
}

/** What the results bear out so far. */
export interface ZooReport {
  readonly holds: number;
  /** Verdicts that anything can be said of yet. */
  readonly run: number;
  /** The verdicts as a page of its own, and as a table in Markdown. */
  readonly page: string;
  readonly markdown: string;
}

/** zoo's thread -> host. */
export type ZooReply =
  /** `done` of `total` trainings are over; `key` names the one that begins. */
  | { readonly type: 'job'; readonly done: number; readonly total: number; readonly key: string }
  | ({ readonly type: 'report' } & ZooReport)
  | { readonly type: 'done'; readonly stopped: boolean }
  | { readonly type: 'failed'; readonly id: MessageId; readonly args: readonly MessageArgument[] };
