import assert from 'node:assert/strict';
import { readerOf } from '../../../src/tasks/data/read';
import { forecastAfter } from '../../../src/tasks/forecasting/predict';
import { taskOnData } from '../../../src/tasks/on-data';
import { createTrainingHost } from '../../../src/training/create-training-host';
import { Trainer } from '../../../src/training/trainer';

/** A wave with a known noise: uniform within ±1. */
const rows = Array.from({ length: 160 }, (_, t) => `${t},${10 * Math.sin((2 * Math.PI * t) / 8) + 2 * (((t * 7919) % 101) / 101) - 1}`);
const data = readerOf({ name: 'wave.csv', text: ['t,y', ...rows].join('\n') });

function train(loss: 'squared' | 'absolute' | 'quantile') {
  const explicit = { steps: 120, hidden: 8, window: 8, threads: 1 };
  const { task, configuration } = taskOnData({ id: 'forecast', options: { column: 'y', loss, transform: 'none', testSize: 40 }, data, explicit });
  const host = { emit: () => undefined, checkpoint: () => undefined, control: () => 0 };
  return new Trainer({ task, configuration }, createTrainingHost(host, { spawn: () => ({ terminate: () => undefined }) })).run();
}

describe('a forecast', () => {
  it('by quantiles has three outputs, an interval around its median, and tells how much of the test part lies in it', () => {
    const { model, done } = train('quantile');
    assert.deepEqual(model.weights.get('head.weight')!.shape, [3, 8]);
    assert.ok(done.test!.coverage! > 0.3 && done.test!.coverage! <= 1, String(done.test!.coverage));
    const values = rows.map((row) => Number(row.split(',')[1]));
    const { forecasts, low, high } = forecastAfter(model, values, 5);
    assert.equal(forecasts.length, 5);
    low!.forEach((value, i) => {
      assert.ok(value <= high![i]!);
    });
  });

  it('by absolute errors is nearly as near as by squared ones, and has no interval', () => {
    const [absolute, squared] = (['absolute', 'squared'] as const).map(train);
    assert.ok(absolute!.done.test!.rmse! < 3 && squared!.done.test!.rmse! < 3);
    assert.equal(absolute!.done.test!.coverage, undefined);
  });
});
