import type { Forecaster } from './baselines/forecasters';
import { holtWinters, type Smoothing } from './baselines/holt-winters';

/**
 * Forecasts of the test part from rolling origins: every `horizon` values the truth up to there becomes known; in between a forecast goes on from its own
 * values. Horizon 1: one step ahead; the length of the test part: all of it without new data.
 * @param training number of values that come before the test part
 * @returns a forecast of every value after them
 */
export function rollingForecasts(y: readonly number[], training: number, horizon: number, next: Forecaster): Float64Array {
  const result = new Float64Array(y.length - training);
  let history = y.slice(0, training);
  for (let t = training; t < y.length; t++) {
    if ((t - training) % horizon === 0) history = y.slice(0, t);
    result[t - training] = next(history);
    history.push(result[t - training]!);
  }
  return result;
}

/** The same of Holt-Winters smoothing, whose state goes on with the truth while its constants stay those of the training part. */
export function rollingHoltWinters(
  y: readonly number[],
  training: number,
  horizon: number,
  season: number,
  smoothing: Smoothing,
  multiplicative: boolean,
): Float64Array {
  const result = new Float64Array(y.length - training);
  for (let t = training; t < y.length; t += horizon)
    result.set(holtWinters(y.slice(0, t), season, smoothing, multiplicative, Math.min(horizon, y.length - t)).ahead, t - training);
  return result;
}
