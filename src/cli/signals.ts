import { constants } from 'node:os';
import { isMainThread } from 'node:worker_threads';
import { noteFiles } from './output';

/** Signals that ask the program to end. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', ...(process.platform === 'win32' ? (['SIGBREAK'] as const) : [])] as const;

/** How many calls of `whileWriting` a signal would wait for. */
let writing = 0;

/**
 * Writes files so that a signal leaves none of them half-written. In the main thread a signal waits until they are whole; in another one the main thread
 * removes the temporary files if it ends at once.
 * @param temporaries what the files are called while they are being written
 */
export function whileWriting<T>(temporaries: readonly string[], write: () => T): T {
  if (!isMainThread) {
    noteFiles({ temporaries });
    return write();
  }
  if (writing++ === 0) for (const name of SIGNALS) process.on(name, endBySignal);
  try {
    return write();
  } finally {
    // A signal that came meanwhile is seen before this.
    setImmediate(() => {
      if (--writing === 0) for (const name of SIGNALS) process.off(name, endBySignal);
    });
  }
}

function endBySignal(name: NodeJS.Signals): void {
  process.exit(128 + constants.signals[name]);
}
