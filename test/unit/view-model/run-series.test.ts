import assert from 'node:assert/strict';
import type { StepEvent, TrainingEvent } from '../../../src/protocol/training-events';
import { thinEvents } from '../../../src/view-model/chart/thin-events';
import { RunSeries } from '../../../src/view-model/run/run-series';
import { info, run, step } from './support';

describe('a run as the panel sees it', () => {
  it('smooths without lagging at the start and counts the share of clipped updates', () => {
    const series = new RunSeries(info('r'));
    series.append([step(10, 4, { clipped: 1 }), step(20, 2), step(40, 1, { clipped: 0.5 })]);
    assert.equal(series.smoothedLoss, 1);
    assert.equal(series.clipRate, (10 + 0 + 10) / 40);
    assert.equal(series.secondsLeft, (960 * 4) / 40);
    const long = new RunSeries(info('l'));
    for (let n = 1; n <= 2000; n++) long.append([step(n, n % 2 ? 3 : 1)]);
    assert.equal(long.smoothedLoss, 2);
    assert.equal(long.smoothedSteps, 50);
  });

  it('keeps the best evaluation and places evaluations in time', () => {
    const series = run('r', 100);
    series.append([{ type: 'evaluation', step: 50, loss: 3, bitsPerCharacter: 4, accuracy: 0.4 }]);
    assert.equal(series.best?.loss, 2);
    assert.equal(series.evaluation?.loss, 3);
    assert.deepEqual(series.evaluations.column('seconds').last, [10, 5]);
  });

  it('passes over what is not finite', () => {
    const series = new RunSeries(info('r'));
    series.append([step(1, 3), step(2, Number.NaN, { gradientNorm: Number.POSITIVE_INFINITY })]);
    assert.equal(series.smoothedLoss, 3);
    assert.ok(Number.isNaN(series.steps.column('loss').mean[1]));
  });

  it('loses neither extremes nor the clip rate when its events are thinned for a page that opens later', () => {
    const events: TrainingEvent[] = Array.from({ length: 1001 }, (_, i) =>
      step(i + 1, i === 500 ? 77 : 2, { clipped: i % 4 === 0 ? 1 : 0, gradientNorm: i === 300 ? 55 : 1 }),
    );
    events.push({ type: 'sample', step: 9, text: 'x' });
    let thinned = events;
    for (let i = 0; i < 3; i++) thinned = thinEvents(thinned);
    assert.ok(thinned.filter((event) => event.type === 'step').length <= 127);
    assert.ok(thinned.some((event) => event.type === 'sample'));
    const [full, few] = [events, thinned].map((list) => {
      const series = new RunSeries(info('r'));
      series.append(list);
      return series;
    }) as [RunSeries, RunSeries];
    assert.equal(Math.max(...few.steps.column('loss').high), 77);
    assert.equal(Math.max(...few.steps.column('gradientNorm').high), 55);
    assert.ok(Math.abs(few.clipRate - full.clipRate) < 1e-9);
    assert.equal((thinned.findLast((event) => event.type === 'step') as StepEvent).step, 1001);
  });

  it('becomes shorter when it is thinned whatever it is made of, and keeps its best evaluation', () => {
    let events: TrainingEvent[] = Array.from({ length: 5000 }, (_, i) => {
      const loss = i === 1234 ? 0.5 : 2;
      return { type: 'evaluation', step: i, loss, bitsPerCharacter: loss / Math.LN2, accuracy: 0.5 };
    });
    while (events.length > 100) {
      const { length } = events;
      events = thinEvents(events);
      // The first, the newest and the most accurate one stay as well.
      assert.ok(events.length <= Math.ceil(length / 2) + 3);
    }
    assert.ok(events.some((event) => event.type === 'evaluation' && event.step === 1234));
  });
});
