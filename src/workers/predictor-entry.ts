// The predictor thread under Node.
import { parentPort } from 'node:worker_threads';
import { siblingTexts } from '../files/siblings';
import { offerNativeKernels } from './native-kernels';
import { predictorThread } from './predictor-thread';

offerNativeKernels();
const port = parentPort!;
port.on(
  'message',
  predictorThread((reply) => port.postMessage(reply), siblingTexts),
);
