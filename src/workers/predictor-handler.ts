import { platform } from '../platform';
import type { PredictorReply, PredictorRequest } from '../protocol/predictor-messages';
import { fileVersion, readWeightsFile } from '../runs/file-source';
import { PredictorService } from './predictor-service';

/**
 * The predictor thread: documents, models and questions come in as messages, answers go out.
 * @param siblings texts of files beside one, where there is a disk
 * @returns what takes a message
 */
export function predictorHandler(
  send: (reply: PredictorReply) => void,
  siblings: (file: string, characters: number) => Iterable<string>,
): (request: PredictorRequest) => void {
  const files = { read: readWeightsFile, version: fileVersion };
  const service = new PredictorService(
    files,
    send,
    () => performance.now(),
    () => platform.nextTurn(),
    siblings,
  );
  return (request) => {
    service.handle(request).catch((error: Error) => {
      send({ type: 'failed', id: 'id' in request ? request.id : null, message: error.message, detail: error.stack ?? error.message });
    });
  };
}
