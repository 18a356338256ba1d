import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Tensors } from '../../src/protocol/model';
import { type CharacterTask, referenceConfiguration } from './characters';

const STEPS = [1, 2, 5, 10, 50];

/** Largest relative difference of the losses at steps 1, 2, 5, 10 and 50 from the same initial weights; undefined without PyTorch. */
export function compareWithPyTorch(task: CharacterTask, text: string, cell: 'rnn' | 'gru' | 'lstm', hidden: number): number | undefined {
  const python = (process.env.UNROLL_BENCH_PYTHON ?? 'python3').split(':')[0]!;
  try {
    execFileSync(python, ['bench/quality/losses.py', text, cell, String(hidden), 'out/bench/losses.json'], { stdio: ['ignore', 'ignore', 'ignore'] });
  } catch {
    return undefined;
  }
  const file = JSON.parse(readFileSync('out/bench/losses.json', 'utf8')) as {
    losses: number[];
    weights: Record<string, { shape: number[]; data: string }>;
  };
  const weights: Tensors = new Map(
    Object.entries(file.weights).map(([name, { shape, data }]) => {
      const bytes = Uint8Array.from(Buffer.from(data, 'base64'));
      return [name, { shape, data: new Float32Array(bytes.buffer) }];
    }),
  );
  const configuration = referenceConfiguration(cell, hidden, 1);
  const learner = task.learner(configuration, weights);
  const streams = task.streams(configuration);
  let worst = 0;
  for (let step = 1; step <= 50; step++) {
    const { loss } = learner.step(streams.next(), configuration.learningRate)!;
    const expected = file.losses[step - 1]!;
    if (STEPS.includes(step)) worst = Math.max(worst, Math.abs(loss - expected) / expected);
  }
  learner.dispose();
  return worst;
}
