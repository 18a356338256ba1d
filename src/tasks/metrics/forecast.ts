/** How far forecasts are off, in the units of the series but for the scaled ones. */
export interface ForecastScores {
  readonly rmse: number;
  readonly mae: number;
  /** Mean absolute error in units of the in-sample error of the seasonal naive forecast (Hyndman and Koehler 2006). */
  readonly mase: number;
  /** Symmetric mean absolute percentage error, 0 to 200 %, as a share. */
  readonly smape: number;
}

/** Magnitude from which on sums of squares of float64 overflow. */
const HUGE = 1e150;

/** What numbers are divided by so that their sums and squares stay finite; 1 where they do anyway. */
function unitOf(...series: readonly ArrayLike<number>[]): number {
  let size = 0;
  for (const values of series) for (let t = 0; t < values.length; t++) size = Math.max(size, Math.abs(values[t]!));
  return size > HUGE ? size : 1;
}

/** Mean |y_t - y_{t-m}| over the training part: what MASE divides by. */
export function maseScale(training: ArrayLike<number>, season: number): number {
  const unit = unitOf(training);
  let sum = 0;
  for (let t = season; t < training.length; t++) sum += Math.abs(training[t]! / unit - training[t - season]! / unit);
  return (sum / (training.length - season)) * unit;
}

export function forecastScores(forecast: ArrayLike<number>, truth: ArrayLike<number>, scale: number): ForecastScores {
  const unit = unitOf(forecast, truth);
  let [squares, absolute, relative] = [0, 0, 0];
  for (let t = 0; t < truth.length; t++) {
    const [predicted, actual] = [forecast[t]! / unit, truth[t]! / unit];
    const error = Math.abs(predicted - actual);
    squares += error * error;
    absolute += error;
    const size = Math.abs(predicted) + Math.abs(actual);
    relative += size > 0 ? (2 * error) / size : 0;
  }
  const n = truth.length;
  const mae = (absolute / n) * unit;
  return { rmse: Math.sqrt(squares / n) * unit, mae, mase: mae / scale, smape: relative / n };
}
