import type { Learner } from '../../network/learner';
import type { Head } from '../../network/ports';
import type { FORECAST_LOSSES } from '../../protocol/data-task';
import type { Scaling } from '../../protocol/model';
import { type History, withForecasts } from './history';
import { lost, restoreAhead, type Transform, transformSeries } from './transform';
import { seriesWindow } from './windows';

/** Histories that are read side by side at most. */
const STREAMS = 32;

/** Probabilities that quantiles are learnt for: the ends of an interval, and the median between them, which is the forecast. */
export const QUANTILES = [0.1, 0.5, 0.9] as const;

/** What a network answers at the end of a window. */
export interface ForecastShape {
  readonly width: number;
  /** Values ahead that it answers at once; further ones follow from its own forecasts. */
  readonly reach: number;
  readonly loss: (typeof FORECAST_LOSSES)[number];
  readonly transform: Transform;
  /** Of the series, transformed, and of the other columns that are read. */
  readonly scalings: readonly Scaling[];
}

export interface NetworkForecaster extends ForecastShape {
  readonly learner: Learner;
}

/** Values that follow a history; with quantiles also the ends of their intervals. */
export interface Ahead {
  readonly forecasts: readonly number[];
  readonly low?: readonly number[];
  readonly high?: readonly number[];
}

/** Outputs for each value ahead: one, or one for each of QUANTILES. */
export const levelsOf = ({ loss }: Pick<ForecastShape, 'loss'>): number => (loss === 'quantile' ? QUANTILES.length : 1);

/** What is asked at the last step of a window: the levels of the first value, of the second, and so on. */
export function forecastHead({ loss, reach }: Pick<ForecastShape, 'loss' | 'reach'>): Head {
  const width = reach * levelsOf({ loss });
  if (loss === 'quantile') return { name: 'head', width, loss, levels: Array.from({ length: reach }, () => [...QUANTILES]).flat() };
  return { name: 'head', width, loss: loss === 'absolute' ? 'absoluteError' : 'squaredError' };
}

/** Values of a history that a forecast needs. */
export const needed = ({ width, transform }: ForecastShape): number => width + lost(transform);

/** What the network reads of a history's last `needed` values [column][time]. */
function inputsOf({ values, others }: History, shape: ForecastShape): ArrayLike<number>[] {
  const [{ mean, deviation }, ...more] = shape.scalings as readonly [Scaling, ...Scaling[]];
  const own = transformSeries(values.slice(-needed(shape)), shape.transform).map((value) => (value - mean) / deviation);
  return [own, ...others.map((other, i) => other.slice(-shape.width).map((value) => (value - more[i]!.mean) / more[i]!.deviation))];
}

/** Answers of the network after every history [history][reach · levels]: scaled as `scaledAhead` has it. */
export function answers(forecaster: NetworkForecaster, histories: readonly History[]): Float32Array[] {
  const { learner, width } = forecaster;
  const outputs = forecastHead(forecaster).width;
  const unknown = new Float32Array(outputs);
  const result: Float32Array[] = [];
  for (let from = 0; from < histories.length; from += STREAMS) {
    const part = histories.slice(from, from + STREAMS).map((history) => inputsOf(history, forecaster));
    // One history after another. What is asked for is not known: any number makes its place one that has an output.
    const columns = part[0]!.map((_, c) => part.flatMap((own) => [...Array.from(own[c]!), 0]));
    const ends = part.map((_, i) => i * (width + 1) + width);
    const [values] = learner.outputs([seriesWindow(columns, ends, width, outputs, () => unknown)], part.length)!;
    part.forEach((_, i) => {
      result.push(values!.slice(i * outputs, (i + 1) * outputs));
    });
  }
  return result;
}

/**
 * `count` values after every history, in the units of the series: as many as the network reaches at once, then again from its own forecasts.
 * @param shift what is added to every answer before it is brought back, by the values ahead: for the ends of intervals
 */
export function forecastsAhead(forecaster: NetworkForecaster, histories: readonly History[], count: number): Required<Ahead>[] {
  const { reach, transform, scalings } = forecaster;
  const levels = levelsOf(forecaster);
  const middle = Math.floor(levels / 2);
  let grown = [...histories];
  const paths = histories.map(() => ({ forecasts: [] as number[], low: [] as number[], high: [] as number[] }));
  for (let h = 0; h < count; h += reach) {
    answers(forecaster, grown).forEach((own, i) => {
      const last = grown[i]!.values.at(-1)!;
      const path = paths[i]!;
      for (let k = 0; k < Math.min(reach, count - h); k++) {
        const at = (level: number) => restoreAhead(last, own[k * levels + level]!, k + 1, transform, scalings[0]!);
        path.forecasts.push(at(middle));
        // Quantiles that were learnt one by one may cross.
        path.low.push(Math.min(at(0), at(levels - 1)));
        path.high.push(Math.max(at(0), at(levels - 1)));
      }
    });
    grown = grown.map((history, i) => withForecasts(history, paths[i]!.forecasts.slice(h, h + reach)));
  }
  return paths;
}

/** Forecasts of the values from number `training` on, from an origin every `horizon` values. */
export function rollingAhead(
  forecaster: NetworkForecaster,
  history: (end: number) => History,
  { training, length, horizon }: { readonly training: number; readonly length: number; readonly horizon: number },
): Required<Ahead> {
  const origins: number[] = [];
  for (let t = training; t < length; t += horizon) origins.push(t);
  const paths = forecastsAhead(forecaster, origins.map(history), horizon);
  const join = (key: keyof Ahead) => paths.flatMap((path) => path[key]).slice(0, length - training);
  return { forecasts: join('forecasts'), low: join('low'), high: join('high') };
}
