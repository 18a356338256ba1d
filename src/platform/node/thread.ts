import { Worker } from 'node:worker_threads';
import type { Thread, ThreadListener, ThreadOptions } from '../platform';

/** A worker thread. Files and memory are shared with it. */
export function startThread<Reply>(script: string, { data, heap, words, background }: ThreadOptions, listener: ThreadListener<Reply>): Thread {
  const worker = new Worker(script, {
    ...(data === undefined ? {} : { workerData: data }),
    ...(heap === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: heap } }),
  });
  worker.on('message', (reply: Reply) => listener.message(reply));
  worker.on('error', (error) => listener.error(error));
  worker.on('exit', (code) => listener.exit?.(code));
  if (background) worker.unref();
  return {
    post: (message) => worker.postMessage(message),
    share: () => undefined,
    wake() {
      if (words) Atomics.notify(words, 0);
    },
    terminate: () => worker.terminate(),
  };
}
