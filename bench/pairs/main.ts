// npm run bench -- pairs: training of the encoder-decoder on the sample of dates, native kernels, WebAssembly and PyTorch (UNROLL_BENCH_PYTHON) by turns, one
// thread each. --rounds for more slices.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { canRun } from '../../src/kernels/registry';
import { readerOf } from '../../src/tasks/data/read';
import { taskOnData } from '../../src/tasks/on-data';
import { offerNativeKernels } from '../../src/workers/native-kernels';
import { median, table } from '../statistics';

const SAMPLE = 'samples/dates.tsv';
const STEPS = 20;

offerNativeKernels(path.resolve('dist/native'));

/** Trains so many steps; pairs a second. */
type Trainer = (steps: number) => Promise<number>;

function ours(backend: 'native' | 'wasm'): Trainer {
  const data = readerOf({ name: SAMPLE, text: readFileSync(SAMPLE, 'utf8') });
  const { task, configuration } = taskOnData({ id: 'pairs', data, options: {}, explicit: { backend } });
  const prepared = task.prepare({ configuration, note: () => undefined });
  const learner = prepared.createLearner!({ configuration: prepared.configuration, interrupted: () => false });
  let step = 0;
  return (steps) => {
    const start = performance.now();
    for (let i = 0; i < steps; i++) learner.step(prepared.window(step++), configuration.learningRate);
    return Promise.resolve((1000 * steps * configuration.batchSize) / (performance.now() - start));
  };
}

async function pytorch(python: string): Promise<{ title: string; train: Trainer; stop(): void } | undefined> {
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(python, ['bench/peers/pairs.py', SAMPLE], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async () => {
    const { value, done } = await lines.next();
    return done ? undefined : (JSON.parse(value) as { ready?: string; pairsPerSecond?: number });
  };
  const title = (await read())?.ready;
  if (title === undefined) return undefined;
  const train = async (steps: number) => {
    child.stdin.write(`${JSON.stringify({ steps })}\n`);
    return (await read())?.pairsPerSecond ?? Number.NaN;
  };
  return { title, train, stop: () => child.kill() };
}

async function main(): Promise<void> {
  const rounds = process.argv.includes('--rounds') ? Number(process.argv[process.argv.indexOf('--rounds') + 1]) : 9;
  const peer = await pytorch(process.env.UNROLL_BENCH_PYTHON ?? 'python3');
  if (!peer) console.error('PyTorch is left out: set UNROLL_BENCH_PYTHON to an interpreter that has it.');
  const trainers = new Map<string, Trainer>([
    ...(canRun('native') ? [['native kernels', ours('native')] as const] : []),
    ['WebAssembly', ours('wasm')],
  ]);
  if (peer) trainers.set(peer.title, peer.train);
  const speeds = new Map([...trainers.keys()].map((title) => [title, [] as number[]]));
  for (const train of trainers.values()) await train(3);
  for (let round = 0; round < rounds; round++) for (const [title, train] of trainers) speeds.get(title)!.push(await train(STEPS));
  peer?.stop();
  const reference = speeds.get(peer?.title ?? 'WebAssembly')!;
  const rows = [...speeds].map(([title, own]) => {
    const ratio = median(own.map((speed, i) => speed / reference[i]!));
    return [title, median(own).toFixed(0), `${ratio.toFixed(2)}x`];
  });
  console.log(table(['', 'pairs/s', `beside ${peer?.title ?? 'WebAssembly'} (median of the rounds)`], rows));
}

void main();
