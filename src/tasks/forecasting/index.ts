import { fnv1a } from '../../network/fnv';
import { type Head, realPorts } from '../../network/ports';
import type { Configuration } from '../../protocol/configuration';
import type { FORECAST_LOSSES } from '../../protocol/data-task';
import { UnrollError } from '../../protocol/error';
import type { TaskResult } from '../../protocol/training-events';
import { Vocabulary } from '../../text/vocabulary';
import { Batches } from '../classification/batches';
import { fitScaling } from '../data/scaling';
import { forecastScores, maseScale } from '../metrics/forecast';
import type { PreparedTask, PrepareRequest, Task } from '../task';
import { forecastBaselines, usualOrder } from './baselines';
import { networkForecaster, QUANTILES } from './network-forecaster';
import { quantileInterval, reportForecast } from './report';
import { rollingForecasts } from './rolling';
import type { Series } from './series';
import { lost, type Transform, transformSeries } from './transform';
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
  /** Order of the autoregression that is a baseline. */
  readonly order?: number;
}

/** Defaults of the study of monthly passengers: GRU 16 on windows of 24, full batch, 300 steps of Adam 5e-3, last weights. */
export const FORECAST_DEFAULTS = {
  cell: 'gru',
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

/** The next values of a series of numbers, one step at a time from a window of those before. */
export function forecasting(series: Series, options: ForecastOptions): Task {
  return { id: 'forecast', prepare: (request) => prepare(series, options, request) };
}

/** What is asked at the last step of a window. */
function forecastHead(loss: ForecastOptions['loss']): Head {
  if (loss === 'quantile') return { name: 'head', width: QUANTILES.length, loss: 'quantile', levels: QUANTILES };
  return { name: 'head', width: 1, loss: loss === 'absolute' ? 'absoluteError' : 'squaredError' };
}

/** Logarithms where all values are positive, differences always: the future of most series lies outside the range of their past. */
function usualTransform(values: readonly number[]): Transform {
  return values.every((value) => value > 0) ? 'log-difference' : 'difference';
}

function prepare(series: Series, options: ForecastOptions, { configuration: wanted, strict, resume, note }: PrepareRequest): PreparedTask {
  const { values, name } = series;
  const { horizon } = options;
  const outputs = forecastHead(options.loss).width;
  const season = options.season ?? series.season;
  const transform = options.transform ?? usualTransform(values);
  if (transform.startsWith('log') && !values.every((value) => value > 0)) throw new UnrollError('series.log', [transform], { exitCode: 2 });
  const testSize = options.testSize ?? Math.max(1, Math.floor(values.length / 3));
  const training = values.length - testSize;
  if (testSize < 1 || training < 2 * season + 3) throw new UnrollError('series.short', [values.length, testSize, season], { exitCode: 2 });
  if (horizon > testSize) throw new UnrollError('series.horizon', [horizon, testSize], { exitCode: 2 });
  const own = training - lost(transform);
  // A run that goes on keeps the sizes that it was started with.
  const fixed = resume ? wanted : strict;
  const width = fixed?.window ?? Math.min(wanted.window, Math.floor(own / 2));
  if (width >= own) throw new UnrollError('series.window', [width, own], { exitCode: 2 });
  for (const key of ['sequenceLength', 'validation', 'minCount', 'output'] as const)
    if (strict?.[key] !== undefined && strict[key] !== 0) throw new UnrollError('task.option', [key, 'forecast'], { exitCode: 2 });
  const z = transformSeries(values.slice(0, training), transform);
  const scaling = resume?.task?.scaling?.[0] ?? fitScaling([z], 1)[0]!;
  const scaled = z.map((value) => (value - scaling.mean) / scaling.deviation);
  const ends = Array.from({ length: own - width }, (_, i) => width + i);
  const batchSize = fixed?.batchSize ?? Math.min(ends.length, FULL_BATCH);
  const configuration = { ...wanted, window: width, sequenceLength: width, batchSize };
  const batches = batchSize >= ends.length ? undefined : new Batches(ends.length, batchSize, configuration.seed);
  const drawn = (step: number) => (batches ? Array.from(batches.at(step), (i) => ends[i]!) : ends);
  const setting = { y: values, training, horizon, season, transform, scale: maseScale(values.slice(0, training), season) };
  const order = options.order ?? usualOrder(setting);
  const fingerprint = {
    characters: values.length,
    hash: fnv1a(JSON.stringify([values, season, testSize, horizon, transform, ...(outputs > 1 ? [options.loss] : [])])),
  };
  const counters = resume?.resume?.counters;
  if (counters && (counters.characters !== fingerprint.characters || counters.text !== fingerprint.hash)) throw new UnrollError('resume.data');
  note({ type: 'note', id: 'note.forecast', args: [season, transform, training, testSize, order] });
  return {
    configuration,
    vocabulary: new Vocabulary([]),
    network: { ...realPorts(1, outputs), heads: [forecastHead(options.loss)] },
    model: {
      id: 'forecast',
      realInputs: 1,
      outputs,
      scaling: [scaling],
      options: { column: name, season, testSize, horizon, transform, arOrder: order, loss: options.loss },
    },
    trainingCharacters: training,
    validationCharacters: 0,
    fingerprint,
    window(step) {
      const own = drawn(step);
      return seriesWindow(scaled, [...own, ...new Array<number>(batchSize - own.length).fill(-1)], width, outputs);
    },
    report: (learner, final) => reportForecast({ learner, width, scaling, transform, outputs }, { ...setting, column: name, order }, final),
    finish(learner): TaskResult {
      const forecaster = { learner, width, scaling, transform, outputs };
      const forecasts = rollingForecasts(values, training, horizon, networkForecaster(forecaster));
      const { rmse, mae, mase, smape } = forecastScores(forecasts, values.slice(training), setting.scale);
      return {
        test: { rmse, mae, mase, smape, ...(outputs > 1 ? { coverage: quantileInterval(forecaster, values, training, horizon).coverage } : {}) },
        baselines: Object.fromEntries(Object.entries(forecastBaselines(setting, order)).map(([key, scores]) => [key, { ...scores }])),
        baselineNotes: { ar: `AR(${order}) · ${transform}` },
      };
    },
  };
}
