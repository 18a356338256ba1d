import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readModel } from '../../../src/formats/model-file';
import { file, unroll } from '../support/program';
import { readShared } from '../support/shared';

/** Five years of months with a trend and a season. */
const months = Array.from({ length: 60 }, (_, t) => ({
  date: `${2000 + Math.floor(t / 12)}-${String((t % 12) + 1).padStart(2, '0')}`,
  value: Math.round(10 * (100 + 2 * t) * (1 + 0.3 * Math.sin((2 * Math.PI * t) / 12))) / 10,
}));
const TABLE = file('months.csv', `date,other,value\n${months.map(({ date, value }) => `${date},1,${value}`).join('\n')}\n`);
/** Networks of the study, each from its own seed. */
const SEEDS = 10;
const QUICK = ['--task', 'forecast', '--steps', '60', '--json'];

interface Done {
  readonly test: Record<string, number>;
  readonly baselines: Record<string, Record<string, number>>;
}

describe('unroll train --task forecast', () => {
  it('forecasts the end of a column beside the baselines, with season and transformation found', () => {
    const model = file('months.safetensors');
    const { code, lines, errors } = unroll(['train', TABLE, ...QUICK, '--column', 'value', '--test-size', '12', '--out', model]);
    assert.equal(code, 0, errors);
    assert.match(errors, /Season 12, transformation log-difference, 48 values for training and 12 for the test/);
    const { test, baselines } = lines.at(-1) as unknown as Done;
    for (const key of ['rmse', 'mae', 'mase']) assert.ok(test[key]! > 0, key);
    assert.deepEqual(Object.keys(baselines), [
      ...['persistence', 'seasonalNaive', 'seasonalDrift', 'seasonalRatio', 'ar', 'holtWinters', 'holtWintersMultiplicative'],
    ]);
    for (const scores of Object.values(baselines)) assert.ok(scores.rmse! >= 0 && scores.mase! >= 0);
    assert.ok(test.rmse! < baselines.persistence!.rmse!, JSON.stringify(test));
    const { task } = readModel(readFileSync(model));
    assert.deepEqual(task!.options, {
      column: 'value',
      season: 12,
      testSize: 12,
      horizon: 1,
      loss: 'squared',
      transform: 'log-difference',
      arOrder: 10,
    });
    assert.equal(task!.scaling!.length, 1);
  });

  it('learns from the training part alone: another end of the series gives the same weights and the same first forecast', () => {
    const other = file('other.csv', `date,value\n${months.map(({ date, value }, t) => `${date},${t < 48 ? value : 3 * value + 7}`).join('\n')}\n`);
    const [a, b] = [TABLE, other].map((table, i) => {
      const out = file(`leak-${i}.safetensors`);
      unroll(['train', table, ...QUICK, '--column', 'value', '--test-size', '12', '--season', '12', '--transform', 'log', '--out', out]);
      return readModel(readFileSync(out));
    });
    assert.deepEqual(b!.weights, a!.weights);
    assert.deepEqual(b!.task!.scaling, a!.task!.scaling);
  });

  it('stopped and resumed it is as if never stopped', () => {
    const common = ['train', TABLE, ...QUICK, '--cell', 'lstm', '--batch-size', '8'];
    const [whole, part, rest] = ['whole', 'part', 'rest'].map((name) => file(`months-${name}.safetensors`)) as [string, string, string];
    const { lines } = unroll([...common, '--out', whole]);
    unroll([...common, '--stop-after', '23', '--out', part]);
    const resumed = unroll(['train', TABLE, '--resume', part, '--json', '--out', rest]);
    assert.equal(resumed.lines.at(-1)?.type, 'done', resumed.errors);
    assert.deepEqual(resumed.lines.at(-1)!.test, lines.at(-1)!.test);
    const [a, b] = [whole, rest].map((name) => readModel(readFileSync(name)));
    assert.deepEqual(b!.weights, a!.weights);
  });

  it('reports how often there is a value, which dates are missing and which are repeated, and forecasts all the same', () => {
    const dates = months.map(({ date }, t) => (t === 30 ? '2002-06' : t > 40 ? months[Math.min(59, t + 1)]!.date : date));
    const table = file(
      'gaps.csv',
      `date,value\n${months
        .slice(0, 59)
        .map(({ value }, t) => `${dates[t]},${value}`)
        .join('\n')}\n`,
    );
    const { code, errors, lines } = unroll(['train', table, ...QUICK, '--test-size', '12', '--out', file('gaps.safetensors')]);
    assert.equal(code, 0, errors);
    assert.match(errors, /The dates are monthly: a season of 12 values/);
    assert.match(errors, /Dates are missing in 2 places, first between 2002-06 and 2002-08/);
    assert.match(errors, /1 dates are repeated, first 2002-06/);
    assert.equal(lines.at(-1)?.type, 'done');
  });

  it('knows working days: weekends are no gaps, and five values make a week', () => {
    const days = Array.from({ length: 84 }, (_, t) => new Date(Date.UTC(2024, 0, 1 + t))).filter((day) => day.getUTCDay() % 6 !== 0);
    const rows = days.map((day, t) => `${day.toISOString().slice(0, 10)},${10 + (t % 5)}`);
    const { errors } = unroll(['train', file('days.csv', `day,value\n${rows.join('\n')}\n`), ...QUICK, '--out', file('days.safetensors')]);
    assert.match(errors, /The dates are daily: a season of 5 values/);
    assert.doesNotMatch(errors, /missing/);
  });

  it('answers a whole horizon at once with --multi-step direct, which predict continues, and reads other columns beside the series', () => {
    const table = file('beside.csv', `date,wave,value\n${months.map(({ date, value }, t) => `${date},${Math.sin(t)},${value}`).join('\n')}\n`);
    const out = file('direct.safetensors');
    const direct = ['--column', 'value', '--test-size', '12', '--horizon', '4', '--multi-step', 'direct', '--exogenous', 'wave'];
    const { code, lines, errors } = unroll(['train', table, ...QUICK, ...direct, '--loss', 'quantile', '--out', out]);
    assert.equal(code, 0, errors);
    const { task, weights } = readModel(readFileSync(out));
    assert.equal(task!.realInputs, 2);
    assert.deepEqual(weights.get('head.weight')!.shape, [12, 16]);
    assert.equal(task!.scaling!.length, 2);
    const { test } = lines.at(-1) as unknown as Done;
    assert.ok(test.rmse! > 0 && test.coverage! >= 0 && test.rawCoverage! >= 0, JSON.stringify(test));
    const { lines: answers } = unroll(['predict', out, table, '--steps', '6', '--json']);
    const { forecasts, low, high } = answers[0] as unknown as { forecasts: number[]; low: number[]; high: number[] };
    assert.equal(forecasts.length, 6);
    forecasts.forEach((value, i) => {
      assert.ok(Number.isFinite(value) && low[i]! <= high[i]!);
    });
    const [part, rest] = [file('direct-part.safetensors'), file('direct-rest.safetensors')];
    unroll(['train', table, ...QUICK, ...direct, '--loss', 'quantile', '--stop-after', '20', '--out', part]);
    const resumed = unroll(['train', table, '--resume', part, '--json', '--out', rest]);
    assert.equal(resumed.lines.at(-1)?.type, 'done', resumed.errors);
    assert.deepEqual(readModel(readFileSync(rest)).weights, weights);
  });

  // Ten networks take a minute.
  if (process.env.UNROLL_LONG)
    it("has the study's errors on the airline passengers: between 19 and 29 on the mean of seeds", function () {
      readShared(this, 'data', 'series', 'Airline.csv');
      const table = file('airline.csv', readShared(this, 'data', 'series', 'Airline.csv'));
      const errors = Array.from({ length: SEEDS }, (_, i) => {
        const { lines } = unroll([
          'train',
          table,
          '--task',
          'forecast',
          '--column',
          'Passengers',
          '--test-size',
          '48',
          '--seed',
          `${i + 1}`,
          '--json',
          '--out',
          file('airline.safetensors'),
        ]);
        return (lines.at(-1) as unknown as Done).test.rmse!;
      });
      const mean = errors.reduce((sum, error) => sum + error / SEEDS, 0);
      assert.ok(mean >= 19 && mean <= 29, `${mean}: ${errors}`);
    });

  it('refuses what a series cannot give in one sentence', () => {
    const broken = (name: string, rows: string) => file(name, `date,value\n${rows}\n`);
    const enough = (change: (t: number) => string) => months.map((_, t) => change(t)).join('\n');
    for (const [args, exit, sentence] of [
      [[TABLE, '--column', 'sales'], 2, /no column "sales"/],
      [[TABLE, '--column', 'date'], 1, /"2000-01" in column "date" is no number/],
      [
        [
          broken(
            'order.csv',
            enough((t) => `${months[t === 9 ? 3 : t]!.date},1`),
          ),
          '--column',
          'value',
        ],
        1,
        /Line 11: the date 2000-04 lies before the one above it/,
      ],
      [
        [
          broken(
            'negative.csv',
            enough((t) => `${months[t]!.date},${t - 5}`),
          ),
          '--transform',
          'log',
        ],
        2,
        /needs positive values/,
      ],
      [[TABLE, '--column', 'value', '--exogenous', 'other,value'], 2, /column "value" cannot be read twice/],
      [[TABLE, '--test-size', '50'], 2, /too short for a test part of 50/],
      [[TABLE, '--test-size', '12', '--horizon', '13'], 2, /horizon of 13 is longer/],
      [[TABLE, '--window', '60', '--test-size', '12'], 2, /window of 60 values leaves nothing/],
      [[TABLE, '--season', '12', '--validation', '0.1'], 2, /validation means nothing/],
    ] as const) {
      const { code, errors, out } = unroll(['train', ...args, '--task', 'forecast', '--json', '--out', file('refused.safetensors')]);
      assert.equal(code, exit, errors);
      assert.match(errors, sentence);
      assert.equal(errors.trim().split('\n').length, 1, errors);
      assert.equal(out, '');
    }
  });
});
