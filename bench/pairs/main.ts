// npm run bench -- pairs: training of the encoder-decoder on the sample of dates, native kernels, WebAssembly and PyTorch (UNROLL_BENCH_PYTHON) by turns, one
// thread each. --rounds for more slices; --networks trains the networks of the guide's table instead.
import { readFileSync } from 'node:fs';
import { readerOf } from '../../src/tasks/data/read';
import { oursOnBackends, pytorch, race } from '../race';
import { compareNetworks } from './networks';

const SAMPLE = 'samples/dates.tsv';
const STEPS = 20;

async function main(): Promise<void> {
  const data = readerOf({ name: SAMPLE, text: readFileSync(SAMPLE, 'utf8') });
  if (process.argv.includes('--networks')) return compareNetworks(data);
  const trainers = oursOnBackends({ id: 'pairs', data, options: {}, explicit: {} });
  const peer = await pytorch('pairs.py', SAMPLE);
  if (peer) trainers.set(peer.title, peer.train);
  await race(trainers, 'pairs', STEPS, peer?.title ?? 'WebAssembly');
  peer?.stop();
}

void main();
