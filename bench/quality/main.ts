// npm run bench:quality [-- TEXT]: what the networks learn, beside the reference results. TEXT: tinyshakespeare, by default where the tests look for it.
import { existsSync, readFileSync } from 'node:fs';
import { table } from '../statistics';
import { solveAdding } from './adding';
import { CharacterTask, meanTrainingLoss, minCharRnn, referenceConfiguration } from './characters';
import { compareWithPyTorch } from './pytorch';

const file = process.argv[2] ?? '../shared/data/tinyshakespeare.txt';
const percent = (value: number) => `${(100 * value).toFixed(2)} %`;

if (existsSync(file)) {
  const task = new CharacterTask(readFileSync(file, 'utf8'));
  const rows: string[][] = [];
  for (const [cell, hidden, expected] of [
    ['rnn', 128, 2.129],
    ['lstm', 128, 2.167],
    ['gru', 128, 2.067],
    ['gru', 256, 1.919],
  ] as const) {
    const loss = meanTrainingLoss(task, referenceConfiguration(cell, hidden, 1));
    const difference = compareWithPyTorch(task, file, cell, hidden);
    rows.push([
      `${cell} ${hidden}`,
      loss.toFixed(3),
      String(expected),
      percent(loss / expected - 1),
      difference?.toExponential(1) ?? 'no PyTorch here',
    ]);
  }
  console.log('Characters: mean training loss of steps 391 to 490, nats\n');
  console.log(table(['network', 'ours, seed 1', 'PyTorch', 'difference', 'losses from the same weights, steps 1 to 50'], rows));
  const expected = [85.22, 70.18, 56.72, 54.58];
  const at = [1000, 2000, 5000, 10_000];
  const curves = Array.from({ length: 11 }, (_, i) => i + 1).map((seed) => minCharRnn(task, at, seed));
  const smooth = at.map((_, i) => curves.reduce((sum, curve) => sum + curve[i]! / curves.length, 0));
  console.log("\nmin-char-rnn's recipe: smoothed loss over 25 characters, mean of eleven seeds\n");
  console.log(
    table(
      ['step', 'ours', 'reference', 'difference'],
      at.map((step, i) => [String(step), smooth[i]!.toFixed(2), String(expected[i]), percent(smooth[i]! / expected[i]! - 1)]),
    ),
  );
} else console.log(`There is no ${file}: the character networks are left out.`);

const adding: string[][] = [];
const solve = (title: string, ...[own, steps, rate, limit, seed]: Parameters<typeof solveAdding>) => {
  const { solved, error } = solveAdding(own, steps, rate, limit, seed);
  adding.push([title, String(steps), String(seed), solved ? `solved at step ${solved}` : `not in ${limit} steps`, error.toFixed(4)]);
};
for (const seed of [1, 2, 3]) solve('GRU', { cell: 'gru' }, 50, 3e-3, 900, seed);
for (const seed of [1, 2, 3]) solve('GRU', { cell: 'gru' }, 100, 3e-3, 1200, seed);
for (const seed of [1, 2, 3]) solve('tanh RNN', { cell: 'rnn' }, 50, 1e-3, 2000, seed);
solve('LSTM, forget bias 1', { cell: 'lstm', forgetBias: 1 }, 50, 3e-3, 1800, 1);
console.log('\nThe adding problem (mean squared error; always answering 1 gives 0.1667)\n');
console.log(table(['network', 'T', 'seed', 'result', 'error'], adding));
process.exit(0);
