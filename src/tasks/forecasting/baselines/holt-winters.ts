/** Smoothing constants of level, trend and season. */
export interface Smoothing {
  readonly level: number;
  readonly trend: number;
  readonly season: number;
}

export interface HoltWintersPass {
  /** One-step forecasts of y[m..]. */
  readonly oneStep: Float64Array;
  /** Forecasts of the values after y. */
  readonly ahead: Float64Array;
}

/** Exponential smoothing with additive trend and additive or multiplicative season of m values; without a season (m = 1) Holt's linear trend. */
export function holtWinters(
  y: readonly number[],
  m: number,
  { level: a, trend: b, season: g }: Smoothing,
  multiplicative: boolean,
  ahead = 0,
): HoltWintersPass {
  const mean = (from: number) => y.slice(from, from + m).reduce((sum, value) => sum + value, 0) / m;
  let level = mean(0);
  let trend = (mean(m) - level) / m;
  const seasons = y.slice(0, m).map((value) => (multiplicative ? value / level : value - level));
  const combine = (base: number, season: number) => (multiplicative ? base * season : base + season);
  const oneStep = new Float64Array(y.length - m);
  for (let t = m; t < y.length; t++) {
    const season = seasons[t - m]!;
    oneStep[t - m] = combine(level + trend, season);
    const before = level;
    level = a * (multiplicative ? y[t]! / season : y[t]! - season) + (1 - a) * (level + trend);
    trend = b * (level - before) + (1 - b) * trend;
    const fresh = multiplicative ? y[t]! / level : y[t]! - level;
    seasons.push(m === 1 ? season : g * fresh + (1 - g) * season);
  }
  return {
    oneStep,
    ahead: Float64Array.from({ length: ahead }, (_, k) => combine(level + (k + 1) * trend, seasons[y.length - m + (k % m)]!)),
  };
}

const GRID = Array.from({ length: 10 }, (_, i) => 0.05 + 0.1 * i);

/** Smoothing constants with the least squared one-step error on the training part, on a grid of .05, .15, ..., .95 (trend also .01). */
export function fitHoltWinters(training: readonly number[], m: number, multiplicative: boolean): { smoothing: Smoothing; squares: number } {
  let best = { smoothing: { level: 0.5, trend: 0.01, season: 0.5 }, squares: Number.POSITIVE_INFINITY };
  for (const level of GRID)
    for (const trend of [0.01, ...GRID])
      for (const season of m === 1 ? [0.05] : GRID) {
        const smoothing = { level, trend, season };
        const { oneStep } = holtWinters(training, m, smoothing, multiplicative);
        const squares = oneStep.reduce((sum, value, i) => sum + (value - training[m + i]!) ** 2, 0);
        if (squares < best.squares) best = { smoothing, squares };
      }
  return best;
}
