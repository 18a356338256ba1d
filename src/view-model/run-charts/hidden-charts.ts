import type { Saturation } from '../../protocol/diagnostics';
import type { ChartModel, Line } from '../chart/chart-model';
import { visibleCharacter } from '../chart/format';
import { type HistogramWords, histogramLine } from '../chart/histogram-line';
import type { View } from '../chart/units';
import type { RunSeries } from '../run/run-series';
import type { DiagnosisWords } from './diagnosis-charts';
import { type ChartWords, distinct, stepPositions, xAxis } from './run-charts';

/** ‖s_t‖₂ along the text that the newest diagnosis has read, with that of the first one behind. */
export function statesChart(run: RunSeries, view: View, words: DiagnosisWords): ChartModel {
  return alongText('states', run, view, words, words.lengthAxis, '‖sₜ‖', ({ hiddenNorms }) => hiddenNorms);
}

/** ‖c_t‖₂ of an LSTM along the same text: it has no bound, so its axis is its own. Undefined where there is no cell state. */
export function cellsChart(run: RunSeries, view: View, words: DiagnosisWords): ChartModel | undefined {
  if (!run.diagnoses.at(-1)?.diagnosis.states.cellNorms) return undefined;
  return alongText('cells', run, view, words, words.cellAxis, '‖cₜ‖', ({ cellNorms }) => cellNorms ?? []);
}

type States = RunSeries['diagnoses'][number]['diagnosis']['states'];

/** Lengths of states along the text of the newest diagnosis, with those of the first one behind. */
function alongText(
  id: string,
  run: RunSeries,
  view: View,
  words: DiagnosisWords,
  axis: string,
  symbol: string,
  normsOf: (states: States) => readonly (readonly number[])[],
): ChartModel {
  const newest = run.diagnoses.at(-1)!;
  const first = run.diagnoses[0]!;
  const { states } = newest.diagnosis;
  const norms = normsOf(states);
  const x = Array.from({ length: norms[0]?.length ?? 0 }, (_, t) => t + 1);
  const layers = norms.length;
  const name = (layer: number) => (layers > 1 ? ` ${words.layer} ${layer + 1}` : '');
  const lines = norms.map((y, layer): Line => ({ id: `now.${layer}`, label: `${symbol}${name(layer)}`, ...distinct(layer), width: 1.75, x, y }));
  if (first.step !== newest.step)
    normsOf(first.diagnosis.states).forEach((y, layer) => {
      const quiet = { color: -1, dash: 'dotted', marker: 'none', width: 1.25 } as const;
      lines.push({
        id: `first.${layer}`,
        label: `${symbol}${name(layer)}, ${words.atStep.replace('{0}', String(first.step))}`,
        ...quiet,
        x,
        y: y.slice(0, x.length),
      });
    });
  return {
    id,
    title: words.charts[id]!.title,
    x: { label: words.character, kind: 'linear' },
    y: { label: axis, kind: view.scale === 'log' ? 'log' : 'linear' },
    lines,
    names: [...states.text].map(visibleCharacter),
  };
}

/** Largest possible ‖h_t‖₂ of a layer: √H where the newest diagnosis found every value within [-1, 1] by construction; undefined where there is no bound. */
export function hiddenBound(run: RunSeries, layer: number): number | undefined {
  const h = gatesOf(run, layer).find(({ gate }) => gate === 'h');
  return h && h.right !== null ? Math.sqrt(h.units?.length ?? run.configuration.hidden) : undefined;
}

/** Mean ‖s_t‖₂ of every layer over training, with its bound where it has one. */
export function stateGrowthChart(run: RunSeries, view: View, words: ChartWords): ChartModel {
  const x = stepPositions(run, run.steps, view.x);
  const name = (layer: number) => (run.layers > 1 ? ` ${words.layer} ${layer + 1}` : '');
  const lines = Array.from({ length: run.layers }, (_, layer): Line => {
    const { mean } = run.steps.column(`hidden.${layer}`);
    return { id: `hidden.${layer}`, label: `‖s‖${name(layer)}`, ...distinct(layer), marker: 'none', width: 1.75, x, y: mean };
  });
  const bound = hiddenBound(run, run.layers - 1);
  if (bound !== undefined && x.length > 0)
    lines.push({
      ...{ id: 'bound', label: `√${run.configuration.hidden} = ${bound.toFixed(1)}`, color: -1, dash: 'dotted', marker: 'none', width: 1.25 },
      ...{ x: [x[0]!, x[x.length - 1]!], y: [bound, bound], guide: true },
    });
  const y = { label: words.lengthAxis, kind: view.scale === 'log' ? 'log' : 'linear' } as const;
  return { id: 'state-growth', title: words.charts['state-growth']!.title, x: xAxis(words, view), y, lines };
}

/** Mean ‖c_t‖₂ of every layer of an LSTM at its diagnoses; undefined where there is no cell state. */
export function cellGrowthChart(run: RunSeries, view: View, words: DiagnosisWords): ChartModel | undefined {
  const x = stepPositions(run, run.spectra, view.x);
  const lines = Array.from({ length: run.layers }, (_, layer): Line[] => {
    const y = run.spectra.column(`cell.${layer}`).last;
    const label = `‖c‖${run.layers > 1 ? ` ${words.layer} ${layer + 1}` : ''}`;
    return y.some(Number.isFinite) ? [{ id: `cell.${layer}`, label, ...distinct(layer), width: 1.75, x, y }] : [];
  }).flat();
  if (lines.length === 0) return undefined;
  const y = { label: words.cellAxis, kind: view.scale === 'log' ? 'log' : 'linear' } as const;
  return { id: 'cell-growth', title: words.charts['cell-growth']!.title, x: xAxis(words, view), y, lines };
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
