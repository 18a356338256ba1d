import { type ClassificationReport, MAX_CONFUSION, type ReadingPoint } from '../../protocol/task-report';
import { calibration, classScores, confusionMatrix } from '../metrics/classification';
import type { EncodedExample } from './batches';
import { type Classifier, classProbabilities } from './classify';
import type { Example } from './data';

/** Examples that are judged while the training waits, and those that are read prefix by prefix. */
const MAX_JUDGED = 4000;
const MAX_READ = 200;
/** Prefixes of every example at most. */
const MAX_PREFIXES = 24;
const WORST = 50;
/** Characters of an example that a list shows. */
const SHOWN = 200;

export interface Judged {
  readonly part: 'validation' | 'test';
  readonly classes: readonly string[];
  readonly examples: readonly Example[];
  readonly encoded: readonly EncodedExample[];
}

/** What a network answers on a part of the data, and where it is wrong. Undefined when interrupted. */
export function reportClasses(classifier: Classifier, judged: Judged): ClassificationReport | undefined {
  const { classes, part } = judged;
  const chosen = spread(judged.examples.length, MAX_JUDGED);
  const encoded = chosen.map((i) => judged.encoded[i]!);
  const probabilities = classProbabilities(classifier, encoded);
  if (!probabilities) return undefined;
  const reading = read(classifier, judged);
  if (!reading) return undefined;
  const truth = encoded.map(({ label }) => label);
  const predicted = probabilities.map((own) => own.indexOf(Math.max(...own)));
  const confidence = predicted.map((label, i) => probabilities[i]![label]!);
  const ofTruth = truth.map((label, i) => probabilities[i]![label]!);
  const { bins, error } = calibration(
    confidence,
    predicted.map((label, i) => label === truth[i]),
  );
  const wrong = [...chosen.keys()].filter((i) => predicted[i] !== truth[i]).sort((a, b) => ofTruth[a]! - ofTruth[b]!);
  return {
    ...{ task: 'classification', part, examples: chosen.length, classes },
    ...classScores(predicted, truth, classes.length),
    loss: ofTruth.reduce((sum, probability) => sum - Math.log(Math.max(1e-300, probability)), 0) / Math.max(1, ofTruth.length),
    confusion: classes.length <= MAX_CONFUSION ? confusionMatrix(predicted, truth, classes.length) : null,
    ...{ calibrationError: error, calibration: bins },
    ...reading,
    worst: wrong.slice(0, WORST).map((i) => {
      const { line, file, input } = judged.examples[chosen[i]!]!;
      return {
        ...(line === undefined ? {} : { line }),
        ...(file === undefined ? {} : { file }),
        text: typeof input === 'string' ? [...input].slice(0, SHOWN).join('') : '',
        ...{ truth: classes[truth[i]!]!, predicted: classes[predicted[i]!]! },
        ...{ truthProbability: ofTruth[i]!, predictedProbability: confidence[i]! },
      };
    }),
  };
}

/** What the network answers after a part of every example only: when does it know? A shorter example counts as it is at its end. */
function read(classifier: Classifier, { encoded }: Judged): Pick<ClassificationReport, 'reading' | 'readExamples'> | undefined {
  const examples = spread(encoded.length, MAX_READ).map((i) => encoded[i]!);
  const longest = examples.reduce((most, { steps }) => Math.max(most, steps), 1);
  const reading: ReadingPoint[] = [];
  for (const read of prefixLengths(longest)) {
    const probabilities = classProbabilities(
      classifier,
      examples.map((example) => ({ ...example, steps: Math.min(read, example.steps) })),
    );
    if (!probabilities) return undefined;
    const right = probabilities.filter((own, i) => own.indexOf(Math.max(...own)) === examples[i]!.label).length;
    const belief = probabilities.reduce((sum, own, i) => sum + own[examples[i]!.label]!, 0);
    reading.push({ read, accuracy: right / examples.length, belief: belief / examples.length });
  }
  return { reading, readExamples: examples.length };
}

/** Every length up to the longest, or as many as are shown, further and further apart. */
export function prefixLengths(longest: number, most = MAX_PREFIXES): number[] {
  if (longest <= most) return Array.from({ length: longest }, (_, i) => i + 1);
  const lengths = Array.from({ length: most }, (_, i) => Math.round(longest ** (i / (most - 1))));
  return [...new Set(lengths)];
}

/** Indices of at most `limit` of `count` things, evenly over all of them. */
function spread(count: number, limit: number): number[] {
  return Array.from({ length: Math.min(count, limit) }, (_, i) => Math.floor((i * count) / Math.min(count, limit)));
}
