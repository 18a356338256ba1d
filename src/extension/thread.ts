import * as vscode from 'vscode';
import { platform } from '../platform';
import type { Thread } from '../platform/platform';
import { UnrollError } from '../protocol/error';
import { Heartbeat } from './heartbeat';
import { log } from './log';

export interface ThreadLimits {
  /** Milliseconds without a sign of life after which a thread counts as hung. */
  readonly patience: number;
  /** Megabytes of its heap. */
  readonly heap: number;
}

export const THREAD_LIMITS: ThreadLimits = { patience: 60_000, heap: 2048 };

/** Why a thread has ended without an answer, in a sentence that begins with what it did. */
export function threadError(work: string, script: string, error?: Error & { readonly code?: string }): UnrollError {
  const cause = error ? { cause: error } : {};
  if (!platform.isWeb && !platform.files.stat(script)) return new UnrollError('thread.start', [work], cause);
  if (error?.code === 'ERR_WORKER_OUT_OF_MEMORY') return new UnrollError('thread.memory', [work], cause);
  return new UnrollError(error ? 'thread.error' : 'thread.exit', [work], cause);
}

/** What is asked of a thread that lives for one question. */
export interface Question<Reply> {
  /** What people see of it, which begins a sentence: "Reading the folder". */
  readonly work: string;
  /** workerData of the thread. */
  readonly request: object;
  /** Hears of everything that the thread sends. @returns the answer, when it is one @throws what the question ends with */
  readonly receive: (reply: Reply) => Reply | undefined;
  readonly token?: vscode.CancellationToken | undefined;
  /** Whether it may still be ended from outside; asked when it is cancelled. */
  readonly mayCancel?: () => boolean;
  /** Words that the thread looks at and counts in; `heartbeat` is the place of the count. */
  readonly words: Int32Array;
  readonly heartbeat: number;
  /** Files that it reads. */
  readonly files?: readonly string[];
  readonly limits: ThreadLimits;
}

/**
 * Asks a thread of its own one question. It ends with the answer, when it is cancelled, or with a sentence when the thread dies or hangs; the thread is gone then.
 * @throws UnrollError `thread.*`, CancellationError, or what `receive` throws
 */
export async function askThread<Reply>(script: string, question: Question<Reply>): Promise<Reply> {
  const { work, request, receive, token, mayCancel, words, heartbeat, files = [], limits } = question;
  const silence = new Heartbeat(limits.patience);
  let watch: NodeJS.Timeout | undefined;
  let subscription: vscode.Disposable | undefined;
  let worker: Thread | undefined;
  try {
    return await new Promise<Reply>((resolve, reject) => {
      const cancel = () => {
        if (mayCancel?.() !== false) reject(new vscode.CancellationError());
      };
      if (token?.isCancellationRequested) cancel();
      subscription = token?.onCancellationRequested(cancel);
      const options = { data: { ...request, control: words.buffer }, heap: limits.heap, words, files };
      worker = platform.startThread<Reply>(script, options, {
        message(reply) {
          try {
            const answer = receive(reply);
            if (answer !== undefined) resolve(answer);
          } catch (error) {
            reject(error);
          }
        },
        error(error) {
          log.error(error.stack ?? error.message);
          reject(threadError(work, script, error));
        },
        // After an answer this changes nothing.
        exit: () => reject(threadError(work, script)),
      });
      // A thread that shares no memory shows no life.
      if (platform.isWeb) return;
      watch = setInterval(() => {
        if (silence.isSilent(Atomics.load(words, heartbeat))) reject(new UnrollError('thread.silent', [work]));
      }, silence.interval);
    });
  } finally {
    clearInterval(watch);
    subscription?.dispose();
    await worker?.terminate();
  }
}
