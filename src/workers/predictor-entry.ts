// The predictor thread under Node.
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { siblingTexts } from '../files/siblings';
import { canRun } from '../kernels/registry';
import { offerNativeKernels } from './native-kernels';
import { predictorHandler } from './predictor-handler';
import { offerSecondCore } from './threads';

export function start(): void {
  offerNativeKernels();
  offerSecondCore(path.join(__dirname, 'follower.js'));
  // Once in a process they are tested: here, before somebody waits for a training. Not at once, since a first suggestion may be on its way.
  setTimeout(() => canRun('native'), 200).unref();
  // Signs of life for the host, which ends a thread that hangs.
  const life = new Int32Array((workerData as { life: SharedArrayBuffer }).life);
  setInterval(() => Atomics.add(life, 1, 1), 500).unref();
  const port = parentPort!;
  port.on(
    'message',
    predictorHandler((reply) => port.postMessage(reply), siblingTexts),
  );
}
