import { type ChildProcessByStdio, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { canRun } from '../src/kernels/registry';
import { createLearner } from '../src/network/create';
import { type DataTaskRequest, taskOnData } from '../src/tasks/on-data';
import { offerNativeKernels } from '../src/workers/native-kernels';
import { followerScript } from '../src/workers/threads';
import { median, table } from './statistics';

offerNativeKernels(path.resolve('dist/native'));

/** Trains so many steps; examples a second. */
export type Trainer = (steps: number) => Promise<number>;

interface Peer {
  readonly title: string;
  readonly train: Trainer;
  stop(): void;
}

/** Training of a task on data as a run does it, the making of its windows included. */
export function ours(request: DataTaskRequest, threads = 1): Trainer {
  const { task, configuration } = taskOnData(request);
  const prepared = task.prepare({ configuration: { ...configuration, threads }, note: () => undefined });
  const options = { configuration: prepared.configuration, interrupted: () => false };
  const learner =
    prepared.createLearner?.(options) ??
    createLearner({ ...options, ports: prepared.network }, { spawn: followerScript(path.resolve('dist/follower.js')) });
  let step = 0;
  return (steps) => {
    const start = performance.now();
    for (let i = 0; i < steps; i++) learner.step(prepared.window(step++), configuration.learningRate);
    return Promise.resolve((1000 * steps * prepared.configuration.batchSize) / (performance.now() - start));
  };
}

/** The same task natively, where that can run, and on WebAssembly. */
export function oursOnBackends(request: DataTaskRequest, threads = 1): Map<string, Trainer> {
  const on = (backend: 'native' | 'wasm') => ours({ ...request, explicit: { ...request.explicit, backend } }, threads);
  const suffix = threads > 1 ? `, ${threads} threads` : '';
  return new Map([...(canRun('native') ? [[`native${suffix}`, on('native')] as const] : []), [`WebAssembly${suffix}`, on('wasm')]]);
}

/** A script of bench/peers in the interpreter of UNROLL_BENCH_PYTHON, which answers {"steps": n} with how many examples a second it trained. */
export async function pytorch(script: string, ...args: string[]): Promise<Peer | undefined> {
  const python = process.env.UNROLL_BENCH_PYTHON ?? 'python3';
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(python, [`bench/peers/${script}`, ...args], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async () => {
    const { value, done } = await lines.next();
    return done ? undefined : (JSON.parse(value) as { ready?: string; examplesPerSecond?: number });
  };
  const title = (await read())?.ready;
  if (title === undefined) {
    console.error('PyTorch is left out: set UNROLL_BENCH_PYTHON to an interpreter that has it.');
    return undefined;
  }
  const train = async (steps: number) => {
    child.stdin.write(`${JSON.stringify({ steps })}\n`);
    return (await read())?.examplesPerSecond ?? Number.NaN;
  };
  return { title, train, stop: () => child.kill() };
}

/**
 * Trains by turns and prints a table: the median of the examples a second, and that of the ratios of neighbouring slices.
 * @param unit what is counted
 * @param steps updates a slice
 * @param reference title of the one that the others are compared with
 */
export async function race(trainers: ReadonlyMap<string, Trainer>, unit: string, steps: number, reference: string): Promise<void> {
  const at = process.argv.indexOf('--rounds');
  const rounds = at >= 0 ? Number(process.argv[at + 1]) : 9;
  const speeds = new Map([...trainers.keys()].map((title) => [title, [] as number[]]));
  for (const train of trainers.values()) await train(Math.ceil(steps / 5));
  for (let round = 0; round < rounds; round++) for (const [title, train] of trainers) speeds.get(title)!.push(await train(steps));
  const base = speeds.get(reference)!;
  const rows = [...speeds].map(([title, own]) => [title, median(own).toFixed(0), `${median(own.map((speed, i) => speed / base[i]!)).toFixed(2)}x`]);
  console.log(table(['', `${unit}/s`, `beside ${reference} (median of the rounds)`], rows));
}
