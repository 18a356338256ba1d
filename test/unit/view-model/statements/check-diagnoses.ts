import assert from 'node:assert/strict';
import { bestOf, newestGradient, reached } from './check-training';
import { type Checker, type Claim, mean, median, same } from './claim';
import { hasEnded, type RawDiagnosis } from './world';

/** log10 of what the best layer keeps over a lag: null is zero where some position is far enough from the start. */
function left({ diagnosis: { flow } }: RawDiagnosis, lag: number): number {
  assert.ok(Math.max(...flow.positions) >= lag, `lag ${lag} is longer than the text`);
  const at = flow.lags.indexOf(lag);
  return Math.max(...flow.norms.map((layer) => layer[at] ?? Number.NEGATIVE_INFINITY));
}

function flow(claim: Claim): number {
  assert.equal(claim.n('step'), claim.newest.step);
  const share = left(claim.newest, claim.n('lag'));
  same(claim.n('share'), share);
  return share;
}

/** What is left at the lags that the text is long enough for and that `which` chooses, in their order. */
function reachAt(claim: Claim, which: (lag: number, reach: number) => boolean): number[] {
  assert.equal(claim.n('step'), claim.newest.step);
  const { lags, positions } = claim.newest.diagnosis.flow;
  return lags.filter((lag) => lag <= Math.max(...positions) && which(lag, claim.n('reach'))).map((lag) => left(claim.newest, lag));
}

function ended(claim: Claim): boolean {
  return hasEnded(claim.raw);
}

function terms(claim: Claim): number {
  const logs = claim.newest.diagnosis.terms.norms.at(-1)!;
  const lengths = logs.map((log) => (log === null ? 0 : 10 ** log));
  const all = lengths.reduce((a, b) => a + b, 0);
  const within = claim.n('within');
  const nearest = (number: number) => lengths.slice(0, number).reduce((a, b) => a + b, 0);
  assert.ok(nearest(within) >= 0.9 * all * (1 - 1e-12) && nearest(within - 1) < 0.9 * all);
  const share = (logs[claim.n('lag')] ?? Number.NEGATIVE_INFINITY) - logs[0]!;
  same(claim.n('share'), share);
  return share;
}

function tensors(claim: Claim): { recurrent: number; output: number } {
  const { norms } = newestGradient(claim);
  const recurrent = norms['rnn.weight_hh_l0']!;
  const output = norms['head.weight']!;
  same(claim.n('recurrent'), recurrent);
  same(claim.n('output'), output);
  return { recurrent, output };
}

function ratios(claim: Claim): number[] {
  const all = Object.values(newestGradient(claim).updateRatios);
  same(claim.n('most'), Math.max(...all));
  return all;
}

/** Raw values of a gate in the newest diagnosis, of a layer that a claim names by its number. */
function gate(claim: Claim, layer: number, name: string): readonly (readonly number[])[] {
  const found = claim.newest.gates[layer]!.find(({ gate: one }) => one === name);
  assert.ok(found, name);
  return found.values;
}

const isRelu = (claim: Claim) => claim.raw.configuration.activation === 'relu';
const isSigned = (claim: Claim, name: string) => ['g', 'n', 'h'].includes(name) && !(name === 'h' && isRelu(claim));

function ends(claim: Claim, layer: number, name: string): { low: number; high: number } {
  const all = gate(claim, layer, name).flat();
  const relu = name === 'h' && isRelu(claim);
  const low = relu ? (value: number) => value === 0 : (value: number) => value < (isSigned(claim, name) ? -0.9 : 0.1);
  const share = (test: (value: number) => boolean) => all.filter(test).length / all.length;
  return { low: share(low), high: relu ? 0 : share((value) => value > 0.9) };
}

function deadUnits(claim: Claim, layer: number): number {
  const rows = gate(claim, layer, 'h');
  return rows[0]!.filter((_, unit) => rows.every((row) => row[unit] === 0)).length;
}

/** Layer that the statements of one layer were made of in the test. */
const LAYER = 0;

function lengths(claim: Claim): void {
  const { states } = claim.newest.diagnosis;
  const norms = states.hiddenNorms.at(-1)!;
  same(claim.n('low'), Math.min(...norms.slice(1)));
  same(claim.n('high'), Math.max(...norms.slice(1)));
  const at = claim.n('at') - 1;
  const step = (t: number) => Math.abs(norms[t]! - norms[t - 1]!);
  for (let t = 2; t < norms.length; t++) assert.ok(step(at) >= step(t));
  same(claim.n('change'), norms[at]! - norms[at - 1]!);
  assert.equal(claim.n('step'), claim.newest.step);
  const character = [...states.text][at]!;
  assert.equal(claim.text('character'), ({ ' ': '␣', '\n': '↵' } as Record<string, string>)[character] ?? character);
}

/** Mean length of the last layer's state at a step. */
function hiddenAt(claim: Claim, step: number): number {
  return claim.raw.steps.find((one) => one.step === step)!.hidden[claim.raw.configuration.layers - 1]!;
}

function growth(claim: Claim): number {
  same(claim.n('first'), hiddenAt(claim, claim.n('firstStep')));
  same(claim.n('now'), hiddenAt(claim, claim.n('step')));
  assert.equal(claim.n('step'), reached(claim.raw));
  return claim.n('now') / claim.n('first');
}

function units(claim: Claim): void {
  const rows = claim.newest.gates[LAYER]!.at(-1)!.values;
  const spread = (unit: number) => {
    const values = rows.map((row) => row[unit]!);
    return Math.max(...values) - Math.min(...values);
  };
  assert.equal(claim.n('step'), claim.newest.step);
  const unit = claim.n('unit') - 1;
  assert.equal(claim.n('units'), rows[0]!.length);
  for (let other = 0; other < rows[0]!.length; other++) assert.ok(spread(unit) >= spread(other) - 1e-12);
  same(claim.n('high') - claim.n('low'), spread(unit));
}

function histogramSpread({ from, to, counts }: { from: number; to: number; counts: readonly number[] }): number {
  const values = counts.flatMap((number, i) => new Array<number>(number).fill(from + ((i + 0.5) * (to - from)) / counts.length));
  const average = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - average) ** 2)));
}

function weights(claim: Claim): number {
  const of = ({ diagnosis }: RawDiagnosis) => diagnosis.weights.find(({ name }) => claim.text('name').includes(name.replace('rnn.', '')))!.histogram;
  const now = of(claim.newest);
  same(claim.n('now'), histogramSpread(now));
  same(claim.n('largest'), now.to);
  assert.equal(claim.n('step'), claim.newest.step);
  if (!('first' in claim.said.values)) return 1;
  const before = of(claim.first);
  same(claim.n('first'), histogramSpread(before));
  assert.equal(claim.n('firstStep'), claim.first.step);
  return claim.n('now') / claim.n('first');
}

function gradients(claim: Claim): number {
  const event = claim.diagnosis(claim.n('step'));
  const { histogram } = event.diagnosis.gradients!.find(({ name }) => claim.text('name').includes(name.replace('rnn.', '')))!;
  const { from, to, counts } = histogram;
  const width = (to - from) / counts.length;
  same(claim.n('width'), width / 2);
  same(claim.n('largest'), to);
  const share = counts[(counts.length - 1) / 2]! / counts.reduce((a, b) => a + b, 0);
  same(claim.n('share'), share);
  return share;
}

function eigen(claim: Claim): number {
  assert.equal(claim.n('step'), claim.newest.step);
  const [spectrum] = claim.newest.diagnosis.spectra[LAYER]!;
  assert.equal(claim.n('size'), spectrum!.eigenvalues.length);
  same(claim.n('rho'), Math.max(...spectrum!.eigenvalues.map(([re, im]) => Math.sqrt(re * re + im * im))));
  same(claim.n('sigma'), spectrum!.sigmaMax);
  return spectrum!.eigenvalues.filter(([re, im]) => re * re + im * im > 1).length;
}

function rho(claim: Claim): number {
  const of = ({ diagnosis }: RawDiagnosis) => diagnosis.spectra[LAYER]!.find(({ gate: name }) => name === claim.text('gate'))!;
  same(claim.n('now'), of(claim.newest).spectralRadius);
  same(claim.n('sigma'), of(claim.newest).sigmaMax);
  assert.equal(claim.n('step'), claim.newest.step);
  if (!('first' in claim.said.values)) return 1;
  assert.equal(claim.n('firstStep'), claim.first.step);
  same(claim.n('first'), of(claim.first).spectralRadius);
  return claim.n('now') / claim.n('first');
}

function cells(claim: Claim): { early: number; late: number } {
  const norms = claim.newest.diagnosis.states.cellNorms![claim.n('layer') - 1]!;
  const [early, late] = [mean(norms.slice(10, 30)), mean(norms.slice(-20))];
  same(claim.n('late'), late);
  return { early, late };
}

export const DIAGNOSIS_CHECKERS = {
  diagnosisBefore(claim) {
    assert.equal(claim.newest.step, 0);
    assert.equal(claim.n('reached'), reached(claim.raw));
    assert.ok(claim.n('reached') > 0);
  },
  diagnosisEarlier(claim) {
    assert.equal(claim.newest.step, claim.n('step'));
    assert.ok(claim.n('step') < claim.n('reached') && claim.n('reached') === reached(claim.raw) && ended(claim));
  },
  diagnosisMissing(claim) {
    assert.equal(claim.raw.diagnoses.length, 0);
  },
  diagnosisAt(claim) {
    assert.equal(claim.n('step'), claim.newest.step);
    // Where other weights are kept at the end, it is said.
    if (ended(claim) && claim.raw.evaluations.length > 0) assert.equal(bestOf(claim.raw).step, claim.n('step'));
  },
  diagnosisKept(claim) {
    assert.equal(claim.n('step'), claim.newest.step);
    assert.equal(claim.n('bestStep'), bestOf(claim.raw).step);
    assert.ok(claim.n('bestStep') !== claim.n('step') && ended(claim));
  },
  flowReach(claim) {
    const [near, far] = [reachAt(claim, (lag, reach) => lag <= reach), reachAt(claim, (lag, reach) => lag > reach)];
    assert.ok(near.length === 0 || near.at(-1)! >= -2, 'more than a hundredth is left at the last lag within');
    assert.ok(far.length > 0 && far.every((log) => log < -2), 'less than a hundredth is left at every lag beyond');
  },
  flowReachAll(claim) {
    const logs = reachAt(claim, () => true);
    same(claim.n('share'), logs.at(-1)!);
    assert.ok(logs.at(-1)! >= -2);
    assert.equal(reachAt(claim, (lag, reach) => lag > reach).length, 0);
  },
  flowWindow(claim) {
    assert.equal(claim.n('window'), claim.raw.configuration.sequenceLength);
  },
  flowGone(claim) {
    assert.ok(flow(claim) < -2);
  },
  flowLeft(claim) {
    const share = flow(claim);
    assert.ok(share >= -2 && share <= Math.log10(1.05));
  },
  flowGrows(claim) {
    assert.ok(flow(claim) > Math.log10(1.05));
  },
  flowShort(claim) {
    assert.ok(claim.newest.diagnosis.flow.positions.every((t) => t < 1));
    assert.equal(claim.n('characters'), claim.newest.diagnosis.characters);
  },
  flowBefore(claim) {
    assert.equal(claim.raw.info.origin, undefined);
    assert.equal(claim.first.step, 0);
    same(claim.n('share'), left(claim.first, claim.n('lag')));
  },
  memoryless(claim) {
    if (claim.world.walk) assert.equal(claim.world.walk.architecture.cell, 'feedforward');
    else assert.equal(claim.raw.configuration.cell, 'feedforward');
  },
  heard(claim) {
    const { lags, norms } = claim.diagnosis(claim.n('step')).diagnosis.flow.influence!;
    same(claim.n('share'), norms[lags.indexOf(claim.n('lag'))]! - norms[0]!);
  },
  heardNot(claim) {
    const { lags, norms } = claim.diagnosis(claim.n('step')).diagnosis.flow.influence!;
    assert.equal(norms[lags.indexOf(claim.n('lag'))], null);
  },
  termsNear(claim) {
    assert.ok(terms(claim) < -2);
  },
  termsFar(claim) {
    assert.ok(terms(claim) >= -2);
  },
  tensorsFar(claim) {
    const { recurrent, output } = tensors(claim);
    assert.ok(recurrent < output / 10);
    same(claim.n('times'), output / recurrent);
  },
  tensorsNear(claim) {
    const { recurrent, output } = tensors(claim);
    assert.ok(recurrent >= output / 10);
    same(claim.n('times'), recurrent / output);
  },
  ratiosHigh(claim) {
    const all = ratios(claim);
    assert.deepEqual([claim.n('count'), claim.n('all')], [all.filter((ratio) => ratio > 0.01).length, all.length]);
    assert.ok(claim.n('count') > 0);
  },
  ratiosLow(claim) {
    assert.ok(Math.max(...ratios(claim)) < 1e-4);
  },
  ratiosHealthy(claim) {
    const all = ratios(claim);
    same(claim.n('least'), Math.min(...all));
    assert.ok(Math.max(...all) <= 0.01 && Math.max(...all) >= 1e-4);
  },
  alarmCellGrows(claim) {
    const { early, late } = cells(claim);
    same(claim.n('early'), early);
    assert.ok(late > 4 * early);
  },
  alarmCellLarge(claim) {
    const { late } = cells(claim);
    same(claim.n('each'), late / Math.sqrt(claim.raw.configuration.hidden));
    assert.ok(claim.n('each') > 3);
  },
  alarmGrows(claim) {
    const layer = claim.n('layer') - 1;
    const all = claim.reports.map(({ hiddenNorms }) => hiddenNorms[layer]!);
    same(claim.n('now'), claim.raw.steps.at(-1)!.hidden[layer]!);
    same(claim.n('median'), median(all));
    same(claim.n('times'), claim.n('now') / median(all));
    assert.ok(claim.n('times') > 5);
  },
  alarmAtBound(claim) {
    assert.ok(!isRelu(claim));
    same(claim.n('now'), claim.raw.steps.at(-1)!.hidden[claim.n('layer') - 1]!);
    same(claim.n('bound'), Math.sqrt(claim.raw.configuration.hidden));
    assert.ok(claim.n('now') > 0.9 * claim.n('bound'));
  },
  alarmSaturated(claim) {
    const { low, high } = ends(claim, claim.n('layer') - 1, 'h');
    same(claim.n('share'), low + high);
    assert.ok(low + high > 0.6 && !isRelu(claim));
  },
  alarmDead(claim) {
    assert.equal(claim.n('dead'), deadUnits(claim, claim.n('layer') - 1));
    assert.ok(claim.n('dead') > 0 && claim.n('dead') >= 0.1 * claim.n('units'));
  },
  alarmNone(claim) {
    const last = claim.raw.configuration.layers - 1;
    const { low, high } = ends(claim, last, 'h');
    same(claim.n('share'), low + high);
    assert.ok(low + high <= 0.6 && claim.raw.alarm === undefined);
  },
  alarmNoneDead(claim) {
    assert.equal(claim.n('dead'), deadUnits(claim, claim.raw.configuration.layers - 1));
    assert.ok(claim.n('dead') === 0 || claim.n('dead') < 0.1 * claim.n('units'));
  },
  statesRange: lengths,
  statesLevel(claim) {
    lengths(claim);
    assert.ok(claim.n('high') - claim.n('low') < 0.05 * claim.n('high'));
  },
  growthUp(claim) {
    assert.ok(growth(claim) > 1.1);
    same(claim.n('times'), claim.n('now') / claim.n('first'));
  },
  growthDown(claim) {
    assert.ok(growth(claim) < 1 / 1.1);
    same(claim.n('times'), claim.n('first') / claim.n('now'));
  },
  growthPeaked(claim) {
    growth(claim);
    const reported = claim.reports.map(({ hiddenNorms }) => hiddenNorms.at(-1)!).filter(Number.isFinite);
    same(claim.n('peak'), Math.max(...reported));
    same(hiddenAt(claim, claim.n('peakStep')), claim.n('peak'));
    assert.ok(claim.n('peak') > 1.1 * claim.n('now') && claim.n('peak') > 1.1 * claim.n('first'));
  },
  growthDipped(claim) {
    growth(claim);
    const reported = claim.reports.map(({ hiddenNorms }) => hiddenNorms.at(-1)!).filter(Number.isFinite);
    same(claim.n('least'), Math.min(...reported));
    same(hiddenAt(claim, claim.n('leastStep')), claim.n('least'));
    assert.ok(1.1 * claim.n('least') < claim.n('now') && 1.1 * claim.n('least') < claim.n('first'));
  },
  growthSteady(claim) {
    const times = growth(claim);
    assert.ok(times <= 1.1 && times >= 1 / 1.1);
  },
  unitsStrong(claim) {
    units(claim);
    const last = claim.newest.gates[LAYER]!.at(-1)!.values.at(-1)!;
    assert.equal(claim.n('strong'), last.filter((value) => Math.abs(value) > 0.9).length);
  },
  unitsOn(claim) {
    units(claim);
    const last = claim.newest.gates[LAYER]!.at(-1)!.values.at(-1)!;
    assert.equal(claim.n('strong'), last.filter((value) => value > 0).length);
  },
  flatNone(claim) {
    const share = (name: string) => {
      const { low, high } = ends(claim, LAYER, name);
      return low + high;
    };
    same(claim.n('share'), share(claim.text('gate')));
    for (const { gate: name } of claim.newest.gates[LAYER]!) assert.ok(share(name) <= claim.n('share') + 1e-12);
  },
  flatMost(claim) {
    const { low, high } = ends(claim, LAYER, claim.text('gate'));
    same(claim.n('left'), low);
    same(claim.n('right'), high);
    assert.ok(low + high >= 0.1);
  },
  flatOff(claim) {
    same(claim.n('share'), ends(claim, LAYER, 'h').low);
    assert.equal(claim.n('dead'), deadUnits(claim, LAYER));
  },
  flatKeep(claim) {
    const rows = gate(claim, LAYER, claim.text('gate'));
    const open = rows[0]!.filter((_, unit) => rows.filter((row) => row[unit]! > 0.9).length / rows.length > 0.905).length;
    const most = rows[0]!.filter((_, unit) => rows.filter((row) => row[unit]! > 0.9).length / rows.length > 0.895).length;
    // Shares of units are stored with two digits.
    assert.ok(claim.n('open') >= open && claim.n('open') <= most);
  },
  flatKeepNone(claim) {
    const rows = gate(claim, LAYER, claim.text('gate'));
    for (let unit = 0; unit < claim.n('units'); unit++) assert.ok(rows.filter((row) => row[unit]! > 0.9).length / rows.length <= 0.905);
  },
  gatesHalfLife(claim) {
    const all = gate(claim, LAYER, claim.text('gate')).flat();
    assert.ok(Math.abs(claim.n('mean') - mean(all)) < 0.026);
    same(claim.n('mean') ** claim.n('characters'), 0.5);
    assert.ok(claim.n('characters') >= 1);
  },
  gatesShort(claim) {
    const all = gate(claim, LAYER, claim.text('gate')).flat();
    assert.ok(Math.abs(claim.n('mean') - mean(all)) < 0.026);
    assert.ok(claim.n('mean') < 0.5);
  },
  gatesMeans(claim) {
    for (const part of claim.text('means').split(', ')) {
      const [name, value] = part.split(' ') as [string, string];
      assert.ok(Math.abs(Number(value) - mean(gate(claim, LAYER, name).flat())) < 0.031);
    }
  },
  gatesLinear(claim) {
    const all = gate(claim, LAYER, 'h').flat();
    const inside = all.filter((value) => value >= claim.n('from') && value < claim.n('to')).length / all.length;
    assert.ok(Math.abs(claim.n('share') - inside) < 1e-9, `${claim.n('share')} ${inside}`);
  },
  gatesZero(claim) {
    same(claim.n('share'), ends(claim, LAYER, 'h').low);
  },
  eigenInside(claim) {
    assert.equal(eigen(claim), 0);
  },
  eigenOutside(claim) {
    assert.equal(eigen(claim), claim.n('outside'));
    assert.ok(claim.n('outside') > 0);
  },
  eigenGated(claim) {
    const spectra = claim.newest.diagnosis.spectra[LAYER]!;
    const counted = spectra.map(({ gate: name, eigenvalues }) => `${name} ${eigenvalues.filter(([re, im]) => re * re + im * im > 1).length}`);
    assert.equal(claim.text('gates'), counted.join(', '));
  },
  rhoUp(claim) {
    assert.ok(rho(claim) > 1.05);
  },
  rhoDown(claim) {
    assert.ok(rho(claim) < 1 / 1.05);
  },
  rhoSteady(claim) {
    rho(claim);
    claim.newest.diagnosis.spectra[LAYER]!.forEach(({ spectralRadius }, g) => {
      const before = claim.first.diagnosis.spectra[LAYER]![g]!.spectralRadius;
      assert.ok(spectralRadius / before <= 1.05 && before / spectralRadius <= 1.05);
    });
  },
  rhoOnce(claim) {
    rho(claim);
    for (const { spectralRadius } of claim.newest.diagnosis.spectra[LAYER]!) assert.ok(spectralRadius <= claim.n('now'));
  },
  weightsGrown(claim) {
    assert.ok(weights(claim) > 1.1);
  },
  weightsShrunk(claim) {
    assert.ok(weights(claim) < 1 / 1.1);
  },
  weightsSteady(claim) {
    const times = weights(claim);
    assert.ok(times <= 1.1 && times >= 1 / 1.1);
  },
  weightsFirst: (claim) => {
    weights(claim);
  },
  gradientsPeaked(claim) {
    assert.ok(gradients(claim) > 0.8);
  },
  gradientsSpread(claim) {
    assert.ok(gradients(claim) <= 0.8);
    assert.ok(claim.n('deviations') > 0);
  },
} as const satisfies Record<string, Checker>;
