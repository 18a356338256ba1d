import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { CASES, type Case } from '../src/cli/presets/speed-cases';
import { createLearner } from '../src/network/create';
import { followerScript } from '../src/workers/threads';
import { median, table } from './statistics';

/** Runs in a thread of its own: from its first statement to a learner that may step, and the memory of the network. */
export function startupOf(example: Case): { milliseconds: number; megabytes: number } {
  const started = performance.now();
  const learner = createLearner({ configuration: { ...example.configuration, threads: 1 }, ports: example.vocabularySize });
  const milliseconds = performance.now() - started;
  const megabytes = learner.memoryBytes / 2 ** 20;
  learner.dispose();
  return { milliseconds, megabytes };
}

export interface StartupFigures {
  readonly name: string;
  readonly milliseconds: number;
  /** The first learner of a process, in a thread that starts while the native kernels are tested, as on the command line. */
  readonly first: number;
  readonly megabytes: number;
}

export async function benchStartup(only: string): Promise<StartupFigures[]> {
  const results: StartupFigures[] = [];
  for (const example of CASES) {
    if (!only.includes(example.name)) continue;
    const times: number[] = [];
    let megabytes = 0;
    for (let i = 0; i < 7; i++) {
      const answer = await new Promise<{ milliseconds: number; megabytes: number }>((resolve, reject) => {
        const worker = new Worker(path.resolve('out/bench/main.js'), { workerData: { startup: example } });
        worker.once('message', resolve);
        worker.once('error', reject);
      });
      times.push(answer.milliseconds);
      megabytes = answer.megabytes;
    }
    const firsts = Array.from({ length: 5 }, () => {
      const output = execFileSync(process.execPath, [path.resolve('out/bench/main.js'), '--startup', example.name], { encoding: 'utf8' });
      return (JSON.parse(output) as { milliseconds: number }).milliseconds;
    });
    results.push({ name: example.name, milliseconds: median(times), first: median(firsts), megabytes });
  }
  return results;
}

export function startupTable(results: readonly StartupFigures[]): string {
  return table(
    ['', 'ready to train, ms (median of 7)', 'first of a process (median of 5)', 'memory, MB'],
    results.map(({ name, milliseconds, first, megabytes }) => [name, milliseconds.toFixed(1), first.toFixed(1), megabytes.toFixed(1)]),
  );
}

/** Speed of a sigmoid net over windows of 500 steps, whose gradients vanish below every float, against that of tanh, and the memory after many steps. */
export function benchDenormals(): { ratio: number; growth: number } {
  const make = (activation: 'sigmoid' | 'tanh') => {
    const configuration = { ...CASES[0]!.configuration, activation, hidden: 96, sequenceLength: 500, batchSize: 4, threads: 1 };
    const learner = createLearner({ configuration, ports: 65 }, { spawn: followerScript('') });
    const symbols = Int32Array.from({ length: 2000 }, (_, i) => (i * 7) % 65);
    // A loss at the last step alone: the gradient has all of the window to vanish in.
    const targets = symbols.map((symbol, i) => (i < 1996 ? -1 : symbol));
    return { learner, step: () => learner.step({ inputs: symbols, targets, steps: 500, resetState: true }, 1e-4) };
  };
  const [sigmoid, tanh] = [make('sigmoid'), make('tanh')];
  const time = (run: () => void) => {
    const started = performance.now();
    for (let i = 0; i < 20; i++) run();
    return performance.now() - started;
  };
  for (const { step } of [sigmoid, tanh]) time(step);
  const before = sigmoid.learner.memoryBytes;
  const ratios = Array.from({ length: 9 }, () => time(sigmoid.step) / time(tanh.step));
  return { ratio: median(ratios), growth: sigmoid.learner.memoryBytes - before };
}
