// The playground's thread: trains small networks on a task for memory, tells what happens, and ends.
import { parentPort, workerData } from 'node:worker_threads';
import { UnrollError } from '../protocol/error';
import type { PlaygroundReply, PlaygroundRequest } from '../protocol/playground';
import { runPlayground } from '../training/playground';

const { request, control } = workerData as { request: PlaygroundRequest; control: SharedArrayBuffer };
const stop = new Int32Array(control);
const send = (reply: PlaygroundReply) => parentPort!.postMessage(reply);

try {
  runPlayground(request, send, () => Atomics.load(stop, 0) !== 0);
} catch (error) {
  if (!(error instanceof UnrollError)) throw error;
  send({ type: 'failed', id: error.id, args: error.args });
}
