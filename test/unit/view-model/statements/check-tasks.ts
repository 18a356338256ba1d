import assert from 'node:assert/strict';
import type { TaskReport } from '../../../../src/protocol/task-report';
import { type Checker, type Claim, mean, same } from './claim';

function reportOf<T extends TaskReport['task']>(claim: Claim, task: T): Extract<TaskReport, { task: T }> {
  const event = claim.raw.events.findLast((one) => one.type === 'report');
  assert.ok(event?.type === 'report' && event.report.task === task);
  return event.report as Extract<TaskReport, { task: T }>;
}

function classScores(claim: Claim, part: 'validation' | 'test'): void {
  const { confusion, examples, part: judged } = reportOf(claim, 'classification');
  assert.equal(judged, part);
  const rows = confusion!;
  const right = rows.reduce((sum, row, i) => sum + row[i]!, 0);
  same(claim.n('accuracy'), right / examples);
  same(
    claim.n('recall'),
    mean(
      rows.map(
        (row, i) =>
          row[i]! /
          Math.max(
            1,
            row.reduce((a, b) => a + b, 0),
          ),
      ),
    ),
  );
  assert.equal(claim.n('examples'), examples);
}

/** How much better the best baseline is: points of accuracy, or shares of its error. */
function lead(claim: Claim): number {
  const { test, baselines } = claim.raw.done!;
  const isAccuracy = test!.accuracy !== undefined;
  const score = isAccuracy ? 'accuracy' : 'rmse';
  const values = Object.values(baselines!).map((scores) => scores[score]!);
  const best = isAccuracy ? Math.max(...values) : Math.min(...values);
  same(claim.n('baseline'), best);
  same(claim.n('network'), test![score]!);
  same(baselines![claim.text('name')]![score]!, best);
  return isAccuracy ? best - test![score]! : (test![score]! - best) / best;
}

function confidence(claim: Claim): number {
  const { calibration, examples, accuracy, calibrationError } = reportOf(claim, 'classification');
  const sure = calibration.reduce((sum, { count, confidence: own }) => sum + count * own, 0) / examples;
  same(claim.n('confidence'), sure);
  same(claim.n('accuracy'), accuracy);
  same(claim.n('error'), calibrationError);
  return sure - accuracy;
}

export const TASK_CHECKERS = {
  classOneAnswer(claim) {
    const { confusion, classes, examples } = reportOf(claim, 'classification');
    const answer = classes.indexOf(claim.text('answer'));
    const ofClass = (truth: number) => confusion![truth]!.reduce((a, b) => a + b, 0);
    const all = confusion!.map((row) => row[answer]!).reduce((a, b) => a + b, 0);
    same(claim.n('answered'), all / examples);
    same(claim.n('share'), ofClass(answer) / examples);
    assert.ok(classes.filter((_, truth) => ofClass(truth) > 0).length > 1, 'there are examples of several classes');
    assert.ok(all === examples || (all >= 0.9 * examples && all - ofClass(answer) >= 0.2 * examples - 1e-9), `${all} of ${examples}`);
    assert.equal(claim.n('examples'), examples);
  },
  classTest: (claim) => classScores(claim, 'test'),
  classValidation: (claim) => classScores(claim, 'validation'),
  baselineWins: (claim) => assert.ok(lead(claim) > 0),
  baselinesWin(claim) {
    const { test, baselines } = claim.raw.done!;
    const score = test!.accuracy === undefined ? 'rmse' : 'accuracy';
    const sign = score === 'accuracy' ? 1 : -1;
    const better = Object.keys(baselines!).filter((name) => sign * (baselines![name]![score]! - test![score]!) > 0);
    assert.equal(claim.n('count'), better.length);
    assert.ok(better.length > 1);
    const told = claim.text('names').split('; ');
    assert.deepEqual(told.map((name) => name.replace(/ \(.*\)$/, '')).sort(), better.sort());
    same(claim.n('network'), test![score]!);
  },
  baselineTies: (claim) => assert.ok(Math.abs(lead(claim)) <= 0.0051),
  baselineLoses: (claim) => assert.ok(lead(claim) < 0),
  classReading(claim) {
    const { reading, readExamples } = reportOf(claim, 'classification');
    const last = reading.at(-1)!.accuracy;
    const at = reading.findIndex(({ read }) => read === claim.n('read'));
    same(claim.n('share'), reading[at]!.accuracy);
    same(claim.n('last'), last);
    assert.equal(claim.n('examples'), readExamples);
    assert.ok(reading[at]!.accuracy >= 0.9 * last && reading.slice(0, at).every(({ accuracy }) => accuracy < 0.9 * last));
  },
  calibrated: (claim) => assert.ok(Math.abs(confidence(claim)) <= 0.0301),
  overconfident: (claim) => assert.ok(confidence(claim) > 0),
  underconfident: (claim) => assert.ok(confidence(claim) <= 0),
  classConfused(claim) {
    const { confusion, classes, examples } = reportOf(claim, 'classification');
    const count = confusion![classes.indexOf(claim.text('truth'))]![classes.indexOf(claim.text('predicted'))]!;
    assert.equal(claim.n('count'), count);
    assert.equal(claim.n('examples'), examples);
    confusion!.forEach((row, i) => {
      row.forEach((other, j) => {
        assert.ok(i === j || other <= count);
      });
    });
  },
  forecastError(claim) {
    const { truth, forecast } = reportOf(claim, 'forecast');
    same(claim.n('rmse'), Math.sqrt(mean(truth.map((value, i) => (value - forecast[i]!) ** 2))));
    assert.equal(claim.n('values'), truth.length);
  },
  forecastInterval(claim) {
    const { truth, interval } = reportOf(claim, 'forecast');
    same(claim.n('level'), interval!.level);
    assert.equal(claim.n('values'), truth.length);
    assert.equal(claim.n('inside'), truth.filter((value, i) => value >= interval!.low[i]! && value <= interval!.high[i]!).length);
  },
  forecastHorizons(claim) {
    const { horizons, errors } = reportOf(claim, 'forecast');
    const { network, ...others } = errors;
    same(claim.n('first'), network![horizons.indexOf(1)]!.rmse);
    same(claim.n('far'), network![horizons.indexOf(claim.n('last'))]!.rmse);
    assert.equal(claim.n('last'), Math.max(...horizons));
    assert.equal(claim.n('horizons'), horizons.length);
    const worse = horizons.filter((_, i) => network![i]!.rmse > Math.min(...Object.values(others).map((own) => own[i]!.rmse)));
    assert.equal(claim.n('worse'), worse.length);
  },
  forecastBias(claim) {
    const { truth, forecast } = reportOf(claim, 'forecast');
    const errors = truth.map((value, i) => value - forecast[i]!);
    same(claim.n('bias'), mean(errors));
    same(Math.abs(claim.n('largest')), Math.max(...errors.map(Math.abs)));
  },
  pairsWritten(claim) {
    const { exactMatch, characterErrorRate, examples } = reportOf(claim, 'pairs');
    same(claim.n('exact'), exactMatch);
    same(claim.n('errors'), characterErrorRate);
    assert.equal(claim.n('examples'), examples);
  },
} as const satisfies Record<string, Checker>;
