import { readFileSync } from 'node:fs';
import { CASES } from '../../src/cli/presets/speed-cases';
import { createInference } from '../../src/network/inference';
import { initializeWeights } from '../../src/network/initialization';
import { DocumentPredictor } from '../../src/prediction/document-predictor';
import { DIAL } from '../../src/protocol/suggestion-policy';
import { normalizeText } from '../../src/text/text';
import { Vocabulary } from '../../src/text/vocabulary';
import { table } from '../statistics';

/** The defaults of the settings. */
const LIMITS = { policy: DIAL.balanced, maximumLength: 80, multiLine: true };
const LENGTH = 500_000;
/** Keys that are typed, deleted again and typed anew: the least of some passes is what a key takes when nothing else runs. */
const KEYS = 150;
const PASSES = 5;

interface Times {
  readonly answers: Float64Array;
  readonly rests: Float64Array;
  /** Of every key in every pass, whatever else the machine did meanwhile. */
  readonly every: Float64Array;
}

/** Milliseconds of processor time of this thread; of the clock where this Node cannot tell. */
const threadTime = (): number => {
  const usage = (process as { threadCpuUsage?: () => NodeJS.CpuUsage }).threadCpuUsage?.();
  return usage ? (usage.user + usage.system) / 1000 : performance.now();
};

/** Milliseconds of every key: until its suggestion is there, and for what may wait. What is deleted is forgotten exactly, so that all passes do the same. */
function times(document: DocumentPredictor, offset: number, typed: string): Times {
  const answers = new Float64Array(KEYS).fill(Number.POSITIVE_INFINITY);
  const rests = new Float64Array(KEYS).fill(Number.POSITIVE_INFINITY);
  const every: number[] = [];
  for (let pass = 0; pass < PASSES; pass++) {
    for (let i = 0; i < KEYS; i++) {
      const from = performance.now();
      document.edit(offset + i, 0, typed[i]!);
      document.suggest(offset + i + 1, LIMITS, 'mix', 1);
      const answered = performance.now();
      every.push(answered - from);
      document.rest();
      answers[i] = Math.min(answers[i]!, answered - from);
      rests[i] = Math.min(rests[i]!, performance.now() - answered);
    }
    for (let i = KEYS - 1; i >= 0; i--) document.edit(offset + i, 1, '');
    document.rest();
  }
  return { answers: answers.sort(), rests: rests.sort(), every: Float64Array.from(every).sort() };
}

/** From a keystroke to its suggestion in the predictor thread, typing in a document of 500 kB with a GRU 128; then how long it takes to learn it, and memory. */
export function latencies(): void {
  const all = normalizeText(readFileSync('node_modules/@types/vscode/index.d.ts', 'utf8'));
  const text = all.slice(0, LENGTH);
  const vocabulary = Vocabulary.of(Array.from(text), 1);
  const configuration = { ...CASES[2]!.configuration, hidden: 128 };
  const weights = initializeWeights(configuration, vocabulary.size);
  const trained = {
    network: createInference(configuration, vocabulary.size, weights),
    vocabulary,
    architecture: configuration,
    weights: () => weights,
  };
  const document = new DocumentPredictor(text);
  const started = performance.now();
  const startedWork = threadTime();
  for (const _ of document.count(trained));
  const counted = performance.now() - started;
  const answered = performance.now();
  document.suggest(text.length, LIMITS, 'mix', 1);
  const first = counted + performance.now() - answered;
  const before = threadTime();
  const slices: number[] = [];
  for (let last = performance.now(), learning = document.learn(); !learning.next().done; last = performance.now())
    slices.push(performance.now() - last);
  const learnt = threadTime() - before;
  slices.sort((a, b) => a - b);
  const at = (values: ArrayLike<number>, share: number) => values[Math.floor(share * (values.length - 1))]!.toFixed(2);
  const line = all.indexOf('\n', LENGTH / 2);
  const rows = [false, true].flatMap((dynamic) => {
    document.setDynamic(dynamic);
    return (
      [
        ['what comes next in the file, at the end', text.length, all.slice(LENGTH, LENGTH + KEYS)],
        ['what stands there already, at the end', text.length, text.slice(100_000, 100_000 + KEYS)],
        ['in the middle of a line', line - 5, text.slice(200_000, 200_400).replaceAll('\n', ' ').slice(0, KEYS)],
      ] as const
    ).map(([what, offset, typed]) => {
      const { answers, rests, every } = times(document, offset, typed);
      return [what, dynamic ? 'on' : 'off', at(answers, 0.5), at(answers, 0.95), at(every, 0.5), at(every, 0.95), at(rests, 0.95)];
    });
  });
  console.log(
    `\nMilliseconds from a keystroke to its suggestion, in a document of ${LENGTH / 1000} kB; the least of ${PASSES} passes over ${KEYS} keys\n`,
  );
  console.log(table(['typed', 'dynamic evaluation', 'median', 'p95', 'every key: median', 'p95', 'p95 of what may wait'], rows));
  console.log(
    `\nThe document is counted, and the first suggestion there, after ${(first / 1000).toFixed(2)} s (${((before - startedWork) / 1000).toFixed(2)} s of a core); learnt in ${(learnt / 1000).toFixed(1)} s ` +
      `of a core, ${((1000 * learnt) / LENGTH).toFixed(0)} µs a character, in slices of ${at(slices, 0.5)} ms (p99 ${at(slices, 0.99)}, longest ${at(slices, 1)}); it takes ${(document.bytes / 2 ** 20).toFixed(1)} MB.`,
  );
}
