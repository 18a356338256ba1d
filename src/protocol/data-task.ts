import * as v from 'valibot';

/** Tasks on the data of a file beside the language model. */
export const DATA_TASK_IDS = ['classification', 'forecast', 'pairs'] as const;
export type DataTaskId = (typeof DATA_TASK_IDS)[number];

/** What a forecast is fitted by: squared errors make it a mean, absolute ones a median, quantiles an interval with the median in it. */
export const FORECAST_LOSSES = ['squared', 'absolute', 'quantile'] as const;

export type ForecastLoss = (typeof FORECAST_LOSSES)[number];

/** What a class is answered from: the last state, the mean of all, or their mean weighted by a learnt attention. */
export const POOLING_OPTIONS = { last: 'none', mean: 'mean', attention: 'weighted' } as const;
export type PoolingOption = keyof typeof POOLING_OPTIONS;
export const POOLINGS = Object.keys(POOLING_OPTIONS) as PoolingOption[];

/** How several values ahead are forecast: each from the forecasts before it, or all of the horizon at once. */
export const MULTI_STEP = ['recursive', 'direct'] as const;

export const TRANSFORMS = ['none', 'log', 'difference', 'log-difference'] as const;

const name = v.pipe(v.string(), v.maxLength(10_000));
const whole = (least: number) => v.pipe(v.number(), v.integer(), v.minValue(least));

/** Options of the tasks on data, by their names on the command line. */
const options = v.object({
  /** Column that is read: the sequence, or the source of a pair; several columns of numbers separated by commas. */
  input: v.optional(name),
  /** Column that is to be learnt: the class, or the target of a pair. */
  label: v.optional(name),
  /** Which fifth of the data is for the test. */
  fold: v.optional(v.pipe(whole(0), v.maxValue(4))),
  classWeights: v.optional(v.picklist(['none', 'balanced'])),
  pooling: v.optional(v.picklist(POOLINGS)),
  attention: v.optional(v.picklist(['additive', 'none'])),
  decoderOnly: v.optional(v.boolean()),
  /** Column of numbers that is forecast. */
  column: v.optional(name),
  season: v.optional(whole(1)),
  testSize: v.optional(whole(1)),
  horizon: v.optional(whole(1)),
  transform: v.optional(v.picklist(TRANSFORMS)),
  arOrder: v.optional(whole(1)),
  loss: v.optional(v.picklist(FORECAST_LOSSES)),
  multiStep: v.optional(v.picklist(MULTI_STEP)),
  /** Columns of numbers that are read beside the one that is forecast, separated by commas. */
  exogenous: v.optional(name),
});
export type DataTaskOptions = v.InferOutput<typeof options>;

const dataTask = v.object({
  id: v.picklist(DATA_TASK_IDS),
  options,
  /** URI of data to test on; without it a part of the data is kept for that. */
  test: v.optional(name),
});

/** Options with which networks of any kind can learn a task: an encoder and a decoder are GRUs. */
export const COMPARABLE: Readonly<Partial<Record<DataTaskId, DataTaskOptions>>> = { pairs: { decoderOnly: true } };

/** What is to be learnt from a file, and from which of its columns: kept with a run, so that it can go on. */
export type DataTask = v.InferOutput<typeof dataTask>;

/** A task that came from a file, a command or a memory, which nobody vouches for; undefined when it is none. */
export function parseDataTask(value: unknown): DataTask | undefined {
  const result = v.safeParse(dataTask, value);
  return result.success ? result.output : undefined;
}
