// The zoo's thread under Node: the request comes in `workerData`.
import { parentPort, workerData } from 'node:worker_threads';
import { CONTROL } from '../protocol/trainer-messages';
import type { ZooRequest } from '../protocol/zoo-messages';
import { offerNativeKernels } from './native-kernels';
import { runZooThread } from './zoo';

/** Longest sleep of a paused thread, milliseconds: it shows that it lives. */
const NAP = 500;

export function start(): void {
  const { control, ...request } = workerData as ZooRequest & { control: SharedArrayBuffer };
  const words = new Int32Array(control);
  offerNativeKernels();
  const sleep = () => {
    while (Atomics.load(words, 0) === CONTROL.pause) {
      Atomics.add(words, 1, 1);
      Atomics.wait(words, 0, CONTROL.pause, NAP);
    }
  };
  void runZooThread(request, {
    words,
    send: (reply) => parentPort!.postMessage(reply),
    async wait() {
      sleep();
    },
    waitWithin: sleep,
  });
}
