// The thread for model files under Node: reads one and makes a run or other programs' files of it, beside the host, and ends.
import { parentPort, workerData } from 'node:worker_threads';
import type { ModelFileRequest } from '../protocol/model-file-messages';
import { runModelFiles } from './model-files';

export function start(): void {
  runModelFiles(workerData as ModelFileRequest, (reply) => parentPort!.postMessage(reply));
}
