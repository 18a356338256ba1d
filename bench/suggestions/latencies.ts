import { readFileSync } from 'node:fs';
import { CASES } from '../../src/cli/speed-cases';
import { createInference } from '../../src/network/inference';
import { initializeWeights } from '../../src/network/initialization';
import { DocumentPredictor } from '../../src/prediction/document-predictor';
import { normalizeText } from '../../src/text/text';
import { Vocabulary } from '../../src/text/vocabulary';
import { table } from '../statistics';

/** A threshold that lets every suggestion grow to its full length. */
const LIMITS = { policy: { threshold: 0.01 }, maximumLength: 20, multiLine: false };

/** Milliseconds from a keystroke to its suggestion in the predictor thread, typing in a document of 500 kB. */
export function latencies(): void {
  const text = normalizeText(readFileSync('node_modules/@types/vscode/index.d.ts', 'utf8')).slice(0, 500_000);
  const vocabulary = Vocabulary.of(Array.from(text), 1);
  const rows: string[][] = [];
  for (const [title, configuration] of [
    ['GRU 128', { ...CASES[2]!.configuration, hidden: 128 }],
    ['LSTM 2x512', CASES[3]!.configuration],
  ] as const) {
    const weights = initializeWeights(configuration, vocabulary.size);
    const network = createInference(configuration, vocabulary.size, weights);
    const document = new DocumentPredictor(text);
    const started = performance.now();
    for (const _ of document.count({ network, vocabulary, architecture: configuration, weights: () => weights }));
    const counted = performance.now() - started;
    for (const _ of document.learn());
    const built = performance.now() - started;
    for (const dynamic of [false, true]) {
      document.setDynamic(dynamic);
      for (const [place, offset] of [
        ['at the end', text.length],
        ['in the middle', 250_000],
      ] as const) {
        const times: number[] = [];
        const own: number[] = [];
        const rests: number[] = [];
        const typed = text.slice(100_000, 100_400);
        for (let i = 0; i < typed.length; i++) {
          const from = performance.now();
          const spent = processorTime();
          document.edit(offset + i, 0, typed[i]!);
          document.suggest(offset + i + 1, LIMITS, 'mix', 1);
          own.push(processorTime() - spent);
          const answered = performance.now();
          document.rest();
          times.push(answered - from);
          rests.push(performance.now() - answered);
        }
        const at = (values: number[], share: number) => values.sort((a, b) => a - b)[Math.floor(share * (values.length - 1))]!.toFixed(2);
        rows.push([
          `${title}${dynamic ? ', dynamic evaluation' : ''}`,
          place,
          at(times, 0.5),
          at(times, 0.95),
          at(own, 0.95),
          at(rests, 1),
          counted.toFixed(0),
          (built - counted).toFixed(0),
        ]);
      }
    }
  }
  console.log('\nMilliseconds from a keystroke to its suggestion of up to 20 characters, in a document of 500 kB\n');
  console.log(
    table(
      ['network', 'typing', 'median', 'p95', 'p95 of processor time', 'longest update after an answer', 'counting the document', 'learning it'],
      rows,
    ),
  );
}

/** Milliseconds of this thread's own, without those that other programs take of a busy machine; clock time where Node cannot tell. */
function processorTime(): number {
  const { threadCpuUsage } = process as { threadCpuUsage?: () => { user: number; system: number } };
  if (!threadCpuUsage) return performance.now();
  const { user, system } = threadCpuUsage.call(process);
  return (user + system) / 1000;
}
