// The trainer thread under Node: the request comes in `workerData`.
import path from 'node:path';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { TrainerQuestion, TrainRequest } from '../protocol/trainer-messages';
import { offerNativeKernels } from './native-kernels';
import { followerScript } from './threads';
import { runTrainer } from './trainer';

export function start(): void {
  const port = parentPort!;
  offerNativeKernels();
  void runTrainer(workerData as TrainRequest, {
    send: (message) => port.postMessage(message),
    nextQuestion: () => receiveMessageOnPort(port)?.message as TrainerQuestion | undefined,
    spawn: followerScript(path.join(__dirname, 'follower.js')),
  });
}
