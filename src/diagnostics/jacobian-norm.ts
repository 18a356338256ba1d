import type { Vector } from '../network/reference/matrix';
import { largestSingularValue } from './singular-value';

/** Bound on the relative error of a squared norm; the error is usually its square. */
const TOLERANCE = 1e-5;

/** ln ‖P‖₂ of a matrix given by its rows; -Infinity for zero. */
export function rowsNorm(rows: readonly Vector[]): number {
  const columns = rows[0]?.length ?? 0;
  const scale = rows.reduce((top, row) => row.reduce((most, value) => Math.max(most, Math.abs(value)), top), 0);
  if (scale === 0) return Number.NEGATIVE_INFINITY;
  const times = (v: Vector) => Float64Array.from(rows, (row) => row.reduce((sum, value, i) => sum + (value / scale) * v[i]!, 0));
  const transposeTimes = (u: Vector) => {
    const result = new Float64Array(columns);
    rows.forEach((row, r) => {
      const factor = u[r]! / scale;
      for (let i = 0; i < columns; i++) result[i]! += factor * row[i]!;
    });
    return result;
  };
  return Math.log(scale) + largestSingularValue([{ size: rows.length, times, transposeTimes }], TOLERANCE).log;
}

/** Geometric means over positions, as log10 by lag: 0 at any of them makes the mean 0 (null), as does a lag that no position is far enough from the start for. */
export function meanLogs(lags: readonly number[], byPosition: readonly ReadonlyMap<number, number>[]): (number | null)[] {
  return lags.map((lag) => {
    const logs = byPosition.flatMap((found) => found.get(lag) ?? []);
    const mean = logs.reduce((a, b) => a + b, 0) / logs.length;
    return Number.isFinite(mean) ? mean / Math.LN10 : null;
  });
}
