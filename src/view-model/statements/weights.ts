import { spreadOf } from '../chart/histogram-line';
import type { RunSeries } from '../run/run-series';
import { tensorLabel } from '../run-charts/gradient-charts';
import { histogramsOf } from '../run-charts/weight-charts';
import { count, fixed, number, percent } from './quantity';
import { made, measured, type Statement, statement } from './statement';

/** A change by less than this share is none. */
const STEADY_RHO = 1.05;
const STEADY_SPREAD = 1.1;
/** Share of a tensor's gradients around 0 from which on few values carry it. */
const PEAKED = 0.8;

/** How many eigenvalues of a layer lie outside of the unit circle. */
export function eigenvalueStatements(run: RunSeries, layer: number): Statement[] {
  const newest = run.diagnoses.at(-1);
  const gates = newest?.diagnosis.spectra[layer] ?? [];
  const size = gates[0]?.eigenvalues?.length ?? 0;
  if (!newest || size === 0) return [];
  const outside = gates.map(({ eigenvalues }) => (eigenvalues ?? []).filter((value) => Math.hypot(...value) > 1).length);
  const premises = [measured(run, 'eigenvalues', newest.step, size, 'values')];
  const values = { size: count(size), step: count(newest.step) };
  if (gates.length > 1)
    return made(statement([run], 'eigenGated', premises, { ...values, gates: gates.map(({ gate }, i) => `${gate} ${outside[i]}`).join(', ') }));
  const { spectralRadius, sigmaMax } = gates[0]!;
  const radii = { ...values, rho: fixed(spectralRadius), sigma: fixed(sigmaMax) };
  if (outside[0] === 0) return made(statement([run], 'eigenInside', premises, radii));
  return made(statement([run], 'eigenOutside', premises, { ...radii, outside: count(outside[0]!) }));
}

/** The recurrent matrix of a layer whose ρ has changed most over the run. */
export function spectraStatements(run: RunSeries, layer: number): Statement[] {
  const [first, newest] = [run.diagnoses[0], run.diagnoses.at(-1)];
  if (!first || !newest) return [];
  const changes = (newest.diagnosis.spectra[layer] ?? []).map(({ gate, spectralRadius: now, sigmaMax }, g) => ({
    ...{ gate, now, sigmaMax },
    before: first.diagnosis.spectra[layer]?.[g]?.spectralRadius ?? now,
  }));
  const change = ({ now, before }: { now: number; before: number }) => Math.abs(Math.log(now / before)) || 0;
  const most = changes.sort((a, b) => change(b) - change(a) || b.now - a.now)[0];
  if (!most) return [];
  const values = { gate: most.gate, now: fixed(most.now), step: count(newest.step), sigma: fixed(most.sigmaMax) };
  const premises = [measured(run, 'eigenvalues', newest.step, 1, 'values')];
  if (first.step === newest.step) return made(statement([run], 'rhoOnce', premises, values));
  const id = most.now > STEADY_RHO * most.before ? 'rhoUp' : most.now < most.before / STEADY_RHO ? 'rhoDown' : 'rhoSteady';
  const before = measured(run, 'eigenvalues', first.step, 1, 'values');
  return made(statement([run], id, [before, ...premises], { ...values, first: fixed(most.before), firstStep: count(first.step) }));
}

/** How the spread of a tensor's weights has changed. */
export function weightStatements(run: RunSeries, tensor: string): Statement[] {
  const all = histogramsOf('weight-histogram', run, tensor);
  const [first, last] = [all[0], all.at(-1)];
  if (!first || !last) return [];
  const before = spreadOf(first.histogram.histogram);
  const now = spreadOf(last.histogram.histogram);
  const premises = [measured(run, 'weight histogram', last.step, now.count, 'values')];
  const values = { name: tensorLabel(tensor), now: number(now.deviation), step: count(last.step), largest: number(now.largest) };
  if (first.step === last.step || !(before.deviation > 0)) return made(statement([run], 'weightsFirst', premises, values));
  const times = now.deviation / before.deviation;
  const id = times > STEADY_SPREAD ? 'weightsGrown' : times < 1 / STEADY_SPREAD ? 'weightsShrunk' : 'weightsSteady';
  const then = measured(run, 'weight histogram', first.step, before.count, 'values');
  return made(statement([run], id, [then, ...premises], { ...values, first: number(before.deviation), firstStep: count(first.step) }));
}

/** Whether a few values carry a tensor's gradient. */
export function gradientHistogramStatements(run: RunSeries, tensor: string): Statement[] {
  const newest = histogramsOf('gradient-histogram', run, tensor)[0];
  if (!newest) return [];
  const { histogram } = newest.histogram;
  const { nearZero, largest, deviation, count: size } = spreadOf(histogram);
  const width = (histogram.to - histogram.from) / histogram.counts.length;
  if (!(width > 0)) return [];
  const premises = [measured(run, 'gradient histogram', newest.step, size, 'values')];
  const values = {
    ...{ step: count(newest.step), share: percent(nearZero), name: tensorLabel(tensor), width: number(width / 2), largest: number(largest) },
  };
  if (nearZero > PEAKED || !(deviation > 0)) return made(statement([run], 'gradientsPeaked', premises, values));
  return made(statement([run], 'gradientsSpread', premises, { ...values, deviations: number(largest / deviation) }));
}
