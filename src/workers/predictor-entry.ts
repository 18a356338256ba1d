// The predictor thread: documents, models and questions come in as messages, answers go out.
import { readFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { siblingTexts } from '../files/siblings';
import { readModel } from '../formats/model-file';
import type { PredictorRequest } from '../protocol/predictor-messages';
import { PredictorService } from './predictor-service';

const port = parentPort!;
const service = new PredictorService(
  (path) => readModel(readFileSync(path)),
  (reply) => port.postMessage(reply),
  () => performance.now(),
  () => new Promise((resolve) => setImmediate(resolve)),
  siblingTexts,
);

port.on('message', (request: PredictorRequest) => {
  service.handle(request).catch((error: Error) => {
    port.postMessage({ type: 'failed', id: 'id' in request ? request.id : null, message: error.message, detail: error.stack ?? error.message });
  });
});
