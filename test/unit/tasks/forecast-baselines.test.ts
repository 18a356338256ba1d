import assert from 'node:assert/strict';
import { TRANSFORMS } from '../../../src/protocol/data-task';
import { parseDelimited } from '../../../src/tasks/data/delimited';
import {
  autoregression,
  type Forecaster,
  persistence,
  seasonalDrift,
  seasonalNaive,
  seasonalRatio,
} from '../../../src/tasks/forecasting/baselines/forecasters';
import { fitHoltWinters } from '../../../src/tasks/forecasting/baselines/holt-winters';
import { leastSquares } from '../../../src/tasks/forecasting/baselines/least-squares';
import { rollingForecasts, rollingHoltWinters } from '../../../src/tasks/forecasting/rolling';
import { restoreValue, transformSeries } from '../../../src/tasks/forecasting/transform';
import { forecastScores, maseScale } from '../../../src/tasks/metrics/forecast';
import { readShared } from '../support/shared';

const series = (text: string) => parseDelimited(text).rows.map(({ values }) => Number(values[1]));

/** Rounded as the study prints it. */
function assertFigure(actual: number, printed: string, what: string): void {
  const digits = printed.split('.')[1]?.length ?? 0;
  assert.equal(actual.toFixed(digits), Number(printed).toFixed(digits), `${what}: ${actual}`);
}

describe('baselines of forecasting', () => {
  for (const [training, horizon, figures] of [
    [
      96,
      1,
      {
        persistence: ['48.0', '1.37'],
        naive: ['41.9', '1.27'],
        drift: ['25.4', '.670'],
        ratio: ['15.6', '.387'],
        ar1: ['48.5'],
        ar2: ['46.5'],
        ar12: ['20.6'],
        ar13: ['14.05', '.360'],
        difference12: ['15.05'],
        difference13: ['13.88', '.368'],
        additive: ['16.0'],
        multiplicative: ['19.9'],
      },
    ],
    [
      120,
      24,
      {
        persistence: ['137.3', '4.03'],
        naive: ['77.0', '2.49'],
        drift: ['17.0', '.465'],
        ratio: ['75.2', '2.43'],
        ar1: ['162'],
        ar2: ['173'],
        ar12: ['25.0'],
        ar13: ['37.2'],
        difference12: ['16.04', '.426'],
        difference13: ['23.5'],
        additive: ['36.0'],
        multiplicative: ['38.6'],
      },
    ],
  ] as const)
    it(`have the study's figures on the airline passengers, ${144 - training} months, ${horizon} ahead`, function () {
      const y = series(readShared(this, 'data', 'series', 'Airline.csv'));
      const known = y.slice(0, training);
      const scale = maseScale(known, 12);
      const check = (name: keyof typeof figures, forecasts: Float64Array) => {
        const { rmse, mase } = forecastScores(forecasts, y.slice(training), scale);
        const [error, scaled] = figures[name] as readonly [string, string?];
        assertFigure(rmse, error, name);
        if (scaled) assertFigure(mase, scaled, name);
      };
      const roll = (next: Forecaster) => rollingForecasts(y, training, horizon, next);
      check('persistence', roll(persistence));
      check('naive', roll(seasonalNaive(12)));
      check('drift', roll(seasonalDrift(known, 12)));
      check('ratio', roll(seasonalRatio(known, 12)));
      for (const order of [1, 2, 12, 13] as const) check(`ar${order}`, roll(autoregression(known, order, 'log')));
      for (const order of [12, 13] as const) check(`difference${order}`, roll(autoregression(known, order, 'log-difference')));
      for (const name of ['additive', 'multiplicative'] as const) {
        const { smoothing } = fitHoltWinters(known, 12, name === 'multiplicative');
        check(name, rollingHoltWinters(y, training, horizon, 12, smoothing, name === 'multiplicative'));
      }
    });

  it("have the study's figures on the lynx", function () {
    const y = series(readShared(this, 'data', 'series', 'Lynx.csv'));
    const known = y.slice(0, 80);
    const scale = maseScale(known, 1);
    const check = (next: Forecaster, error: string, scaled: string, what: string) => {
      const { rmse, mase } = forecastScores(rollingForecasts(y, 80, 1, next), y.slice(80), scale);
      assertFigure(rmse, error, what);
      assertFigure(mase, scaled, what);
    };
    check(persistence, '1263', '1.175', 'persistence');
    for (const [order, error, scaled] of [
      [1, '1298', '1.17'],
      [2, '985', '.859'],
      [11, '754', '.637'],
      [12, '743', '.636'],
    ] as const)
      check(autoregression(known, order, 'log'), error, scaled, `AR(${order})`);
  });

  it('find the coefficients that made a series', () => {
    const z = [0.3, -0.2];
    for (let t = 2; t < 60; t++) z.push(0.5 + 0.6 * z[t - 1]! - 0.3 * z[t - 2]! + 0.05 * Math.sin(t * t));
    const rows = z.slice(2).map((_, i) => [1, z[i + 1]!, z[i]!]);
    const exact = rows.map((row) => 0.5 * row[0]! + 0.6 * row[1]! - 0.3 * row[2]!);
    const found = leastSquares(rows, exact);
    for (const [i, w] of [0.5, 0.6, -0.3].entries()) assert.ok(Math.abs(found[i]! - w) < 1e-9, `${found}`);
  });

  it('never look ahead: another future changes no forecast made before it', () => {
    const y = Array.from({ length: 60 }, (_, t) => 100 + t + 10 * Math.sin(t / 2) + (t % 7));
    const other = y.map((value, t) => (t < 50 ? value : value * 3 + 5));
    const forecasters: ((known: number[]) => Forecaster)[] = [
      () => persistence,
      () => seasonalNaive(7),
      (known) => seasonalDrift(known, 7),
      (known) => seasonalRatio(known, 7),
      (known) => autoregression(known, 5, 'log-difference'),
    ];
    for (const make of forecasters) {
      const [a, b] = [y, other].map((values) => rollingForecasts(values, 40, 1, make(values.slice(0, 40))));
      assert.deepEqual([...a!.slice(0, 11)], [...b!.slice(0, 11)]);
    }
    const { smoothing } = fitHoltWinters(y.slice(0, 40), 7, false);
    const [a, b] = [y, other].map((values) => rollingHoltWinters(values, 40, 1, 7, smoothing, false));
    assert.deepEqual([...a!.slice(0, 11)], [...b!.slice(0, 11)]);
  });

  it('undo every transformation', () => {
    const y = [3, 5, 4, 8, 13];
    for (const transform of TRANSFORMS) {
      const z = transformSeries(y, transform);
      const first = y.length - z.length;
      for (let t = Math.max(1, first); t < y.length; t++) assert.ok(Math.abs(restoreValue(y[t - 1]!, z[t - first]!, transform) - y[t]!) < 1e-12);
    }
  });
});
