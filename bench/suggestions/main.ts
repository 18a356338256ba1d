// npm run bench:suggestions: keystrokes saved by n-gram, network and both over real files, by the command line's own replay; and the time of a suggestion.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createEngine, DEFAULT_ORDER } from '../../src/cli/engines';
import { CASES } from '../../src/cli/speed-cases';
import { createInference } from '../../src/network/inference';
import { initializeWeights } from '../../src/network/initialization';
import { DocumentPredictor } from '../../src/prediction/document-predictor';
import { REPLAYED, type ReplayResult, replay, replayStart } from '../../src/prediction/replay';
import { normalizeText } from '../../src/text/text';
import { Vocabulary } from '../../src/text/vocabulary';
import { table } from '../statistics';
import { networkOf } from './networks';

const FILES = [
  'src/training/trainer.ts',
  'src/extension/training.ts',
  'src/network/kernel-learner.ts',
  'node_modules/commander/lib/command.js',
  'node_modules/mocha/lib/runner.js',
  'node_modules/typescript/lib/lib.es5.d.ts',
  'node_modules/@types/vscode/index.d.ts',
];
const SECONDS = process.argv.includes('--quick') ? 10 : 30;
const LIMITS = { threshold: 0.65, maximumLength: 20, multiLine: false };

function replays(): void {
  const results: Record<string, ReplayResult[]> = {};
  const rows: string[][] = [];
  for (const file of FILES) {
    const characters = Array.from(normalizeText(readFileSync(file, 'utf8')));
    const start = replayStart(characters.length);
    const [before, text] = [characters.slice(0, start), characters.slice(start, start + REPLAYED)];
    const model = networkOf(before, SECONDS);
    const row = [path.basename(file), `${(characters.length / 1000).toFixed(0)}k`];
    for (const threshold of [0.65, 0.8])
      for (const engine of ['ngram', 'network', 'mix'] as const) {
        const { predictor, ngram, symbols } = createEngine({ engine, order: DEFAULT_ORDER, model, before, text });
        const result = replay(predictor, symbols, ngram, threshold);
        row.push(`${result.net.toFixed(1)} (${result.acceptRate.toFixed(2)})`);
        const key = `${threshold} ${engine}`;
        results[key] = [...(results[key] ?? []), result];
      }
    rows.push(row);
    console.error(`${file} replayed`);
  }
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  rows.push([
    '**mean**',
    '',
    ...['0.65', '0.8'].flatMap((threshold) =>
      ['ngram', 'network', 'mix'].map((engine) => {
        const list = results[`${threshold} ${engine}`]!;
        return `${mean(list.map(({ net }) => net)).toFixed(1)} (${mean(list.map(({ acceptRate }) => acceptRate)).toFixed(2)})`;
      }),
    ),
  ]);
  const head = ['0.65', '0.8'].flatMap((threshold) => ['n-gram', 'network', 'mix'].map((engine) => `${engine}, ${threshold}`));
  console.log(`Keystrokes saved net, percent (share of suggestions accepted); networks trained for ${SECONDS} s\n`);
  console.log(table(['file', 'characters', ...head], rows));
}

/** Milliseconds from a keystroke to its suggestion in the predictor thread, typing in a document of 500 kB. */
function latencies(): void {
  const text = normalizeText(readFileSync('node_modules/@types/vscode/index.d.ts', 'utf8')).slice(0, 500_000);
  const vocabulary = Vocabulary.of(Array.from(text), 1);
  const rows: string[][] = [];
  for (const [title, configuration] of [
    ['GRU 128', { ...CASES[2]!.configuration, hidden: 128 }],
    ['LSTM 2x512', CASES[3]!.configuration],
  ] as const) {
    const network = createInference(configuration, vocabulary.size, initializeWeights(configuration, vocabulary.size));
    const document = new DocumentPredictor(text);
    const started = performance.now();
    for (const _ of document.build({ network, vocabulary }));
    const built = performance.now() - started;
    for (const [place, offset] of [
      ['at the end', text.length],
      ['in the middle', 250_000],
    ] as const) {
      const times: number[] = [];
      const typed = text.slice(100_000, 100_400);
      for (let i = 0; i < typed.length; i++) {
        const from = performance.now();
        document.edit(offset + i, 0, typed[i]!);
        document.suggest(offset + i + 1, { ...LIMITS, threshold: 0.01 }, 'mix', 1);
        times.push(performance.now() - from);
      }
      times.sort((a, b) => a - b);
      const at = (share: number) => times[Math.floor(share * (times.length - 1))]!.toFixed(2);
      rows.push([title, place, at(0.5), at(0.95), built.toFixed(0)]);
    }
  }
  console.log('\nMilliseconds from a keystroke to its suggestion of up to 20 characters, in a document of 500 kB\n');
  console.log(table(['network', 'typing', 'median', 'p95', 'counting the document'], rows));
}

latencies();
replays();
process.exit(0);
