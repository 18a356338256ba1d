import { formatNumber } from '../chart/format';
import { spreadOf } from '../chart/histogram-line';
import { tensorLabel } from '../run/gradient-charts';
import type { RunSeries } from '../run/run-series';
import { histogramsOf } from '../run/weight-charts';
import { type Finding, percent } from './finding';

const three = (value: number) => formatNumber(Number(value.toPrecision(3)));

/** How many eigenvalues of a layer lie outside of the unit circle. */
export function eigenvaluesFinding(run: RunSeries, layer: number): Finding | undefined {
  const gates = run.diagnoses.at(-1)?.diagnosis.spectra[layer] ?? [];
  if (gates.length === 0) return undefined;
  const outside = gates.map(({ eigenvalues }) => (eigenvalues ?? []).filter((value) => Math.hypot(...value) > 1).length);
  const size = gates[0]!.eigenvalues?.length ?? 0;
  if (gates.length > 1) return { id: 'eigenGated', values: [gates.map(({ gate }, i) => `${gate} ${outside[i]}`).join(', '), size] };
  const [{ spectralRadius, sigmaMax }] = gates as [(typeof gates)[0]];
  const values = [outside[0]!, size, spectralRadius.toFixed(2), sigmaMax.toFixed(2)];
  return { id: outside[0] === 0 ? 'eigenInside' : 'eigenOutside', values };
}

/** The recurrent matrix of a layer whose ρ has changed most over the run. */
export function spectraFinding(run: RunSeries, layer: number): Finding | undefined {
  const first = run.diagnoses[0];
  const newest = run.diagnoses.at(-1);
  if (!first || !newest) return undefined;
  const changes = (newest.diagnosis.spectra[layer] ?? []).map(({ gate, spectralRadius: now, sigmaMax }, g) => ({
    ...{ gate, now, sigmaMax },
    before: first.diagnosis.spectra[layer]?.[g]?.spectralRadius ?? now,
  }));
  const change = ({ now, before }: { now: number; before: number }) => Math.abs(Math.log(now / before));
  const most = changes.sort((a, b) => change(b) - change(a) || b.now - a.now)[0];
  if (!most) return undefined;
  if (first === newest) return { id: 'rhoOnce', values: [most.gate, most.now.toFixed(2), newest.step, most.sigmaMax.toFixed(2)] };
  const values = [most.gate, most.before.toFixed(2), first.step, most.now.toFixed(2), newest.step, most.sigmaMax.toFixed(2)];
  return { id: most.now > 1.05 * most.before ? 'rhoUp' : most.now < most.before / 1.05 ? 'rhoDown' : 'rhoSteady', values };
}

/** How the spread of a tensor's weights has changed. */
export function weightsFinding(run: RunSeries, tensor: string): Finding | undefined {
  const all = histogramsOf('weight-histogram', run, tensor);
  const [first, last] = [all[0], all.at(-1)];
  if (!first || !last) return undefined;
  const before = spreadOf(first.histogram.histogram);
  const now = spreadOf(last.histogram.histogram);
  const name = tensorLabel(tensor);
  if (first === last || !(before.deviation > 0)) return { id: 'weightsFirst', values: [name, three(now.deviation), last.step, three(now.largest)] };
  const factor = now.deviation / before.deviation;
  const values = [name, three(before.deviation), first.step, three(now.deviation), last.step, three(now.largest)];
  return { id: factor > 1.1 ? 'weightsGrown' : factor < 1 / 1.1 ? 'weightsShrunk' : 'weightsSteady', values };
}

/** Whether a few values carry a tensor's gradient. */
export function gradientsFinding(run: RunSeries, tensor: string): Finding | undefined {
  const newest = histogramsOf('gradient-histogram', run, tensor)[0];
  if (!newest) return undefined;
  const { histogram } = newest.histogram;
  const { nearZero, largest, deviation } = spreadOf(histogram);
  const width = (histogram.to - histogram.from) / histogram.counts.length;
  const values = [tensorLabel(tensor), percent(nearZero), three(width / 2), three(largest), newest.step, three(largest / (deviation || 1))];
  return { id: nearZero > 0.8 ? 'gradientsPeaked' : 'gradientsSpread', values };
}
