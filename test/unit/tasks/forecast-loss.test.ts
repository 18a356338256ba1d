import assert from 'node:assert/strict';
import { createLearner } from '../../../src/network/create';
import { portsOfModel } from '../../../src/network/model-ports';
import { readerOf } from '../../../src/tasks/data/read';
import { forecastInterval } from '../../../src/tasks/forecasting/interval';
import { forecastHead } from '../../../src/tasks/forecasting/network-forecaster';
import { forecastAfter, shapeOf } from '../../../src/tasks/forecasting/predict';
import { seriesOf } from '../../../src/tasks/forecasting/series';
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
    const { forecasts, low, high } = forecastAfter(model, { values, others: [] }, 5);
    assert.equal(forecasts.length, 5);
    low!.forEach((value, i) => {
      assert.ok(value <= high![i]!);
    });
  });

  it('by absolute errors is nearly as near as by squared ones, and has one output', () => {
    const [absolute, squared] = (['absolute', 'squared'] as const).map(train);
    assert.ok(absolute!.done.test!.rmse! < 3 && squared!.done.test!.rmse! < 3);
    assert.equal(absolute!.model.weights.get('head.weight')!.shape[0], 1);
  });

  it('never reads the future: another end of the series and of the columns beside it changes no forecast before', () => {
    const table = (end: number) =>
      readerOf({
        name: 'two.csv',
        text: [
          't,x,y',
          ...rows.map((row, t) => `${row.split(',')[0]},${t < end ? Math.sin(t) : 100 + t},${t < end ? row.split(',')[1] : -50 - t}`),
        ].join('\n'),
      });
    const forecasts = [160, 140].map((end) => {
      const explicit = { steps: 20, hidden: 8, window: 8, threads: 1 };
      const options = {
        column: 'y',
        exogenous: 'x',
        transform: 'difference',
        testSize: 40,
        horizon: 5,
        multiStep: 'direct',
        loss: 'quantile',
      } as const;
      const { task, configuration } = taskOnData({ id: 'forecast', options, data: table(end), explicit });
      const host = { emit: () => undefined, checkpoint: () => undefined, control: () => 0 };
      const trainer = new Trainer({ task, configuration }, createTrainingHost(host, { spawn: () => ({ terminate: () => undefined }) }));
      const { model } = trainer.run();
      const ports = { ...portsOfModel(model, 0), heads: [forecastHead(shapeOf(model))] };
      const learner = createLearner({ configuration: { ...model.configuration, batchSize: 1, threads: 1 }, ports, weights: model.weights });
      const series = seriesOf(table(end).table(), 'y', 'x');
      return forecastInterval({ ...shapeOf(model), learner }, { series, training: 120, horizon: 5 })!;
    });
    const [whole, changed] = forecasts as [(typeof forecasts)[0], (typeof forecasts)[0]];
    // Values 120 to 139 are the same in both: so are all forecasts from origins before 140, with their intervals.
    assert.deepEqual(changed.low.slice(0, 20), whole.low.slice(0, 20));
    assert.deepEqual(changed.high.slice(0, 20), whole.high.slice(0, 20));
    assert.notDeepEqual(changed.high, whole.high);
  });

  it('holds most values in its interval soon after the first misses, however well the network knows its training part', () => {
    const noisy = rows.slice(0, 60).map((_, t) => `${t},${(((t * 7919) % 101) / 101) * (t < 30 ? 1 : 4)}`);
    const explicit = { steps: 150, hidden: 16, window: 8, threads: 1 };
    const source = readerOf({ name: 'noise.csv', text: ['t,y', ...noisy].join('\n') });
    const { task, configuration } = taskOnData({ id: 'forecast', options: { column: 'y', transform: 'none', testSize: 30 }, data: source, explicit });
    const host = { emit: () => undefined, checkpoint: () => undefined, control: () => 0 };
    const { done } = new Trainer({ task, configuration }, createTrainingHost(host, { spawn: () => ({ terminate: () => undefined }) })).run();
    assert.ok(done.test!.rawCoverage! < 0.3, `${done.test!.rawCoverage}`);
    assert.ok(done.test!.coverage! > 0.5, `${done.test!.coverage}`);
  });
});
