// Threads of the playgrounds: they train small networks side by side, report what happens, and end.
import { parentPort, workerData } from 'node:worker_threads';
import { UnrollError } from '../protocol/error';
import { runPlayground } from '../training/playground';

export const start = (): void => serve(runPlayground);

/** Runs what the host asks for, whose events are the thread's messages. */
export function serve<Request, Event>(run: (request: Request, emit: (event: Event) => void, interrupted: () => boolean) => void): void {
  const { request, control } = workerData as { request: Request; control: SharedArrayBuffer };
  const stop = new Int32Array(control);
  const send = (reply: unknown) => parentPort!.postMessage(reply);

  try {
    run(request, send, () => {
      // A sign of life for the host, which ends a thread that hangs.
      Atomics.add(stop, 1, 1);
      return Atomics.load(stop, 0) !== 0;
    });
  } catch (error) {
    if (!(error instanceof UnrollError)) throw error;
    send({ type: 'failed', id: error.id, args: error.args });
  }
}
