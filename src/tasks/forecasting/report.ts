import type { ForecastReport, HorizonError } from '../../protocol/task-report';
import { forecastScores } from '../metrics/forecast';
import type { ForecastSetting } from './baselines';
import { autoregression, type Forecaster, persistence, seasonalDrift, seasonalNaive, seasonalRatio } from './baselines/forecasters';
import { fitHoltWinters, holtWinters } from './baselines/holt-winters';
import { forecastsAhead, type NetworkForecaster, networkForecaster, nextScaled, nextValues, QUANTILES } from './network-forecaster';
import { rollingForecasts } from './rolling';
import { lost } from './transform';

/** Values of the training part that a chart shows, errors of it that an interval is taken from, and values ahead that are compared. */
const MAX_HISTORY = 240;
const MAX_ERRORS = 400;
const MAX_HORIZON = 24;
/** Origins of the test part that horizons are compared from. */
const MAX_ORIGINS = 200;
/** Share of the values that an interval is to hold. */
const LEVEL = 0.8;

export interface ForecastContext extends ForecastSetting {
  readonly column: string;
  readonly order: number;
}

/** What a network forecasts for the test part, beside its baselines by horizon. */
export function reportForecast(forecaster: NetworkForecaster, context: ForecastContext, final: boolean): ForecastReport {
  const { y, training, horizon, season, column } = context;
  const truth = y.slice(training);
  const forecast = [...rollingForecasts(y, training, horizon, networkForecaster(forecaster))];
  const from = Math.max(0, training - MAX_HISTORY);
  const horizons = Array.from(
    { length: Math.max(1, Math.min(MAX_HORIZON, Math.max(season, horizon), Math.floor(truth.length / 2))) },
    (_, h) => h + 1,
  );
  return {
    ...{ task: 'forecast', part: 'test', examples: truth.length, column, season, horizon },
    ...{ history: y.slice(from, training), from: from + 1, truth, forecast },
    interval: interval(forecaster, context),
    ahead: forecastsAhead(forecaster, [y], Math.max(season, horizon))[0]!,
    horizons,
    errors: errorsByHorizon(forecaster, context, horizons, final),
  };
}

/**
 * Where a forecast of the test part should lie: the forecast with the quantiles of the network's own errors on the training part added, in the units that it
 * computes in. Errors of differences add up while it reads its own forecasts: the interval grows with the root of the steps.
 */
function interval(forecaster: NetworkForecaster, { y, training, horizon }: ForecastContext): ForecastReport['interval'] {
  const { width, transform, scaling } = forecaster;
  if (forecaster.outputs > 1) return quantileInterval(forecaster, y, training, horizon);
  const first = width + lost(transform);
  const ends = Array.from({ length: Math.max(0, training - first) }, (_, i) => first + i).slice(-MAX_ERRORS);
  if (ends.length < 10) return null;
  const known = nextScaled(
    forecaster,
    ends.map((end) => y.slice(Math.max(0, end - first), end)),
  );
  const errors = ends.map((end, i) => {
    const [now, before] = transform.startsWith('log') ? [Math.log(y[end]!), Math.log(y[end - 1]!)] : [y[end]!, y[end - 1]!];
    const value = lost(transform) > 0 ? now - before : now;
    return (value - scaling.mean) / scaling.deviation - known[i]!;
  });
  errors.sort((a, b) => a - b);
  const quantile = (share: number) => errors[Math.min(errors.length - 1, Math.floor(share * errors.length))]!;
  const [below, above] = [quantile((1 - LEVEL) / 2), quantile((1 + LEVEL) / 2)];
  const [low, high]: [number[], number[]] = [[], []];
  let history = y.slice(0, training);
  for (let t = training; t < y.length; t++) {
    const steps = (t - training) % horizon;
    if (steps === 0) history = y.slice(0, t);
    const spread = lost(transform) > 0 ? Math.sqrt(steps + 1) : 1;
    const recent = history.slice(-first);
    low.push(nextValues(forecaster, [recent], below * spread)[0]!);
    high.push(nextValues(forecaster, [recent], above * spread)[0]!);
    history.push(nextValues(forecaster, [recent])[0]!);
  }
  const inside = low.filter((value, i) => y[training + i]! >= value && y[training + i]! <= high[i]!).length;
  return { level: LEVEL, low, high, coverage: inside / low.length, from: 'training errors' };
}

/** The outer quantiles that the network has learnt, one step after the values that it reads, its own median among them. */
export function quantileInterval(
  forecaster: NetworkForecaster,
  y: readonly number[],
  training: number,
  horizon: number,
): NonNullable<ForecastReport['interval']> {
  const [low, high]: [number[], number[]] = [[], []];
  let history = y.slice(0, training);
  for (let t = training; t < y.length; t++) {
    if ((t - training) % horizon === 0) history = y.slice(0, t);
    // Quantiles that were learnt one by one may cross.
    const ends = [0, forecaster.outputs - 1].map((output) => nextValues(forecaster, [history], 0, output)[0]!);
    low.push(Math.min(...ends));
    high.push(Math.max(...ends));
    history.push(nextValues(forecaster, [history])[0]!);
  }
  const inside = low.filter((value, i) => y[training + i]! >= value && y[training + i]! <= high[i]!).length;
  return { level: QUANTILES.at(-1)! - QUANTILES[0], low, high, coverage: inside / low.length, from: 'quantiles' };
}

/** Errors so many values ahead from every origin of the test part; the baselines, which do not change, only at the end and while a run is young. */
function errorsByHorizon(
  forecaster: NetworkForecaster,
  context: ForecastContext,
  horizons: readonly number[],
  final: boolean,
): Record<string, HorizonError[]> {
  const { y, training } = context;
  const most = horizons.at(-1)!;
  const last = y.length - most;
  const every = Math.max(1, Math.ceil((last - training + 1) / MAX_ORIGINS));
  const origins: number[] = [];
  for (let origin = training; origin <= last; origin += every) origins.push(origin);
  const histories = origins.map((origin) => y.slice(0, origin));
  const score = (paths: readonly (readonly number[])[]) =>
    horizons.map((h) =>
      forecastScores(
        paths.map((path) => path[h - 1]!),
        origins.map((origin) => y[origin + h - 1]!),
        context.scale,
      ),
    );
  const errors: Record<string, HorizonError[]> = { network: score(forecastsAhead(forecaster, histories, most)) };
  if (!final) return errors;
  for (const [name, paths] of Object.entries(baselinePaths(context, histories, most))) errors[name] = score(paths);
  return errors;
}

/** Paths of the baselines from every origin [origin][h]. */
function baselinePaths(context: ForecastContext, histories: readonly (readonly number[])[], count: number): Record<string, number[][]> {
  const { y, training, season, transform, order } = context;
  const known = y.slice(0, training);
  const walk = (next: Forecaster) =>
    histories.map((history) => {
      const grown = [...history];
      for (let h = 0; h < count; h++) grown.push(next(grown));
      return grown.slice(history.length);
    });
  const { smoothing } = fitHoltWinters(known, season, false);
  return {
    persistence: walk(persistence),
    seasonalNaive: walk(seasonalNaive(season)),
    seasonalDrift: walk(seasonalDrift(known, season)),
    seasonalRatio: walk(seasonalRatio(known, season)),
    ar: walk(autoregression(known, order, transform)),
    holtWinters: histories.map((history) => [...holtWinters(history, season, smoothing, false, count).ahead]),
  };
}
