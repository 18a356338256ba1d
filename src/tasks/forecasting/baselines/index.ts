import { UnrollError } from '../../../protocol/error';
import { type ForecastScores, forecastScores } from '../../metrics/forecast';
import { rollingForecasts, rollingHoltWinters } from '../rolling';
import { lost, type Transform } from '../transform';
import { autoregression, autoregressionCriterion, type Forecaster, persistence, seasonalDrift, seasonalNaive, seasonalRatio } from './forecasters';
import { fitHoltWinters } from './holt-winters';

/** Longest autoregression that is tried where there is no season. */
const MAX_ORDER = 13;
/** Values that every coefficient of an autoregression must have at least. */
const VALUES_PER_COEFFICIENT = 4;

export interface ForecastSetting {
  readonly y: readonly number[];
  /** Number of values before the test part. */
  readonly training: number;
  readonly horizon: number;
  readonly season: number;
  readonly transform: Transform;
  /** MASE divides by it. */
  readonly scale: number;
}

/** Order of the autoregression: a season and one more; without a season that with the least Akaike criterion. */
export function usualOrder({ y, training, season, transform }: ForecastSetting): number {
  const most = Math.floor((training - lost(transform)) / VALUES_PER_COEFFICIENT) - 1;
  if (season > 1 && season + 1 <= most) return season + 1;
  const known = y.slice(0, training);
  const longest = Math.max(1, Math.min(MAX_ORDER, most));
  let best = { order: 1, value: Number.POSITIVE_INFINITY };
  for (let order = 1; order <= longest; order++) {
    const value = autoregressionCriterion(known, order, longest, transform);
    if (value < best.value) best = { order, value };
  }
  return best.order;
}

/** Whether a season can multiply the values of a training part: there is one, and all of them are positive. */
export function hasMultiplicative(known: readonly number[], season: number): boolean {
  return season > 1 && known.every((value) => value > 0);
}

/** What needs no network reaches on the test part, fitted on the training part alone. */
export function forecastBaselines(setting: ForecastSetting, order: number): Record<string, ForecastScores> {
  const { y, training, horizon, season, transform, scale } = setting;
  const known = y.slice(0, training);
  if (2 * order + 2 > training - lost(transform)) throw new UnrollError('series.order.long', [order, training], { exitCode: 2 });
  const score = (forecasts: ArrayLike<number>) => forecastScores(forecasts, y.slice(training), scale);
  const roll = (next: Forecaster) => score(rollingForecasts(y, training, horizon, next));
  const smooth = (multiplicative: boolean) => {
    const { smoothing } = fitHoltWinters(known, season, multiplicative);
    return score(rollingHoltWinters(y, training, horizon, season, smoothing, multiplicative));
  };
  return {
    persistence: roll(persistence),
    seasonalNaive: roll(seasonalNaive(season)),
    seasonalDrift: roll(seasonalDrift(known, season)),
    seasonalRatio: roll(seasonalRatio(known, season)),
    ar: roll(autoregression(known, order, transform)),
    holtWinters: smooth(false),
    ...(hasMultiplicative(known, season) ? { holtWintersMultiplicative: smooth(true) } : {}),
  };
}
