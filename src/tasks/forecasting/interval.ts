import type { ForecastReport } from '../../protocol/task-report';
import { knownBefore } from './history';
import { answers, levelsOf, type NetworkForecaster, needed, QUANTILES, rollingAhead } from './network-forecaster';
import type { Series } from './series';
import { lost, restoreAhead, scaledAhead, transformSeries } from './transform';

/** Share of the values that an interval is to hold. */
const LEVEL = 0.8;
/** Errors of the training part that an interval is taken from. */
const MAX_ERRORS = 400;
const MIN_ERRORS = 10;
/** How fast an interval grows: with a miss r widths away by exp(RATE · LEVEL · (1 + log r)); with a hit it shrinks by exp(-RATE · (1 - LEVEL)). */
const RATE = 0.3;
/** A miss further away counts as one of so many widths. */
const MAX_BEYOND = 1000;

export type Interval = NonNullable<ForecastReport['interval']>;

/** Where forecasts of the test part are made, and from what. */
export interface Rolling {
  readonly series: Pick<Series, 'values' | 'others'>;
  readonly training: number;
  readonly horizon: number;
}

/**
 * Where a forecast of the test part should lie: between the outer quantiles that the network has learnt, or those of its own errors on the training part around
 * the forecast. Both are too narrow wherever the network knows its training part better than it will know the future. So, as in adaptive conformal inference
 * (Gibbs and Candès 2021), the interval becomes wider with every value outside it and narrower with every one inside, as soon as the values are known: at the
 * next origin. Nothing of the future is read.
 */
export function forecastInterval(forecaster: NetworkForecaster, rolling: Rolling): Interval | null {
  const isLearnt = levelsOf(forecaster) > 1;
  const raw = isLearnt ? learntInterval(forecaster, rolling) : errorInterval(forecaster, rolling);
  if (!raw) return null;
  const { training, horizon, series } = rolling;
  const truth = series.values.slice(training);
  const [low, high]: [number[], number[]] = [[], []];
  let scale = 1;
  for (let origin = 0; origin < truth.length; origin += horizon) {
    const end = Math.min(truth.length, origin + horizon);
    const known = scale;
    for (let i = origin; i < end; i++) {
      const center = raw.forecasts[i]!;
      low.push(center + known * (raw.low[i]! - center));
      high.push(center + known * (raw.high[i]! - center));
      const error = truth[i]! - center;
      const width = known * Math.abs((error < 0 ? raw.low[i]! : raw.high[i]!) - center);
      const beyond = Math.abs(error) / Math.max(width, Number.MIN_VALUE);
      scale *= Math.exp(RATE * (beyond <= 1 ? LEVEL - 1 : LEVEL * (1 + Math.log(Math.min(MAX_BEYOND, beyond)))));
    }
  }
  const share = (from: readonly number[], to: readonly number[]) =>
    truth.filter((value, i) => value >= from[i]! && value <= to[i]!).length / truth.length;
  return {
    ...{ level: LEVEL, low, high, coverage: share(low, high), rawCoverage: share(raw.low, raw.high) },
    from: isLearnt ? 'quantiles' : 'training errors',
  };
}

type Raw = ReturnType<typeof rollingAhead>;

function learntInterval(forecaster: NetworkForecaster, { series, training, horizon }: Rolling): Raw {
  return rollingAhead(forecaster, (end) => knownBefore(series, end, needed(forecaster)), { training, horizon, length: series.values.length });
}

/** Errors of differences add up while a network reads its own forecasts: beyond its reach the interval grows with the root of the steps. */
function errorInterval(forecaster: NetworkForecaster, rolling: Rolling): Raw | undefined {
  const { series, training, horizon } = rolling;
  const { transform, scalings, reach } = forecaster;
  const [scaling] = scalings as [(typeof scalings)[0]];
  const first = needed(forecaster);
  const z = transformSeries(series.values.slice(0, training), transform).map((value) => (value - scaling!.mean) / scaling!.deviation);
  const ends = Array.from({ length: Math.max(0, training - first - reach + 1) }, (_, i) => first + i).slice(-MAX_ERRORS);
  if (ends.length < MIN_ERRORS) return undefined;
  const known = answers(
    forecaster,
    ends.map((end) => knownBefore(series, end, first)),
  );
  // By the values ahead that the network answers at once.
  const bounds = Array.from({ length: reach }, (_, k) => {
    const errors = ends.map((end, i) => scaledAhead(z, end - lost(transform), k + 1, transform) - known[i]![k]!).sort((a, b) => a - b);
    const quantile = (share: number) => errors[Math.min(errors.length - 1, Math.floor(share * errors.length))]!;
    return [quantile(QUANTILES[0]), quantile(QUANTILES[2])] as const;
  });
  const { forecasts } = rollingAhead(forecaster, (end) => knownBefore(series, end, first), { training, horizon, length: series.values.length });
  const end = (which: 0 | 1) =>
    forecasts.map((forecast, i) => {
      const steps = i % horizon;
      const origin = training + i - steps;
      const block = Math.floor(steps / reach);
      // What the block of forecasts goes on from: a true value, or the last forecast of the block before.
      const last = block === 0 ? series.values[origin - 1]! : forecasts[i - (steps % reach) - 1]!;
      const spread = lost(transform) > 0 ? Math.sqrt(block + 1) : 1;
      const k = steps % reach;
      return restoreAhead(last, scaledOf(last, forecast, k + 1) + bounds[k]![which] * spread, k + 1, transform, scaling!);
    });
  /** The answer that a forecast stands for. */
  const scaledOf = (last: number, forecast: number, steps: number) => {
    const [now, before] = transform.startsWith('log') ? [Math.log(forecast), Math.log(last)] : [forecast, last];
    if (lost(transform) === 0) return (now - scaling!.mean) / scaling!.deviation;
    return (now - before - steps * scaling!.mean) / (scaling!.deviation * Math.sqrt(steps));
  };
  return { forecasts, low: end(0), high: end(1) };
}
