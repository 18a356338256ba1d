import * as v from 'valibot';
import { number, numbers } from './json-number';

const part = { part: v.picklist(['validation', 'test']), examples: v.number() };

const writtenPair = {
  line: v.optional(v.number()),
  source: v.string(),
  target: v.optional(v.string()),
  written: v.string(),
  attention: v.optional(v.array(numbers)),
};
const horizonError = v.object({ rmse: number, mae: number, mase: number, smape: number });

/** What a panel shows of a task; see TaskReport. */
export const taskReport = v.variant('task', [
  v.object({
    ...{ task: v.literal('classification'), ...part, classes: v.array(v.string()), readExamples: v.number() },
    ...{ accuracy: number, macroRecall: number, macroF1: number, loss: number, calibrationError: number },
    confusion: v.nullable(v.array(v.array(v.number()))),
    calibration: v.array(v.object({ count: v.number(), confidence: number, accuracy: number })),
    reading: v.array(v.object({ read: v.number(), accuracy: number, belief: number })),
    worst: v.array(
      v.object({
        ...{ line: v.optional(v.number()), text: v.string(), truth: v.string(), predicted: v.string() },
        ...{ truthProbability: number, predictedProbability: number },
      }),
    ),
  }),
  v.object({
    ...{ task: v.literal('forecast'), ...part, column: v.string(), season: v.number(), horizon: v.number(), from: v.number() },
    ...{ history: numbers, truth: numbers, forecast: numbers, ahead: numbers, horizons: numbers },
    interval: v.nullable(
      v.object({
        ...{ level: v.number(), low: numbers, high: numbers, coverage: number, rawCoverage: v.optional(number) },
        from: v.picklist(['training errors', 'quantiles']),
      }),
    ),
    errors: v.record(v.string(), v.array(horizonError)),
  }),
  v.object({
    ...{ task: v.literal('pairs'), ...part, exactMatch: number, characterErrorRate: number, chrF: number },
    samples: v.array(v.object(writtenPair)),
  }),
]);

/** What a model answers to a typed text; see TaskAnswer. */
export const taskAnswer = v.variant('task', [
  v.object({ task: v.literal('classification'), characters: v.array(v.string()), classes: v.array(v.string()), beliefs: v.array(numbers) }),
  v.object({ task: v.literal('pairs'), ...writtenPair }),
]);
