import type { TensorHistogram } from '../../protocol/diagnostics';
import type { ChartModel } from '../chart/chart-model';
import { type HistogramWords, histogramLine } from '../chart/histogram-line';
import type { View } from '../chart/units';
import type { RunSeries } from '../run/run-series';

/** Histograms of one tensor's weights at the first, a middle and the newest diagnosis, or of the newest gradients. */
export function tensorHistogramChart(
  kind: 'weight-histogram' | 'gradient-histogram',
  run: RunSeries,
  tensor: string,
  scale: View['scale'],
  words: HistogramWords,
): ChartModel {
  const lines = histogramsOf(kind, run, tensor).map(({ step, histogram }, i) =>
    histogramLine(String(i), words.atStep.replace('{0}', String(step)), histogram.histogram, i),
  );
  // The logarithm shows tails of single values; an empty bin has none.
  const drawn = scale === 'log' ? lines.map((line) => ({ ...line, y: line.y.map((density) => density || Number.NaN) })) : lines;
  return {
    id: kind,
    title: words.charts[kind]!.title,
    x: { label: kind === 'weight-histogram' ? words.value : '∂E/∂θ', kind: 'linear' },
    y: { label: words.density, kind: scale },
    lines: drawn,
  };
}

/** A tensor's histograms, oldest first. */
export function histogramsOf(
  kind: 'weight-histogram' | 'gradient-histogram',
  run: RunSeries,
  tensor: string,
): { step: number; histogram: TensorHistogram }[] {
  const of = (step: number, list: readonly TensorHistogram[] | null | undefined) => {
    const histogram = list?.find(({ name }) => name === tensor);
    return histogram ? [{ step, histogram }] : [];
  };
  if (kind === 'weight-histogram') return run.diagnoses.flatMap(({ step, diagnosis }) => of(step, diagnosis.weights));
  return run.gradientHistograms ? of(run.gradientHistograms.step, run.gradientHistograms.tensors) : [];
}

/** Tensors that have a histogram, in the order of the network. */
export function histogramTensors(run: RunSeries): string[] {
  return (run.diagnoses.at(-1)?.diagnosis.weights ?? []).map(({ name }) => name);
}
