import type { Histogram } from '../../protocol/diagnostics';
import type { DiagnosisWords } from '../run-charts/diagnosis-charts';
import { distinct } from '../run-charts/run-charts';
import type { Line } from './chart-model';

export interface HistogramWords extends DiagnosisWords {
  readonly value: string;
  readonly density: string;
}

/** A histogram as the outline of its bars: the share of values a unit of width, so that histograms with other bins compare. */
export function histogramLine(id: string, label: string, { from, to, counts }: Histogram, index: number): Line {
  const all = counts.reduce((sum, count) => sum + count, 0);
  const width = (to - from) / counts.length;
  const x = Array.from({ length: counts.length + 1 }, (_, i) => round(from + i * width));
  const y = counts.map((count) => (all > 0 && width > 0 ? count / (all * width) : 0));
  // The last bar ends where the outline comes down.
  return { id, label, ...distinct(index), marker: 'none', width: 1.75, x, y: [...y, 0], stepped: true };
}

/** Edges such as 0.30000000000000004 are 0.3. */
function round(value: number): number {
  return Number(value.toPrecision(6));
}

export interface Spread {
  readonly mean: number;
  /** Root of the mean square deviation. */
  readonly deviation: number;
  /** Largest size, an edge of the histogram. */
  readonly largest: number;
  /** Share of the values in the bin that holds 0. */
  readonly nearZero: number;
  /** Values in all. */
  readonly count: number;
}

/** Mean and standard deviation, from the middles of the bins: exact to half a bin's width. */
export function spreadOf({ from, to, counts }: Histogram): Spread {
  const width = (to - from) / counts.length;
  const values = counts.reduce((sum, count) => sum + count, 0);
  const all = Math.max(1, values);
  const middle = (i: number) => from + (i + 0.5) * width;
  const average = counts.reduce((sum, count, i) => sum + count * middle(i), 0) / all;
  const square = counts.reduce((sum, count, i) => sum + count * (middle(i) - average) ** 2, 0) / all;
  const zero = Math.floor(-from / width);
  const largest = Math.max(Math.abs(from), Math.abs(to));
  return { mean: average, deviation: Math.sqrt(square), largest, nearZero: (counts[zero] ?? 0) / all, count: values };
}
