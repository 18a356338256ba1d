import { fnv1a } from '../../network/fnv';
import { realPorts } from '../../network/ports';
import type { Configuration } from '../../protocol/configuration';
import type { FORECAST_LOSSES, MULTI_STEP } from '../../protocol/data-task';
import { UnrollError } from '../../protocol/error';
import { DEFAULT_KIND } from '../../protocol/presets/kinds';
import type { TaskResult } from '../../protocol/training-events';
import { Vocabulary } from '../../text/vocabulary';
import { Batches } from '../classification/batches';
import { fitScaling } from '../data/scaling';
import { forecastScores, maseScale } from '../metrics/forecast';
import type { PreparedTask, PrepareRequest, Task } from '../task';
import { forecastBaselines, usualOrder } from './baselines';
import { knownBefore } from './history';
import { forecastInterval } from './interval';
import { type ForecastShape, forecastHead, needed, rollingAhead } from './network-forecaster';
import { reportForecast } from './report';
import type { Series } from './series';
import { lost, scaledAhead, type Transform, transformSeries } from './transform';
import { seriesWindow } from './windows';

/** Windows of a training part that is one batch. */
const FULL_BATCH = 1024;
/** Values that a network reads by default. */
const WINDOW = 24;

export interface ForecastOptions {
  /** Values a season; default: as the dates suggest. */
  readonly season?: number;
  /** Values at the end that are forecast and compared; default: a third. */
  readonly testSize?: number;
  /** Values that are forecast before the truth becomes known. */
  readonly horizon: number;
  readonly transform?: Transform;
  readonly loss: (typeof FORECAST_LOSSES)[number];
  /** Several values ahead: from its own forecasts, or all of the horizon at once. */
  readonly multiStep: (typeof MULTI_STEP)[number];
  /** Order of the autoregression that is a baseline. */
  readonly order?: number;
}

/** Defaults of the study of monthly passengers: GRU 16 on windows of 24, full batch, 300 steps of Adam 5e-3, last weights. */
export const FORECAST_DEFAULTS = {
  cell: DEFAULT_KIND,
  layers: 1,
  hidden: 16,
  embedding: 0,
  window: WINDOW,
  steps: 300,
  seconds: 0,
  optimizer: 'adam',
  learningRate: 5e-3,
  schedule: 'constant',
  warmup: 0,
  clip: 1,
  dropout: 0,
  validation: 0,
  patience: 0,
} as const satisfies Partial<Configuration>;

/** The next values of a series of numbers from a window of those before: one step at a time, or all of a horizon at once. */
export function forecasting(series: Series, options: ForecastOptions): Task {
  return { id: 'forecast', prepare: (request) => prepare(series, options, request) };
}

/** Logarithms where all values are positive, differences always: the future of most series lies outside the range of their past. */
function usualTransform(values: readonly number[]): Transform {
  return values.every((value) => value > 0) ? 'log-difference' : 'difference';
}

/** Says what the dates tell, and what a forecast makes of it. */
function noteDates({ dates }: Series, season: number, note: PrepareRequest['note']): void {
  const { frequency, gaps, firstGap, repeated, firstRepeated } = dates;
  if (frequency !== 'none') note({ type: 'note', id: 'note.frequency', args: [frequency, season] });
  if (firstGap) note({ type: 'note', id: 'note.gaps', args: [gaps, ...firstGap] });
  if (firstRepeated !== undefined) note({ type: 'note', id: 'note.repeatedDates', args: [repeated, firstRepeated] });
}

function prepare(series: Series, options: ForecastOptions, { configuration: wanted, strict, resume, note }: PrepareRequest): PreparedTask {
  const { values, name, others } = series;
  const { horizon, loss, multiStep } = options;
  const reach = multiStep === 'direct' ? horizon : 1;
  const season = options.season ?? series.dates.season;
  const transform = options.transform ?? usualTransform(values);
  if (transform.startsWith('log') && !values.every((value) => value > 0)) throw new UnrollError('series.log', [transform], { exitCode: 2 });
  const testSize = options.testSize ?? Math.max(1, Math.floor(values.length / 3));
  const training = values.length - testSize;
  if (testSize < 1 || training < 2 * season + 3) throw new UnrollError('series.short', [values.length, testSize, season], { exitCode: 2 });
  if (horizon > testSize) throw new UnrollError('series.horizon', [horizon, testSize], { exitCode: 2 });
  // What is left to be asked for when every window has its answers in the training part.
  const own = training - lost(transform) - (reach - 1);
  // A run that goes on keeps the sizes that it was started with.
  const fixed = resume ? wanted : strict;
  const width = fixed?.window ?? Math.max(1, Math.min(wanted.window, Math.floor(own / 2)));
  if (width >= own) throw new UnrollError('series.window', [width, own], { exitCode: 2 });
  for (const key of ['sequenceLength', 'validation', 'minCount', 'output'] as const)
    if (strict?.[key] !== undefined && strict[key] !== 0) throw new UnrollError('task.option', [key, 'forecast'], { exitCode: 2 });
  const columns = [transformSeries(values.slice(0, training), transform), ...others.map((other) => other.values.slice(lost(transform), training))];
  const scalings = resume?.task?.scaling ?? columns.map((column) => fitScaling([column], 1)[0]!);
  const scaled = columns.map((column, i) => Float64Array.from(column, (value) => (value - scalings[i]!.mean) / scalings[i]!.deviation));
  const shape: ForecastShape = { width, reach, loss, transform, scalings };
  const head = forecastHead(shape);
  const asked = (end: number) =>
    Array.from({ length: head.width }, (_, i) => scaledAhead(scaled[0]!, end, 1 + Math.floor((i * reach) / head.width), transform));
  const ends = Array.from({ length: own - width }, (_, i) => width + i);
  const batchSize = fixed?.batchSize ?? Math.min(ends.length, FULL_BATCH);
  const configuration = { ...wanted, window: width, sequenceLength: width, batchSize };
  const batches = batchSize >= ends.length ? undefined : new Batches(ends.length, batchSize, configuration.seed);
  const drawn = (step: number) => (batches ? Array.from(batches.at(step), (i) => ends[i]!) : ends);
  const setting = { y: values, training, horizon, season, transform, scale: maseScale(values.slice(0, training), season) };
  const order = options.order ?? usualOrder(setting);
  // Options that came later are in it only where they are used, so that older runs go on.
  const later = [...(loss === 'quantile' ? [loss] : []), ...(reach > 1 ? [multiStep] : []), ...others.map((other) => other.values)];
  const fingerprint = {
    characters: values.length,
    hash: fnv1a(JSON.stringify([values, season, testSize, horizon, transform, ...later])),
  };
  const counters = resume?.resume?.counters;
  if (counters && (counters.characters !== fingerprint.characters || counters.text !== fingerprint.hash)) throw new UnrollError('resume.data');
  noteDates(series, season, note);
  if (others.length > 0 && horizon > reach) note({ type: 'note', id: 'note.exogenous', args: [horizon] });
  note({ type: 'note', id: 'note.forecast', args: [season, transform, training, testSize, order] });
  return {
    configuration,
    vocabulary: new Vocabulary([]),
    measure: { score: 'rmse', better: 'lower' },
    network: { ...realPorts(columns.length, head.width), heads: [head] },
    model: {
      id: 'forecast',
      realInputs: columns.length,
      outputs: head.width,
      scaling: scalings,
      options: {
        ...{ column: name, season, testSize, horizon, transform, arOrder: order, loss },
        ...(multiStep === 'direct' ? { multiStep } : {}),
        ...(others.length > 0 ? { exogenous: others.map((other) => other.name).join(',') } : {}),
      },
    },
    trainingCharacters: training,
    validationCharacters: 0,
    fingerprint,
    passage: Array.from({ length: width }, (_, t) => Float64Array.from(scaled, (column) => column[column.length - width + t]!)),
    window(step) {
      const own = drawn(step);
      return seriesWindow(scaled, [...own, ...new Array<number>(batchSize - own.length).fill(-1)], width, head.width, asked);
    },
    report: (learner, final) => reportForecast({ ...shape, learner }, { ...setting, series, order }, final),
    finish(learner): TaskResult {
      const forecaster = { ...shape, learner };
      const known = (end: number) => knownBefore(series, end, needed(shape));
      const { forecasts } = rollingAhead(forecaster, known, { training, horizon, length: values.length });
      const { rmse, mae, mase, smape } = forecastScores(forecasts, values.slice(training), setting.scale);
      const interval = forecastInterval(forecaster, { series, training, horizon });
      return {
        test: { rmse, mae, mase, smape, ...(interval ? { coverage: interval.coverage, rawCoverage: interval.rawCoverage } : {}) },
        baselines: Object.fromEntries(Object.entries(forecastBaselines(setting, order)).map(([key, scores]) => [key, { ...scores }])),
        baselineNotes: { ar: `AR(${order}) · ${transform}` },
      };
    },
  };
}
