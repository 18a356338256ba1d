import type { Histogram, TensorHistogram } from '../protocol/diagnostics';
import type { Tensors } from '../protocol/model';

/** Counts in equal bins over [from, to]; values outside fall into the outermost bins, values that are not finite nowhere. */
export function histogram(values: Iterable<number>, from: number, to: number, bins: number): Histogram {
  const counts = new Array<number>(bins).fill(0);
  const factor = to > from ? bins / (to - from) : 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    counts[Math.max(0, Math.min(bins - 1, Math.floor((value - from) * factor)))]!++;
  }
  return { from, to, counts };
}

/** Histograms of named tensors (weights, gradients), each symmetric about 0 up to its largest value. */
export function tensorHistograms(tensors: Tensors, bins = 41): TensorHistogram[] {
  return [...tensors].map(([name, { data }]) => {
    const top = data.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0) || 1;
    return { name, histogram: histogram(data, -top, top, bins) };
  });
}
