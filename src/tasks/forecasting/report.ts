import type { ForecastReport, HorizonError } from '../../protocol/task-report';
import { forecastScores } from '../metrics/forecast';
import { type ForecastSetting, hasMultiplicative } from './baselines';
import { autoregression, type Forecaster, persistence, seasonalDrift, seasonalNaive, seasonalRatio } from './baselines/forecasters';
import { fitHoltWinters, holtWinters } from './baselines/holt-winters';
import { knownBefore } from './history';
import { forecastInterval } from './interval';
import { forecastsAhead, type NetworkForecaster, needed, rollingAhead } from './network-forecaster';
import type { Series } from './series';

/** Values of the training part that a chart shows, and values ahead that are compared. */
const MAX_HISTORY = 240;
const MAX_HORIZON = 24;
/** Origins of the test part that horizons are compared from. */
const MAX_ORIGINS = 200;

export interface ForecastContext extends ForecastSetting {
  readonly series: Series;
  readonly order: number;
}

/** What a network forecasts for the test part, beside its baselines by horizon. */
export function reportForecast(forecaster: NetworkForecaster, context: ForecastContext, final: boolean): ForecastReport {
  const { y, training, horizon, season, series } = context;
  const truth = y.slice(training);
  const known = (end: number) => knownBefore(series, end, needed(forecaster));
  const forecast = rollingAhead(forecaster, known, { training, horizon, length: y.length }).forecasts;
  const from = Math.max(0, training - MAX_HISTORY);
  const horizons = Array.from(
    { length: Math.max(1, Math.min(MAX_HORIZON, Math.max(season, horizon), Math.floor(truth.length / 2))) },
    (_, h) => h + 1,
  );
  return {
    ...{ task: 'forecast', part: 'test', examples: truth.length, column: series.name, season, horizon },
    ...{ history: y.slice(from, training), from: from + 1, truth, forecast },
    interval: forecastInterval(forecaster, { series, training, horizon }),
    ahead: forecastsAhead(forecaster, [known(y.length)], Math.max(season, horizon))[0]!.forecasts,
    horizons,
    errors: errorsByHorizon(forecaster, context, horizons, final),
  };
}

/** Errors so many values ahead from every origin of the test part; the baselines, which do not change, only at the end and while a run is young. */
function errorsByHorizon(
  forecaster: NetworkForecaster,
  context: ForecastContext,
  horizons: readonly number[],
  final: boolean,
): Record<string, HorizonError[]> {
  const { y, training, series } = context;
  const most = horizons.at(-1)!;
  const last = y.length - most;
  const every = Math.max(1, Math.ceil((last - training + 1) / MAX_ORIGINS));
  const origins: number[] = [];
  for (let origin = training; origin <= last; origin += every) origins.push(origin);
  const histories = origins.map((origin) => y.slice(0, origin));
  const known = origins.map((origin) => knownBefore(series, origin, needed(forecaster)));
  const score = (paths: readonly (readonly number[])[]) =>
    horizons.map((h) =>
      forecastScores(
        paths.map((path) => path[h - 1]!),
        origins.map((origin) => y[origin + h - 1]!),
        context.scale,
      ),
    );
  const errors: Record<string, HorizonError[]> = { network: score(forecastsAhead(forecaster, known, most).map(({ forecasts }) => forecasts)) };
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
  const smooth = (multiplicative: boolean) => {
    const { smoothing } = fitHoltWinters(known, season, multiplicative);
    return histories.map((history) => [...holtWinters(history, season, smoothing, multiplicative, count).ahead]);
  };
  return {
    persistence: walk(persistence),
    seasonalNaive: walk(seasonalNaive(season)),
    seasonalDrift: walk(seasonalDrift(known, season)),
    seasonalRatio: walk(seasonalRatio(known, season)),
    ar: walk(autoregression(known, order, transform)),
    holtWinters: smooth(false),
    ...(hasMultiplicative(known, season) ? { holtWintersMultiplicative: smooth(true) } : {}),
  };
}
