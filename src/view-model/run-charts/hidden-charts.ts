import type { Saturation } from '../../protocol/diagnostics';
import type { ChartModel, Line } from '../chart/chart-model';
import { visibleCharacter } from '../chart/format';
import { type HistogramWords, histogramLine } from '../chart/histogram-line';
import type { View } from '../chart/units';
import type { RunSeries } from '../run/run-series';
import type { DiagnosisWords } from './diagnosis-charts';
import { type ChartWords, distinct, stepPositions, xAxis } from './run-charts';

/** ‖h_t‖₂, and of an LSTM ‖c_t‖₂, along the text that the newest diagnosis has read, with ‖h_t‖₂ of the first one behind. */
export function statesChart(run: RunSeries, view: View, words: DiagnosisWords): ChartModel {
  const newest = run.diagnoses.at(-1)!;
  const first = run.diagnoses[0]!;
  const { states } = newest.diagnosis;
  const x = Array.from({ length: states.hiddenNorms[0]?.length ?? 0 }, (_, t) => t + 1);
  const layers = states.hiddenNorms.length;
  const name = (layer: number) => (layers > 1 ? ` ${words.layer} ${layer + 1}` : '');
  const line = (id: string, label: string, y: readonly number[], index: number): Line => ({ id, label, ...distinct(index), width: 1.75, x, y });
  const lines = [
    ...states.hiddenNorms.map((norms, layer) => line(`hidden.${layer}`, `‖sₜ‖${name(layer)}`, norms, layer)),
    ...(states.cellNorms ?? []).map((norms, layer) => line(`cell.${layer}`, `‖cₜ‖${name(layer)}`, norms, layers + layer)),
  ];
  if (first.step !== newest.step)
    first.diagnosis.states.hiddenNorms.forEach((y, layer) => {
      const quiet = { color: -1, dash: 'dotted', marker: 'none', width: 1.25 } as const;
      lines.push({ id: `first.${layer}`, label: `‖sₜ‖${name(layer)}, ${words.atStep} ${first.step}`, ...quiet, x, y: y.slice(0, x.length) });
    });
  return {
    id: 'states',
    title: words.charts.states!.title,
    x: { label: words.character, kind: 'linear' },
    y: { label: words.lengthAxis, kind: view.scale === 'log' ? 'log' : 'linear' },
    lines,
    names: [...states.text].map(visibleCharacter),
  };
}

/** Largest possible ‖h_t‖₂ of a layer: √H where the newest diagnosis found every value within [-1, 1] by construction; undefined where there is no bound. */
export function hiddenBound(run: RunSeries, layer: number): number | undefined {
  const h = gatesOf(run, layer).find(({ gate }) => gate === 'h');
  return h && h.right !== null ? Math.sqrt(h.units?.length ?? run.configuration.hidden) : undefined;
}

/** Mean ‖h_t‖₂ of every layer over training, with its bound where it has one, and the mean ‖c_t‖₂ of an LSTM. */
export function stateGrowthChart(run: RunSeries, view: View, words: ChartWords): ChartModel {
  const x = stepPositions(run, run.steps, view.x);
  const name = (layer: number) => (run.layers > 1 ? ` ${words.layer} ${layer + 1}` : '');
  const lines = Array.from({ length: run.layers }, (_, layer): Line => {
    const { mean } = run.steps.column(`hidden.${layer}`);
    return { id: `hidden.${layer}`, label: `‖s‖${name(layer)}`, ...distinct(layer), marker: 'none', width: 1.75, x, y: mean };
  });
  const diagnosed = stepPositions(run, run.spectra, view.x);
  for (let layer = 0; layer < run.layers; layer++) {
    const y = run.spectra.column(`cell.${layer}`).last;
    if (y.length > 0) lines.push({ id: `cell.${layer}`, label: `‖c‖${name(layer)}`, ...distinct(run.layers + layer), width: 1.75, x: diagnosed, y });
  }
  const bound = hiddenBound(run, run.layers - 1);
  if (bound !== undefined && x.length > 0)
    lines.push({
      ...{ id: 'bound', label: `√${run.configuration.hidden} = ${bound.toFixed(1)}`, color: -1, dash: 'dotted', marker: 'none', width: 1.25 },
      ...{ x: [x[0]!, x[x.length - 1]!], y: [bound, bound], guide: true },
    });
  const y = { label: words.lengthAxis, kind: view.scale === 'log' ? 'log' : 'linear' } as const;
  return { id: 'state-growth', title: words.charts['state-growth']!.title, x: xAxis(words, view), y, lines };
}

/** Gates and hidden state of a layer of the newest diagnosis; empty where nothing was diagnosed. */
export function gatesOf(run: RunSeries, layer: number): readonly Saturation[] {
  return run.diagnoses.at(-1)?.diagnosis.saturation?.[layer] ?? [];
}

/** How the values of each gate, and of the hidden state h, are spread over units and characters: a density each. */
export function gatesChart(run: RunSeries, layer: number, words: HistogramWords): ChartModel {
  const lines = gatesOf(run, layer).map(({ gate, histogram }, i) => histogramLine(gate, gate, histogram, i));
  return {
    id: 'gates',
    title: words.charts.gates!.title,
    x: { label: words.value, kind: 'linear' },
    y: { label: words.density, kind: 'linear' },
    lines,
  };
}
