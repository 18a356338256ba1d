import { fill } from './language';
import { MESSAGES } from './messages';

export type MessageId = keyof typeof MESSAGES;
export type MessageArgument = string | number;

/** An error meant for people: one clear sentence, translated by whoever shows it. Details belong in `cause`. */
export class UnrollError extends Error {
  constructor(
    readonly id: MessageId,
    readonly args: readonly MessageArgument[] = [],
    options?: { cause?: unknown; exitCode?: 1 | 2 },
  ) {
    super(fill(MESSAGES[id], ...args), options);
    this.name = 'UnrollError';
    this.exitCode = options?.exitCode ?? 1;
  }
  /** Exit code of the command line: 1 failure, 2 bad usage. */
  readonly exitCode: 1 | 2;
}
