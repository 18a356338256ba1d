// npm run bench -- names FOLDER: classification of names by language (a file per class), GRU 64, batches of 32, on the native kernels, WebAssembly and PyTorch
// (UNROLL_BENCH_PYTHON) by turns, PyTorch with one thread and with two. --rounds for more slices.
import { fileReader } from '../../src/cli/task-data';
import { oursOnBackends, pytorch, race } from '../race';

const STEPS = 150;

async function main(): Promise<void> {
  const folder = process.argv[2];
  if (folder === undefined) throw new Error('Name the folder of names: a text file for each language.');
  const request = { id: 'classification', data: fileReader(folder), options: {}, explicit: {} } as const;
  const trainers = oursOnBackends(request);
  const peers = [await pytorch('names.py', folder, '1'), await pytorch('names.py', folder, '2')].flatMap((peer) => peer ?? []);
  for (const { title, train } of peers) trainers.set(title, train);
  await race(trainers, 'names', STEPS, peers[0]?.title ?? 'WebAssembly');
  for (const peer of peers) peer.stop();
}

void main();
