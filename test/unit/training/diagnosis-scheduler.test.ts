import assert from 'node:assert/strict';
import { initializeWeights } from '../../../src/network/initialization';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import type { DiagnosisEvent } from '../../../src/protocol/diagnostics';
import { type TrainingEvent, withoutDetails } from '../../../src/protocol/training-events';
import { Vocabulary } from '../../../src/text/vocabulary';
import { DiagnosisScheduler } from '../../../src/training/diagnosis-scheduler';

const text = Array.from({ length: 300 }, (_, t) => 'abcde'[(t * t) % 5]!).join('');
const vocabulary = Vocabulary.of(text);
const configuration = { ...BASE_CONFIGURATION, hidden: 8 };
const weights = () => initializeWeights(configuration, vocabulary.size);
const snapshot = { weights, gradients: weights };

/** A run of `seconds` by a clock of its own: every step takes 20 ms, a diagnosis `cost` ms. */
function run(seconds: number, cost: number, interrupted = () => false): { events: DiagnosisEvent[]; spent: number } {
  let clock = 0;
  const events: DiagnosisEvent[] = [];
  let spent = 0;
  // `diagnose` reads the clock at its start and end.
  let inside = false;
  const now = () => {
    if (inside) clock += cost / 3;
    return clock;
  };
  const diagnosing = new DiagnosisScheduler({ architecture: configuration, vocabulary, text }, { now, interrupted });
  diagnosing.maybeRun(0, snapshot);
  for (let step = 1; clock < seconds * 1000; step++) {
    clock += 20;
    const before = clock;
    // From the first reading of the weights on.
    const event = diagnosing.maybeRun(step, {
      weights: () => {
        inside = true;
        return weights();
      },
      gradients: weights,
    });
    inside = false;
    spent += clock - before;
    if (event) events.push(event);
  }
  return { events, spent };
}

describe('diagnoses while training', () => {
  it('keep to a tenth of the time, however long one takes, and begin with the weights before training', () => {
    for (const cost of [30, 300, 3000]) {
      const { events, spent } = run(120, cost);
      assert.ok(events.length >= 2, `${events.length} at ${cost} ms`);
      assert.equal(events[0]!.step, 0);
      assert.ok(spent <= 0.11 * 120_000, `${spent} ms of 120 s at ${cost} ms each`);
      for (let i = 1; i < events.length; i++) assert.ok(events[i]!.step > events[i - 1]!.step);
    }
  });

  it('are few however long the run', () => {
    const { events } = run(3600, 3);
    assert.ok(events.length > 20 && events.length < 120, `${events.length} in an hour`);
  });

  it('leave weights that have overflowed to the watchdog', () => {
    const broken = weights();
    broken.get('head.weight')!.data[3] = Number.POSITIVE_INFINITY;
    const diagnosing = new DiagnosisScheduler({ architecture: configuration, vocabulary, text }, { now: () => 0, interrupted: () => false });
    assert.deepEqual(diagnosing.finish(9, broken), []);
    assert.deepEqual(
      diagnosing.finish(9, weights()).map(({ step }) => step),
      [9],
    );
  });

  it('of a run too short for one on the way are made at its end: of the weights before training and of the last ones', () => {
    const diagnosing = new DiagnosisScheduler({ architecture: configuration, vocabulary, text }, { now: () => 0, interrupted: () => false });
    diagnosing.maybeRun(0, { weights, gradients: weights });
    const ends = () => diagnosing.finish(9, weights()).map(({ step }) => step);
    assert.deepEqual(ends(), [0, 9]);
    assert.deepEqual(ends(), [9]);
  });

  it('do not hold up a stop', () => {
    assert.deepEqual(run(20, 30, () => true).events, []);
  });

  it('are kept without the states of single units', () => {
    const { events } = run(60, 30);
    const kept = withoutDetails(events[1]!) as DiagnosisEvent;
    assert.deepEqual(kept.diagnosis.states.activations, []);
    assert.deepEqual(kept.diagnosis.flow, events[1]!.diagnosis.flow);
    assert.ok(events[1]!.diagnosis.gradients!.length > 0);
    assert.equal(events[0]!.diagnosis.gradients, null);
    const other: TrainingEvent = { type: 'sample', step: 1, text: '' };
    assert.equal(withoutDetails(other), other);
  });
});
