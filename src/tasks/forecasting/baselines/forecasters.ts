import { restoreValue, type Transform, transformSeries } from '../transform';
import { leastSquares } from './least-squares';

/** The next value after a history. */
export type Forecaster = (history: readonly number[]) => number;

/** From the end: `at(history, 1)` is the last value. */
const back = (history: readonly number[], lag: number): number => history[history.length - lag]!;

export const persistence: Forecaster = (history) => back(history, 1);

export const seasonalNaive =
  (season: number): Forecaster =>
  (history) =>
    back(history, season);

/** The value a season ago, grown as the training part grew over a season on average: by a factor where all values are positive, else by a sum. */
export function seasonalDrift(training: readonly number[], season: number): Forecaster {
  const isPositive = training.every((value) => value > 0);
  const level = isPositive ? training.map(Math.log) : training;
  let growth = 0;
  for (let t = season; t < level.length; t++) growth += level[t]! - level[t - season]!;
  growth /= level.length - season;
  return (history) => (isPositive ? back(history, season) * Math.exp(growth) : back(history, season) + growth);
}

/** y_{t-m} · y_{t-1} / y_{t-m-1}: last season's step from the last value; as a difference where a value is not positive. */
export function seasonalRatio(training: readonly number[], season: number): Forecaster {
  const isPositive = training.every((value) => value > 0);
  return (history) =>
    isPositive
      ? (back(history, season) * back(history, 1)) / back(history, season + 1)
      : back(history, season) + back(history, 1) - back(history, season + 1);
}

/** z_t = c + Σ a_j z_{t-j} on the transformed series z, coefficients by least squares on the training part. */
export function autoregression(training: readonly number[], order: number, transform: Transform): Forecaster {
  const z = transformSeries(training, transform);
  const rows: number[][] = [];
  const targets: number[] = [];
  for (let t = order; t < z.length; t++) {
    rows.push([1, ...Array.from({ length: order }, (_, j) => z[t - 1 - j]!)]);
    targets.push(z[t]!);
  }
  const w = leastSquares(rows, targets);
  return (history) => {
    const recent = transformSeries(history.slice(-order - 1), transform);
    let next = w[0]!;
    for (let j = 1; j <= order; j++) next += w[j]! * recent[recent.length - j]!;
    return restoreValue(back(history, 1), next, transform);
  };
}
/** Akaike's criterion of an autoregression on the training part: over the same values for all orders up to the longest. */
export function autoregressionCriterion(training: readonly number[], order: number, longest: number, transform: Transform): number {
  const forecaster = autoregression(training, order, transform);
  const z = transformSeries(training, transform);
  const skipped = training.length - z.length;
  let squares = 0;
  let n = 0;
  for (let t = longest + skipped; t < training.length; t++) {
    const next = forecaster(training.slice(0, t));
    const [a, b] = transform.startsWith('log') ? [Math.log(next), Math.log(training[t]!)] : [next, training[t]!];
    squares += (a - b) ** 2;
    n++;
  }
  return n * Math.log(squares / n) + 2 * (order + 1);
}
