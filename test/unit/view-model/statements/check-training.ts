import assert from 'node:assert/strict';
import { type Checker, type Claim, mean, median, same, stepsBetween } from './claim';
import type { RawRun } from './world';

/** Mean training loss of the last steps: of the last seventh of the run up to a report, at most 50 steps, in whole reports. */
function trailing(claim: Claim, until: number): { value: number; over: number } {
  const reports = claim.reports.slice(0, until);
  const sizes = reports.map((report) => report.count ?? 1);
  const seen = sizes.reduce((sum, size) => sum + size, 0);
  const wanted = Math.min(50, Math.max(1, Math.ceil(seen / 7)));
  let over = 0;
  let from = reports.length;
  // Reports go once and for good: what an earlier report let go does not come back.
  while (from > 0 && over < wanted) over += sizes[--from]!;
  const part = reports.slice(from);
  const losses = claim.raw.complete
    ? stepsBetween(claim.raw, part[0]!.step - part[0]!.count! + 1, part.at(-1)!.step).map(({ loss }) => loss)
    : part.map((report) => claim.raw.steps.find(({ step }) => step === report.step)!.loss);
  return { value: mean(losses), over };
}

function bestOf({ evaluations }: RawRun) {
  return evaluations.reduce((best, one) => (one.loss < best.loss ? one : best), evaluations[0]!);
}

/** What all sentences on validation have in common. */
function validation(claim: Claim): void {
  const { raw } = claim;
  const last = raw.evaluations.at(-1)!;
  same(claim.n('now'), last.loss);
  assert.equal(claim.n('step'), last.step);
  trainingLoss(claim, 'training');
}

function trainingLoss(claim: Claim, place: string): void {
  const { value, over } = trailing(claim, claim.reports.length);
  if (claim.raw.events.length > 1 && isThinned(claim)) {
    // Whole reports of merged steps: the mean is over as many steps as it says.
    const last = claim.reports.at(-1)!.step;
    if (claim.raw.complete) same(claim.n(place), mean(stepsBetween(claim.raw, last - claim.n('over') + 1, last).map(({ loss }) => loss)));
    return;
  }
  same(claim.n(place), value);
  assert.equal(claim.n('over'), over);
}

function isThinned(claim: Claim): boolean {
  return claim.reports.some(({ count, lossRange }) => count === undefined && lossRange !== undefined);
}

function bestSoFar(claim: Claim): void {
  const best = bestOf(claim.raw);
  same(claim.n('best'), best.loss);
  assert.equal(claim.n('bestStep'), best.step);
}

/** Training loss by the time of the best validation, as the curve shows it. */
function trainingAtBest(claim: Claim): number | undefined {
  const { step } = bestOf(claim.raw);
  const at = claim.reports.findIndex((report) => report.step >= step);
  return at < 0 ? undefined : trailing(claim, at + 1).value;
}

function reached(raw: RawRun): number {
  return raw.before + raw.steps.length;
}

/** Steps whose norm is more than ten times the median of the (up to 20, at least 5) steps before it. */
function isSpike(raw: RawRun, at: number): boolean {
  const before = raw.steps.slice(Math.max(0, at - 20), at).map(({ norm }) => norm);
  return before.length >= 5 && raw.steps[at]!.norm > 10 * median(before);
}

function largest(claim: Claim): void {
  const { raw } = claim;
  const known = raw.complete ? raw.steps : raw.steps.filter(({ step }) => claim.reports.some((report) => report.step === step));
  same(claim.n('largest'), Math.max(...known.map(({ norm }) => norm)));
  const [from, to] = claim.span('at');
  assert.ok(stepsBetween(raw, from, to).some(({ norm }) => norm === claim.n('largest')));
}

function clipped(claim: Claim): number {
  const { raw } = claim;
  same(claim.n('threshold'), raw.configuration.clip);
  assert.ok(raw.configuration.clip > 0);
  assert.equal(claim.n('steps'), raw.steps.length);
  return raw.steps.filter((one) => one.clipped).length;
}

function clippedSome(claim: Claim): void {
  const number = clipped(claim);
  assert.ok(number > 0);
  assert.equal(claim.n('clipped'), number);
  same(claim.n('share'), number / claim.raw.steps.length);
}

function newestGradient(claim: Claim) {
  const event = claim.raw.events.findLast((one) => one.type === 'gradient');
  assert.ok(event?.type === 'gradient');
  assert.equal(claim.n('step'), event.step);
  return event;
}

function total(claim: Claim): number {
  const { norm } = claim.raw.steps.find(({ step }) => step === claim.n('step'))!;
  newestGradient(claim);
  same(claim.n('total'), norm);
  return norm;
}

export const TRAINING_CHECKERS = {
  lossTraining(claim) {
    assert.equal(claim.raw.evaluations.length, 0);
    const first = claim.reports[0]!;
    const steps = first.count === undefined ? [claim.raw.steps.find(({ step }) => step === first.step)!] : claim.raw.steps.slice(0, first.count);
    if (!isThinned(claim)) same(claim.n('first'), mean(steps.map(({ loss }) => loss)));
    assert.equal(claim.n('step'), reached(claim.raw));
    trainingLoss(claim, 'now');
  },
  lossOnce(claim) {
    assert.equal(claim.raw.evaluations.length, 1);
    validation(claim);
  },
  lossTurned(claim) {
    validation(claim);
    bestSoFar(claim);
    assert.ok(claim.n('now') > 1.02 * claim.n('best'));
    assert.ok(claim.n('training') < trainingAtBest(claim)! + 1e-9);
  },
  lossWorse(claim) {
    validation(claim);
    bestSoFar(claim);
    assert.ok(claim.n('now') > 1.02 * claim.n('best'));
    assert.ok(claim.n('training') >= trainingAtBest(claim)! - 1e-9);
  },
  lossAbove(claim) {
    validation(claim);
    bestSoFar(claim);
    assert.ok(claim.n('now') > 1.02 * claim.n('best'));
  },
  lossRemedies(claim) {
    const { raw } = claim;
    assert.equal(claim.n('bestStep'), bestOf(raw).step);
    assert.ok(raw.evaluations.at(-1)!.loss > 1.02 * bestOf(raw).loss, 'it overfits');
  },
  lossBaseline(claim) {
    same(claim.n('best'), bestOf(claim.raw).loss);
    assert.ok(claim.raw.events.some((event) => event.type === 'baseline' && event.name === claim.text('name')));
    same(claim.n('baseline'), Math.min(...Object.values(claim.raw.baselines)) * Math.LN2);
    assert.ok(claim.n('baseline') < claim.n('best'));
  },
  lossBest(claim) {
    validation(claim);
    assert.equal(bestOf(claim.raw).step, claim.n('step'));
    assert.ok(claim.raw.evaluations.length > 1);
  },
  lossLevel(claim) {
    validation(claim);
    bestSoFar(claim);
    assert.ok(claim.n('now') <= 1.02 * claim.n('best') && claim.n('bestStep') < claim.n('step'));
  },
  speedMean(claim) {
    const { batchSize, sequenceLength } = claim.raw.configuration;
    const last = reached(claim.raw);
    assert.equal(claim.n('steps'), last);
    same(claim.n('seconds'), last / 10);
    same(claim.n('speed'), (last * batchSize * sequenceLength) / (last / 10));
  },
  accuracyNow(claim) {
    const { evaluations } = claim.raw;
    const [first, last] = [evaluations[0]!, evaluations.at(-1)!];
    same(claim.n('now'), last.accuracy);
    assert.equal(claim.n('step'), last.step);
    same(claim.n('first'), first.accuracy);
    assert.equal(claim.n('firstStep'), first.step);
    same(claim.n('best'), Math.max(...evaluations.map(({ accuracy }) => accuracy)));
    assert.ok(evaluations.some(({ step, accuracy }) => step === claim.n('bestStep') && accuracy === claim.n('best')));
  },
  ratePeak(claim) {
    same(claim.n('now'), claim.reports.at(-1)!.learningRate);
    same(claim.n('peak'), Math.max(...claim.reports.map(({ learningRate }) => learningRate)));
    assert.ok(claim.n('now') < claim.n('peak'));
  },
  rateNow(claim) {
    same(claim.n('now'), claim.reports.at(-1)!.learningRate);
    assert.ok(claim.n('now') >= 0.99 * Math.max(...claim.reports.map(({ learningRate }) => learningRate)));
  },
  kept(claim) {
    const best = bestOf(claim.raw);
    same(claim.n('value'), best.loss);
    assert.equal(claim.n('step'), best.step);
  },
  keptTraining(claim) {
    assert.equal(claim.raw.evaluations.length, 0);
    assert.equal(claim.n('step'), reached(claim.raw));
    trainingLoss(claim, 'value');
  },
  endBudget(claim) {
    assert.equal(claim.raw.done?.reason, 'budget');
    assert.equal(claim.n('step'), reached(claim.raw));
  },
  endEarly(claim) {
    assert.equal(claim.raw.done?.reason, 'early');
    assert.deepEqual(
      [claim.n('step'), claim.n('total'), claim.n('bestStep')],
      [...[reached(claim.raw), claim.raw.info.totalSteps, bestOf(claim.raw).step]],
    );
    assert.ok(claim.n('step') < claim.n('total'));
  },
  endStopped(claim) {
    assert.equal(claim.raw.done?.reason, 'stopped');
    assert.equal(claim.n('step'), reached(claim.raw));
  },
  endInterrupted(claim) {
    assert.equal(claim.raw.info.state, 'interrupted');
    assert.equal(claim.raw.done, undefined);
    assert.equal(claim.n('step'), reached(claim.raw));
  },
  endDiverged(claim) {
    assert.equal(claim.raw.done?.reason, 'diverged');
    assert.equal(claim.n('step'), claim.raw.alarm!.step);
    assert.equal(claim.text('what'), claim.raw.alarm!.tensor);
  },
  remedies(claim) {
    assert.ok(claim.raw.alarm && claim.raw.configuration.clip > 0);
    assert.ok(claim.n('threshold') < claim.raw.configuration.clip && claim.n('rate') < claim.raw.configuration.learningRate);
  },
  remediesThreshold(claim) {
    assert.ok(claim.raw.alarm && !(claim.raw.configuration.clip > 0));
    assert.ok(claim.n('rate') < claim.raw.configuration.learningRate);
  },
  normSpike(claim) {
    largest(claim);
    const { raw } = claim;
    const [from, to] = claim.span('at');
    const before = raw.steps.filter(({ step }) => step < from).slice(-claim.n('before'));
    assert.equal(before.length, claim.n('before'));
    const norm = Math.max(...stepsBetween(raw, from, to).map((one) => one.norm));
    assert.ok(norm > 10 * median(before.map((one) => one.norm)) && norm / median(before.map((one) => one.norm)) >= claim.n('times'));
  },
  normCalm(claim) {
    largest(claim);
    assert.equal(claim.n('steps'), claim.raw.steps.length);
    assert.equal(claim.raw.alarm, undefined);
    claim.raw.steps.forEach((one, i) => {
      assert.ok(!isSpike(claim.raw, i), `step ${one.step} is a spike`);
    });
    assert.ok(claim.raw.steps.length > 5);
    assert.equal(claim.n('times'), 10);
  },
  normLargest(claim) {
    largest(claim);
    assert.equal(claim.n('steps'), claim.raw.steps.length);
    // Reports of before tell one step each: a run is known whole where none was passed over.
    const { complete, steps } = claim.raw;
    assert.ok(complete || steps.every(({ step }) => claim.reports.some((report) => report.step === step)));
  },
  normRecorded(claim) {
    largest(claim);
    assert.ok(!claim.raw.complete);
    assert.equal(claim.n('steps'), claim.raw.steps.length);
  },
  normNotFinite(claim) {
    const { raw } = claim;
    assert.ok(raw.alarm);
    assert.equal(claim.n('step'), raw.alarm.step);
    const finite = [...raw.alarm.recentNorms.filter(Number.isFinite), ...claim.reports.flatMap((one) => one.gradientNormRange ?? [one.gradientNorm])];
    same(claim.n('before'), Math.max(...finite));
  },
  clippedNow(claim) {
    const norm = total(claim);
    const { clip } = claim.raw.configuration;
    assert.ok(norm > clip);
    assert.ok(Math.abs(claim.n('kept') - clip) <= 1e-3 * clip + 1e-6);
    assert.ok(Math.abs(claim.n('share') - clip / norm) < 2e-3);
  },
  clippedNot(claim) {
    assert.ok(total(claim) <= claim.n('threshold'));
    same(claim.n('threshold'), claim.raw.configuration.clip);
  },
  clippedOff(claim) {
    assert.ok(!(claim.raw.configuration.clip > 0));
    assert.ok(!claim.raw.steps.some((one) => one.clipped));
  },
  clippedValues(claim) {
    total(claim);
    assert.equal(claim.raw.configuration.clipMode, 'value');
    same(claim.n('kept'), 0.7 * claim.n('total'));
  },
  clipNever(claim) {
    assert.equal(clipped(claim), 0);
  },
  clipSome(claim) {
    clippedSome(claim);
    assert.ok(claim.n('share') <= 0.9 || claim.raw.configuration.clipMode === 'value');
  },
  clipAlways(claim) {
    clippedSome(claim);
    assert.ok(claim.n('share') > 0.9);
  },
} as const satisfies Record<string, Checker>;

export { bestOf, newestGradient, reached };
