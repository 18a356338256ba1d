import type { Learner } from '../../network/learner';
import type { Scaling } from '../../protocol/model';
import type { Forecaster } from './baselines/forecasters';
import { lost, restoreValue, type Transform, transformSeries } from './transform';
import { seriesWindow } from './windows';

/** Histories that are read side by side at most. */
const STREAMS = 64;

/** A network that forecasts the next value of a series from the last `width` transformed values. */
export interface NetworkForecaster {
  readonly learner: Learner;
  readonly width: number;
  readonly scaling: Scaling;
  readonly transform: Transform;
  /** Outputs of the network: one, or one for each of QUANTILES. */
  readonly outputs: number;
}

/** Probabilities that quantiles are learnt for: the ends of an interval, and the median between them, which is the forecast. */
export const QUANTILES = [0.1, 0.5, 0.9] as const;

/**
 * The next value of every history, in the units of the series.
 * @param output which output is read; default: the median of several
 * @param shift added to each forecast before it is brought back from the standardised, transformed series: for the ends of intervals
 */
export function nextValues(forecaster: NetworkForecaster, histories: readonly (readonly number[])[], shift = 0, output?: number): number[] {
  const { scaling, transform } = forecaster;
  return nextScaled(forecaster, histories, output).map((value, i) =>
    restoreValue(histories[i]!.at(-1)!, (value + shift) * scaling.deviation + scaling.mean, transform),
  );
}

/** The same as the network sees it: standardised and transformed. */
export function nextScaled(
  { learner, width, scaling, transform, outputs: count }: NetworkForecaster,
  histories: readonly (readonly number[])[],
  output = Math.floor(count / 2),
): number[] {
  const { mean, deviation } = scaling;
  const result: number[] = [];
  for (let from = 0; from < histories.length; from += STREAMS) {
    const part = histories.slice(from, from + STREAMS);
    // One series after another; the value that is asked for is not known: any number makes its place one that has an output.
    const series = part.flatMap((history) => {
      const recent = transformSeries(history.slice(-width - lost(transform)), transform);
      return [...recent.map((value) => (value - mean) / deviation), 0];
    });
    const ends = part.map((_, i) => i * (width + 1) + width);
    const [outputs] = learner.outputs([seriesWindow(series, ends, width, count)], part.length)!;
    for (let i = 0; i < part.length; i++) result.push(outputs![i * count + output]!);
  }
  return result;
}

/** The same as a forecaster of one series. */
export function networkForecaster(forecaster: NetworkForecaster): Forecaster {
  return (history) => nextValues(forecaster, [history])[0]!;
}

/** `count` values after every history, each forecast read as if it were true [history][count]. */
export function forecastsAhead(forecaster: NetworkForecaster, histories: readonly (readonly number[])[], count: number): number[][] {
  const needed = forecaster.width + lost(forecaster.transform);
  const grown = histories.map((history) => history.slice(-needed));
  const result = histories.map((): number[] => []);
  for (let h = 0; h < count; h++) {
    nextValues(forecaster, grown).forEach((value, i) => {
      result[i]!.push(value);
      grown[i]!.push(value);
    });
  }
  return result;
}
