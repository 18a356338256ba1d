// The predictor thread: documents, models and questions come in as messages, answers go out.
import { parentPort } from 'node:worker_threads';
import { siblingTexts } from '../files/siblings';
import { platform } from '../platform';
import type { PredictorRequest } from '../protocol/predictor-messages';
import { fileVersion, readWeightsFile } from '../runs/file-source';
import { offerNativeKernels } from './native-kernels';
import { PredictorService } from './predictor-service';

offerNativeKernels();
const port = parentPort!;
const service = new PredictorService(
  { read: readWeightsFile, version: fileVersion },
  (reply) => port.postMessage(reply),
  () => performance.now(),
  () => platform.nextTurn(),
  siblingTexts,
);

port.on('message', (request: PredictorRequest) => {
  service.handle(request).catch((error: Error) => {
    port.postMessage({ type: 'failed', id: 'id' in request ? request.id : null, message: error.message, detail: error.stack ?? error.message });
  });
});
