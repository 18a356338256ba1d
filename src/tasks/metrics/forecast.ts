/** How far forecasts are off, in the units of the series but for the scaled ones. */
export interface ForecastScores {
  readonly rmse: number;
  readonly mae: number;
  /** Mean absolute error in units of the in-sample error of the seasonal naive forecast (Hyndman and Koehler 2006). */
  readonly mase: number;
  /** Symmetric mean absolute percentage error, 0 to 200 %, as a share. */
  readonly smape: number;
}

/** Mean |y_t - y_{t-m}| over the training part: what MASE divides by. */
export function maseScale(training: ArrayLike<number>, season: number): number {
  let sum = 0;
  for (let t = season; t < training.length; t++) sum += Math.abs(training[t]! - training[t - season]!);
  return sum / (training.length - season);
}

export function forecastScores(forecast: ArrayLike<number>, truth: ArrayLike<number>, scale: number): ForecastScores {
  let [squares, absolute, relative] = [0, 0, 0];
  for (let t = 0; t < truth.length; t++) {
    const error = Math.abs(forecast[t]! - truth[t]!);
    squares += error * error;
    absolute += error;
    const size = Math.abs(forecast[t]!) + Math.abs(truth[t]!);
    relative += size > 0 ? (2 * error) / size : 0;
  }
  const n = truth.length;
  return { rmse: Math.sqrt(squares / n), mae: absolute / n, mase: absolute / n / scale, smape: relative / n };
}
