import * as v from 'valibot';
import type { Immutable } from './immutable';
import { number, numbers } from './json-number';

/** Most classes that a confusion matrix shows; of more only the totals are reported. */
export const MAX_CONFUSION = 64;

const part = {
  part: v.picklist(['validation', 'test']),
  /** Examples that were judged: all of the part, or as many as there is time for. */
  examples: v.number(),
};

const readingPoint = v.object({
  read: v.number(),
  /** Share of right answers. */
  accuracy: number,
  /** Mean probability of the true class. */
  belief: number,
});
export type ReadingPoint = Immutable<v.InferOutput<typeof readingPoint>>;

const wrongExample = v.object({
  /** Line of the file on which it stands, from 1. */
  line: v.optional(v.number()),
  /** In a folder of classes: the file, relative to the folder. */
  file: v.optional(v.string()),
  ...{ text: v.string(), truth: v.string(), predicted: v.string() },
  ...{ truthProbability: number, predictedProbability: number },
});
export type WrongExample = Immutable<v.InferOutput<typeof wrongExample>>;

const classification = v.object({
  ...{ task: v.literal('classification'), ...part, classes: v.array(v.string()) },
  ...{ accuracy: number, macroRecall: number, macroF1: number },
  /** Nats an example. */
  loss: number,
  /** Counts by true class (row) and predicted class (column); null for more than MAX_CONFUSION classes. */
  confusion: v.nullable(v.array(v.array(v.number()))),
  calibrationError: number,
  /** Examples by the probability of their likeliest class. */
  calibration: v.array(v.object({ count: v.number(), confidence: number, accuracy: number })),
  /** What the network answers after the first `read` time steps of every example. */
  reading: v.array(readingPoint),
  /** How many examples `reading` is about. */
  readExamples: v.number(),
  /** The examples that it is most wrong about, the worst first. */
  worst: v.array(wrongExample),
});
export type ClassificationReport = Immutable<v.InferOutput<typeof classification>>;

const horizonError = v.object({ rmse: number, mae: number, mase: number, smape: number });
export type HorizonError = Immutable<v.InferOutput<typeof horizonError>>;

const forecast = v.object({
  ...{ task: v.literal('forecast'), ...part, column: v.string(), season: v.number() },
  /** Values that are forecast before the truth becomes known. */
  horizon: v.number(),
  /** The end of the training part; its first value is number `from` of the series, from 1. */
  ...{ history: numbers, from: v.number() },
  ...{ truth: numbers, forecast: numbers },
  /** Interval of the forecasts: from errors on the training part, or from the network's own quantiles. */
  interval: v.nullable(
    v.object({
      ...{ level: v.number(), low: numbers, high: numbers },
      /** Share of the true values that lie in it, and in what the training part alone would have it. */
      ...{ coverage: number, rawCoverage: v.optional(number) },
      from: v.picklist(['training errors', 'quantiles']),
    }),
  ),
  /** What follows the end of the series. */
  ahead: numbers,
  /** Errors of forecasts so many values ahead, from every origin of the test part: of the network and of each baseline. */
  ...{ horizons: numbers, errors: v.record(v.string(), v.array(horizonError)) },
});
export type ForecastReport = Immutable<v.InferOutput<typeof forecast>>;

const writtenPair = {
  line: v.optional(v.number()),
  source: v.string(),
  /** What should have been written, where it is known. */
  target: v.optional(v.string()),
  written: v.string(),
  /** Share of every source character in every written character, the end included [T][S]; missing without attention. */
  attention: v.optional(v.array(numbers)),
};
const pair = v.object(writtenPair);
export type WrittenPair = Immutable<v.InferOutput<typeof pair>>;

const pairs = v.object({
  ...{ task: v.literal('pairs'), ...part, exactMatch: number, characterErrorRate: number, chrF: number },
  /** Some of the examples, those that are wrong first. */
  samples: v.array(pair),
});
export type PairsReport = Immutable<v.InferOutput<typeof pairs>>;

/** What a panel shows of a task beside its scores. All of it is about data that were not trained on. */
export const taskReport = v.variant('task', [classification, forecast, pairs]);
export type TaskReport = Immutable<v.InferOutput<typeof taskReport>>;

/** The likeliest class of a row. */
export interface PredictedClass {
  readonly label: string;
  readonly probability: number;
}

/** How a model answers something that a person has typed. `beliefs`: the probability of every class after each character [T][C]. */
export const taskAnswer = v.variant('task', [
  v.object({ task: v.literal('classification'), characters: v.array(v.string()), classes: v.array(v.string()), beliefs: v.array(numbers) }),
  v.object({ task: v.literal('pairs'), ...writtenPair }),
]);
export type TaskAnswer = Immutable<v.InferOutput<typeof taskAnswer>>;
