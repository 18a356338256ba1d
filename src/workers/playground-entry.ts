// The playground's thread: trains small networks on a task for memory, tells what happens, and ends.
import { parentPort, workerData } from 'node:worker_threads';
import { UnrollError } from '../protocol/error';
import type { PlaygroundReply, PlaygroundRequest } from '../protocol/playground';
import { runPlayground } from '../training/playground';

export function start(): void {
  const { request, control } = workerData as { request: PlaygroundRequest; control: SharedArrayBuffer };
  const stop = new Int32Array(control);
  const send = (reply: PlaygroundReply) => parentPort!.postMessage(reply);

  try {
    runPlayground(request, send, () => {
      // A sign of life for the host, which ends a thread that hangs.
      Atomics.add(stop, 1, 1);
      return Atomics.load(stop, 0) !== 0;
    });
  } catch (error) {
    if (!(error instanceof UnrollError)) throw error;
    send({ type: 'failed', id: error.id, args: error.args });
  }
}
