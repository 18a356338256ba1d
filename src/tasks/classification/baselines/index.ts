import { characterGrams } from './character-grams';
import { classNgram } from './class-ngram';
import { logisticRegression, type SparseRow } from './logistic-regression';
import { largest, naiveBayes } from './naive-bayes';
import { dynamicTimeWarping, euclidean, nearestNeighbor } from './nearest-neighbor';

const LONGEST = 3;
/** N-grams seen less often are no features of the logistic regression. */
const MIN_COUNT = 2;
const TEXT_PENALTY = 1e-4;
const SERIES_PENALTY = 0.01;
/** Weights of a logistic regression beyond which finding its minimum takes too much memory: forty vectors as long. */
const MAX_WEIGHTS = 2e6;
/** Products of training and test examples and squared lengths beyond which aligning all of them takes too long. */
const MAX_ALIGNMENTS = 4e8;

/** The most frequent class. */
function majority(labels: readonly number[], classes: number): number {
  return largest(classes, (c) => labels.reduce((count, label) => count + Number(label === c), 0));
}

/** What needs no network: classifiers of texts by their names in reports; `alive` is called while they are fitted. */
export function textBaselines(
  texts: readonly string[],
  labels: readonly number[],
  classes: number,
  alive: () => void,
): Record<string, (text: string) => number> {
  const most = majority(labels, classes);
  const regression = gramRegression(texts, labels, classes, alive);
  return {
    majority: () => most,
    naiveBayes: naiveBayes(texts, labels, classes),
    ...(regression ? { logisticRegression: regression } : {}),
    ngram: classNgram(texts, labels, classes),
  };
}

/** Undefined where there are too many classes and n-grams. */
function gramRegression(
  texts: readonly string[],
  labels: readonly number[],
  classes: number,
  alive: () => void,
): ((text: string) => number) | undefined {
  const counted = texts.map((text) => characterGrams(text, LONGEST));
  const totals = new Map<string, number>();
  for (const grams of counted) for (const [gram, count] of grams) totals.set(gram, (totals.get(gram) ?? 0) + count);
  const features = new Map([...totals].filter(([, count]) => count >= MIN_COUNT).map(([gram], index) => [gram, index]));
  if ((features.size + 1) * classes > MAX_WEIGHTS) return undefined;
  const row = (grams: ReadonlyMap<string, number>): SparseRow => {
    const known = [...grams].filter(([gram]) => features.has(gram));
    return { indices: known.map(([gram]) => features.get(gram)!), values: known.map(([, count]) => count) };
  };
  const model = logisticRegression(counted.map(row), labels, features.size, classes, TEXT_PENALTY, alive);
  return (text) => {
    const scores = model.scores(row(characterGrams(text, LONGEST)));
    return largest(classes, (c) => scores[c]!);
  };
}

/** The same for series of numbers; `tests`: how many are to be classified, since alignments of very many take too long. */
export function seriesBaselines(
  series: readonly Float32Array[],
  labels: readonly number[],
  classes: number,
  tests: number,
  alive: () => void,
): Record<string, (values: Float32Array) => number> {
  const most = majority(labels, classes);
  const length = Math.max(...series.map((values) => values.length));
  const row = (values: Float32Array): SparseRow => ({ indices: [...values.keys()].slice(0, length), values: [...values].slice(0, length) });
  const model = logisticRegression(series.map(row), labels, length, classes, SERIES_PENALTY, alive);
  return {
    majority: () => most,
    nearestNeighbor: nearestNeighbor(series, labels, euclidean),
    ...(series.length * tests * length * length <= MAX_ALIGNMENTS
      ? { dynamicTimeWarping: nearestNeighbor(series, labels, dynamicTimeWarping()) }
      : {}),
    logisticRegression(values) {
      const scores = model.scores(row(values));
      return largest(classes, (c) => scores[c]!);
    },
  };
}
