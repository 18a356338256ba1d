import type { ChartModel, Line } from '../chart/chart-model';
import type { View } from '../chart/units';
import type { RunSeries } from '../run/run-series';
import { type ChartWords, distinct, stepPositions, xAxis } from './run-charts';

/** log10 of the least positive float32: what lies below is lost in training, not only small. */
const FLOAT32_FLOOR = Math.log10(1.4e-45);

export interface DiagnosisWords extends ChartWords {
  /** With {0} for the number of the step. */
  readonly atStep: string;
  readonly cellAxis: string;
  readonly bound: string;
  readonly estimate: string;
  readonly belowFloat32: string;
  readonly allLayers: string;
  readonly influenceAxis: string;
  readonly spectraAxis: string;
}

/** log10 ‖∂s_t/∂s_k‖₂ against the lag t − k of the first, a middle and the newest diagnosis, with the newest one's bound and, where it exists, the estimate ρ^lag. */
export function gradientFlowChart(run: RunSeries, words: DiagnosisWords): ChartModel {
  const lines: Line[] = [];
  const newest = run.diagnoses.at(-1)!;
  const values = (list: readonly (number | null)[] | undefined) => (list ?? []).map((value) => value ?? Number.NaN);
  const several = newest.diagnosis.flow.norms.length > 1;
  newest.diagnosis.flow.norms.forEach((_, layer) => {
    const name = several ? ` ${words.layer} ${layer + 1}` : '';
    for (const { step, diagnosis } of run.diagnoses) {
      const last = step === newest.step;
      const { lags, norms } = diagnosis.flow;
      const style = { ...distinct(lines.length), width: last ? 2.25 : 1.5 };
      lines.push({
        id: `${layer}.${last ? 'now' : lines.length}`,
        label: `${words.atStep.replace('{0}', String(step))}${name}`,
        ...style,
        x: lags,
        y: values(norms[layer]),
      });
    }
    const { lags, bounds, estimates } = newest.diagnosis.flow;
    const quiet = { color: -1, marker: 'none', width: 1.25, x: lags, guide: true } as const;
    lines.push({ id: `${layer}.bound`, label: `${words.bound}${name}`, ...quiet, dash: 'dashed', y: values(bounds[layer]) });
    if (estimates) lines.push({ id: `${layer}.estimate`, label: `${words.estimate}${name}`, ...quiet, dash: 'dotted', y: values(estimates[layer]) });
  });
  const { total } = newest.diagnosis.flow;
  if (several && total)
    lines.push({ id: 'total', label: words.allLayers, ...distinct(lines.length), width: 2.75, x: newest.diagnosis.flow.lags, y: values(total) });
  const low = Math.min(...lines.flatMap(({ y }) => y.filter(Number.isFinite)));
  const { lags } = newest.diagnosis.flow;
  // The floor is drawn only where a curve comes near it: it would squeeze all others.
  if (low < FLOAT32_FLOOR + 10)
    lines.push({
      ...{ id: 'floor', label: words.belowFloat32, color: -1, dash: 'dashdot', marker: 'none', width: 1.25 },
      ...{ x: [lags[0]!, lags[lags.length - 1]!], y: [FLOAT32_FLOOR, FLOAT32_FLOOR] },
    });
  const { title } = words.charts['gradient-flow']!;
  return { id: 'gradient-flow', title, x: { label: words.lagAxis, kind: 'linear' }, y: { label: words.shareAxis, kind: 'exponent' }, lines };
}

/** log10 ‖∂logits_t/∂x_k‖₂ against the lag t − k of the first, a middle and the newest diagnosis that has it; undefined where none has. */
export function influenceChart(run: RunSeries, words: DiagnosisWords): ChartModel | undefined {
  const known = run.diagnoses.flatMap(({ step, diagnosis }) => (diagnosis.flow.influence ? [{ step, ...diagnosis.flow.influence }] : []));
  if (known.length === 0) return undefined;
  const lines = known.map(({ step, lags, norms }, i): Line => {
    const last = i === known.length - 1;
    // Beyond what a network sees there is nothing to draw.
    const y = norms.map((value) => value ?? Number.NaN);
    return { id: last ? 'now' : String(i), label: words.atStep.replace('{0}', String(step)), ...distinct(i), width: last ? 2.25 : 1.5, x: lags, y };
  });
  const { title } = words.charts.influence!;
  return { id: 'influence', title, x: { label: words.lagAxis, kind: 'linear' }, y: { label: words.influenceAxis, kind: 'exponent' }, lines };
}

/** Spectral radius ρ and largest singular value σ_max of a layer's recurrent matrices over training. */
export function spectraChart(run: RunSeries, layer: number, view: View, words: DiagnosisWords): ChartModel {
  const x = stepPositions(run, run.spectra, view.x);
  const lines = (run.diagnoses.at(-1)?.diagnosis.spectra[layer] ?? []).flatMap(({ gate }, i): Line[] => {
    const style = distinct(i);
    const column = (kind: string) => run.spectra.column(`${kind}.${layer}.${gate}`).last;
    return [
      { id: `rho.${gate}`, label: `ρ(${gate})`, ...style, dash: 'solid', width: 1.75, x, y: column('rho') },
      { id: `sigma.${gate}`, label: `σₘₐₓ(${gate})`, ...style, dash: 'dashed', width: 1.25, x, y: column('sigma') },
    ];
  });
  if (x.length > 0)
    lines.push({
      ...{ id: 'one', label: '1', color: -1, dash: 'dotted', marker: 'none', width: 1.25 },
      ...{ x: [x[0]!, x[x.length - 1]!], y: [1, 1] },
    });
  return {
    id: 'spectra',
    title: words.charts.spectra!.title,
    x: xAxis(words, view),
    y: { label: words.spectraAxis, kind: view.scale === 'log' ? 'log' : 'linear' },
    lines,
  };
}

/** The itemised sum ∂E_t/∂W: log10 of the length of each term k against t − k, of the newest diagnosis and the first, with the length of the newest sum. */
export function termsChart(run: RunSeries, words: DiagnosisWords): ChartModel {
  const newest = run.diagnoses.at(-1)!;
  const first = run.diagnoses[0]!;
  const several = newest.diagnosis.terms.norms.length > 1;
  const lines: Line[] = [];
  newest.diagnosis.terms.norms.forEach((norms, layer) => {
    const name = several ? ` ${words.layer} ${layer + 1}` : '';
    const line = (id: string, step: number, values: readonly (number | null)[]): Line => ({
      ...{ id: `${layer}.${id}`, label: `${words.atStep.replace('{0}', String(step))}${name}`, ...distinct(lines.length), width: 1.75 },
      ...{ x: values.map((_, lag) => lag), y: values.map((value) => value ?? Number.NaN) },
    });
    if (first !== newest) lines.push(line('first', first.step, first.diagnosis.terms.norms[layer] ?? []));
    lines.push(line('now', newest.step, norms));
    const total = newest.diagnosis.terms.totals[layer];
    if (total !== null && total !== undefined)
      lines.push({
        ...{ id: `${layer}.total`, label: `${words.sum}${name}`, color: -1, dash: 'dotted', marker: 'none', width: 1.25 },
        ...{ x: [0, Math.max(1, norms.length - 1)], y: [total, total] },
      });
  });
  const { title } = words.charts.terms!;
  return { id: 'terms', title, x: { label: words.lagAxis, kind: 'linear' }, y: { label: words.termAxis, kind: 'exponent' }, lines };
}
