// The further threads of a training, each of which computes its share of the streams, the thread that looks after them, and the second one of predictions.
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { type FollowerRequest, runWorkerLoop } from '../network/follower';
import { helpWithProducts, type SecondThreadRequest } from '../network/second-thread';
import { offerNativeKernels } from './native-kernels';
import { type SupervisorRequest, supervise } from './threads';

export function start(): void {
  offerNativeKernels();
  const request = workerData as FollowerRequest | SupervisorRequest | SecondThreadRequest;
  if ('followers' in request) supervise(request);
  else if ('product' in request) helpWithProducts(request, () => receiveMessageOnPort(parentPort!)?.message);
  else runWorkerLoop(request);
}
