// The thread for model files: reads one and makes a run or other programs' files of it, beside the host, and ends.
import { parentPort, workerData } from 'node:worker_threads';
import { UnrollError } from '../protocol/error';
import type { ModelFileReply, ModelFileRequest } from '../protocol/model-file-messages';
import { answerModelFiles } from './model-files';

const send = (reply: ModelFileReply) => parentPort!.postMessage(reply);

try {
  answerModelFiles(workerData as ModelFileRequest, send, () => performance.now());
} catch (error) {
  const { message, stack } = error as Error;
  if (error instanceof UnrollError) send({ type: 'failed', id: error.id, args: error.args, message: stack ?? message });
  else send({ type: 'failed', id: null, args: [], message: stack ?? message });
}
