import assert from 'node:assert/strict';
import type { Configuration } from '../../../src/protocol/configuration';
import type { RunInfo } from '../../../src/protocol/panel-messages';
import { joinLines, rangeY, withoutIdleMarks } from '../../../src/view-model/chart/chart-model';
import { formatNumber, formatSeconds } from '../../../src/view-model/chart/format';
import { shownUnit, type View } from '../../../src/view-model/chart/units';
import { compareChart, compareRuns } from '../../../src/view-model/compare/compare';
import { comparedUnit } from '../../../src/view-model/compare/reached';
import { gradientFlowChart, spectraChart } from '../../../src/view-model/run-charts/diagnosis-charts';
import { clipChart, tensorLabel } from '../../../src/view-model/run-charts/gradient-charts';
import { baselineLines, gradientChart, lossChart, windowChart } from '../../../src/view-model/run-charts/run-charts';
import { run, step, WORDS } from './support';

const VIEW: View = { x: 'step', unit: 'nats', scale: 'linear', xScale: 'linear' };

describe('charts of a run', () => {
  it('speak nats, bits and perplexity of the same loss', () => {
    const series = run('r', 10);
    const validation = (unit: View['unit']) =>
      lossChart(series, { ...VIEW, unit }, WORDS)
        .lines.find(({ id }) => id === 'validation')!
        .y.at(-1)!;
    assert.equal(validation('nats'), 2);
    assert.ok(Math.abs(validation('bits') - 2.88539) < 1e-6);
    assert.ok(Math.abs(validation('perplexity') - 7.389056) < 1e-6);
  });

  it('leave a loss that is not in nats as it is, name what it counts, and draw no baselines in bits beside it', () => {
    const shown = (own: Partial<RunInfo>, output: Configuration['output'] = 'softmax') => {
      const series = run('r', 10, { output });
      series.info = { ...series.info, ...own };
      series.baselines = [{ type: 'baseline', name: 'gzip', bitsPerCharacter: 2 }];
      const { y, lines } = lossChart(series, { ...VIEW, unit: shownUnit('bits', series.measure) }, WORDS);
      return [y.label, lines.find(({ id }) => id === 'validation')!.y.at(-1), lines.some(({ id }) => id === 'baseline.gzip')];
    };
    assert.deepEqual(shown({}), ['Loss (bits)', 2 / Math.LN2, true]);
    assert.deepEqual(shown({}, 'sigmoid'), ['Loss (cross-entropy of all outputs)', 2, false]);
    assert.deepEqual(shown({}, 'squared'), ['Loss (half squared error of all outputs)', 2, false]);
    assert.deepEqual(shown({ task: 'forecast' }, 'sigmoid'), ['Loss (squared error)', 2, false]);
    assert.deepEqual(shown({ task: 'forecast', forecastLoss: 'quantile' }), ['Loss (quantile loss)', 2, false]);
    assert.deepEqual(shown({ task: 'forecast', forecastLoss: 'absolute' }), ['Loss (absolute error)', 2, false]);
    assert.deepEqual(shown({ task: 'classification' }), ['Loss (bits/example)', 2 / Math.LN2, false]);
  });

  it('run along steps, seconds or characters', () => {
    const series = run('r', 10, { batchSize: 4, sequenceLength: 25 });
    const end = (x: View['x']) => lossChart(series, { ...VIEW, x }, WORDS).lines[0]!.x.at(-1);
    assert.equal(end('step'), 10);
    assert.equal(end('time'), 1);
    assert.equal(end('characters'), 1000);
  });

  it('draw baselines at their bits per character, and a blind guess at log V', () => {
    const series = run('r', 10);
    series.baselines = [{ type: 'baseline', name: 'gzip', bitsPerCharacter: 2 }];
    const [gzip, uniform] = baselineLines(series, [1, 10], { ...VIEW, unit: 'bits' }, WORDS);
    assert.deepEqual(gzip!.y, [2, 2]);
    assert.ok(Math.abs(uniform!.y[0]! - Math.log2(50)) < 1e-12);
  });

  it('keep the style of the blind guess whatever baselines there are', () => {
    const series = run('r', 10);
    const dashes = (names: readonly string[]) => {
      series.baselines = names.map((name) => ({ type: 'baseline', name, bitsPerCharacter: 2 }));
      return baselineLines(series, [1, 10], VIEW, WORDS).map(({ dash }) => dash);
    };
    assert.deepEqual([[], ['gzip'], ['gzip', 'n-gram']].map(dashes), [['dashed'], ['dotted', 'dashed'], ['dotted', 'dashdot', 'dashed']]);
  });

  it('mark the best validation once there are two, in the unit and along the axis of the chart', () => {
    const series = run('r', 10);
    const best = (x: View['x']) => lossChart(series, { ...VIEW, x, unit: 'bits' }, WORDS).lines.find(({ id }) => id === 'best');
    assert.equal(best('step'), undefined);
    series.append([{ type: 'evaluation', step: 20, loss: 3, bitsPerCharacter: 3 / Math.LN2, accuracy: 0.5 }]);
    assert.deepEqual([best('step')?.x, best('time')?.x, best('step')?.y], [[10], [1], [2 / Math.LN2]]);
  });

  it('end a percentage axis at 100', () => {
    const series = run('r', 0);
    series.append([step(1, 1, { clipped: 1 })]);
    const { lines, y } = clipChart(series, VIEW, WORDS);
    assert.deepEqual(rangeY(lines, y.kind, [0, 11], y.most), [0, 100]);
  });

  it('show the share of clipped updates among the latest hundred, not each update as nothing or all', () => {
    const series = run('r', 0);
    for (let at = 1; at <= 300; at++) series.append([step(at, 1, { clipped: at > 150 && at % 4 === 0 ? 1 : 0 })]);
    const y = clipChart(series, VIEW, WORDS).lines[0]!.y;
    assert.deepEqual([y[99], y[199], y[299]], [0, 13, 25]);
  });

  it('mark the points of a single coloured line only where they are few: there they say where it was measured', () => {
    const line = (id: string, points: number, color: number) =>
      ({
        id,
        label: id,
        color,
        dash: 'solid',
        marker: color < 0 ? 'none' : 'circle',
        width: 1,
        x: Array.from({ length: points }, (_, i) => i),
        y: new Array<number>(points).fill(1),
      }) as const;
    const axis = { label: '', kind: 'linear' } as const;
    const marks = (...lines: ReturnType<typeof line>[]) =>
      withoutIdleMarks({ id: 'c', title: '', x: axis, y: axis, lines }).lines.map(({ marker }) => marker);
    assert.deepEqual(marks(line('a', 200, 0), line('before', 200, -1)), ['none', 'none']);
    assert.deepEqual(marks(line('a', 2, 0)), ['circle']);
    assert.deepEqual(marks(line('a', 200, 0), line('b', 200, 1)), ['circle', 'circle']);
  });

  it('hold an interval around a forecast, not its middle alone', () => {
    const line = {
      id: 'f',
      label: 'f',
      color: 0,
      dash: 'solid',
      marker: 'none',
      width: 1,
      x: [1, 2],
      y: [5, 6],
      band: { low: [3, 4], high: [9, 12] },
    } as const;
    const [low, high] = rangeY([line], 'linear', [1, 2]);
    assert.ok(low < 3 && high > 12, `${low} to ${high}`);
  });

  it('show the gradient threshold only where the norm is clipped', () => {
    const lines = (clip: number, clipMode: 'norm' | 'value') => gradientChart(run('r', 3, { clip, clipMode }), VIEW, WORDS).lines.length;
    assert.deepEqual([lines(1, 'norm'), lines(0, 'norm'), lines(1, 'value')], [2, 1, 1]);
  });

  it('name the characters of the window and tell all lines apart by more than colour', () => {
    const series = run('r', 3);
    series.append([
      {
        type: 'window',
        step: 3,
        text: 'a\n🙂',
        hiddenNorms: [
          [1, 2, 3],
          [4, 5, 6],
        ],
        cellNorms: [
          [1, 1, 1],
          [2, 2, 2],
        ],
      },
    ]);
    const chart = windowChart(series, VIEW, WORDS);
    assert.deepEqual(chart.names, ['a', '↵', '🙂']);
    // A cell state, which has no bound, would flatten them: it has a chart of its own.
    assert.equal(chart.lines.length, 2);
    assert.equal(new Set(chart.lines.map(({ dash, marker }) => `${dash} ${marker}`)).size, 2);
  });

  it('call weights by the letters of the tutorial', () => {
    assert.deepEqual(['rnn.weight_ih_l0', 'rnn.weight_hh_l1', 'head.weight', 'rnn.bias_hh_l0'].map(tensorLabel), [
      ...['U (weight_ih_l0)', 'W (weight_hh_l1)', 'V (head.weight)', 'bias_hh_l0'],
    ]);
  });
});

describe('charts of a diagnosis', () => {
  const diagnosis = (step: number, norms: (number | null)[], rho: number) => ({
    type: 'diagnosis' as const,
    step,
    diagnosis: {
      flow: { lags: [1, 2, 5], positions: [9], norms: [norms], bounds: [[1, 2, 5]], estimates: [[-1, -2, -5]] },
      spectra: [[{ gate: 'W', eigenvalues: [], spectralRadius: rho, sigmaMax: 2 * rho }]],
    },
  });
  const words = { ...WORDS, atStep: 'step {0}', cellAxis: '‖c‖', bound: 'bound', estimate: 'estimate', belowFloat32: 'floor' };

  it('keep the first, a middle and the newest one, with bound and estimate of the newest', () => {
    const series = run('r', 10);
    for (const step of [0, 10, 20, 30, 40]) series.append([diagnosis(step, [0, -1, null], 0.6 + step / 100) as never]);
    const flow = gradientFlowChart(series, words);
    assert.deepEqual(
      flow.lines.map(({ label }) => label),
      ['step 0', 'step 20', 'step 40', 'bound', 'estimate'],
    );
    assert.deepEqual(flow.lines[2]!.y.slice(0, 2), [0, -1]);
    assert.ok(Number.isNaN(flow.lines[2]!.y[2]));
    const spectra = spectraChart(series, 0, VIEW, words);
    assert.deepEqual(
      spectra.lines.map(({ label }) => label),
      ['ρ(W)', 'σₘₐₓ(W)', '1'],
    );
    assert.deepEqual(
      spectra.lines[0]!.y.map((value) => Number(value.toFixed(9))),
      [0.6, 0.7, 0.8, 0.9, 1],
    );
  });

  it('draw the float32 floor only where a curve comes near it', () => {
    const series = run('r', 10);
    series.append([diagnosis(1, [-1, -20, -40], 0.6) as never]);
    assert.equal(gradientFlowChart(series, words).lines.at(-1)!.id, 'floor');
  });
});

describe('comparison', () => {
  it('lists only the settings that differ, finds the best and uses the baselines of the text', () => {
    const runs = [run('a', 10, { cell: 'gru', steps: 5 }), run('b', 20, { cell: 'rnn', steps: 9 }), run('c', 5, { cell: 'lstm', hidden: 64 })];
    runs[1]!.append([{ type: 'evaluation', step: 20, loss: 1.5, bitsPerCharacter: 1.5 / Math.LN2, accuracy: 0.6 }]);
    runs[2]!.baselines = [{ type: 'baseline', name: 'gzip', bitsPerCharacter: 2 }];
    const comparison = compareRuns(runs);
    assert.deepEqual(comparison.settings, ['cell', 'hidden']);
    assert.deepEqual(
      comparison.runs.map(({ best }) => best),
      [false, true, false],
    );
    assert.equal(comparison.runs[0]!.speed, (10 * runs[0]!.charactersPerStep) / 1);
    assert.ok(comparison.sameText);
    const chart = compareChart(runs, 'training', VIEW, WORDS);
    assert.deepEqual(
      chart.lines.map(({ id }) => id),
      ['a', 'b', 'c', 'baseline.gzip', 'untrained'],
    );
    assert.equal(chart.lines[3]!.x.at(-1), 20);
  });

  it('judges sigmoid outputs by their normalized probabilities, so that they stand beside a softmax in the same unit', () => {
    const judged = (output: Configuration['output'], loss: number, bits: number) => {
      const series = run(output, 5, { output });
      series.append([{ type: 'evaluation', step: 6, loss, bitsPerCharacter: bits, accuracy: 0.5 }]);
      return series;
    };
    // By its own loss the sigmoid would seem better.
    const runs = [judged('softmax', 1, 1 / Math.LN2), judged('sigmoid', 0.5, 2)];
    const comparison = compareRuns(runs);
    assert.deepEqual(
      comparison.runs.map(({ value, best }) => [value, best]),
      [
        [1, true],
        [2 * Math.LN2, false],
      ],
    );
    assert.equal(comparedUnit('bits', runs), 'bits');
    assert.equal(compareChart(runs, 'validation', { ...VIEW, unit: 'bits' }, WORDS).lines[1]!.y.at(-1), 2);
    assert.ok(compareChart(runs, 'training', VIEW, WORDS).lines[1]!.y.every(Number.isNaN), 'its training loss is in another unit');
  });

  it('does not rank runs that minimize different losses', () => {
    const [one, other] = [run('a', 5), run('b', 5)];
    one.info = { ...one.info, task: 'forecast', text: 'same' };
    other.info = { ...other.info, task: 'forecast', forecastLoss: 'quantile', text: 'same' };
    assert.equal(compareRuns([one, other]).sameMeasure, false);
    assert.equal(comparedUnit('bits', [one, other]), 'various');
  });

  it('warns of different texts and draws no common baseline then', () => {
    const other = run('b', 5);
    other.start = { ...other.start!, vocabularySize: 51 };
    const runs = [run('a', 5), other];
    assert.equal(compareRuns(runs).sameText, false);
    assert.equal(compareChart(runs, 'validation', VIEW, WORDS).lines.length, 2);
  });

  it('falls back to the training loss where nothing is held out, and does not rank it against validation', () => {
    const bare = run('b', 5);
    bare.best = undefined;
    const rows = compareRuns([run('a', 5), bare]).runs;
    assert.deepEqual(
      rows.map(({ measuredOn }) => measuredOn),
      ['validation', 'training'],
    );
    assert.equal(rows[1]!.value, bare.smoothedLoss);
  });
});

describe('lines', () => {
  it('are joined on one axis with gaps', () => {
    assert.deepEqual(
      joinLines([
        { x: [1, 3], y: [10, 30] },
        { x: [2, 3, 3], y: [5, 6, Number.NaN] },
      ]),
      {
        x: [1, 2, 3],
        values: [
          [10, null, 30],
          [null, 5, 6],
        ],
      },
    );
  });

  it('fill the height, from 0 where they come near it', () => {
    const line = (y: number[]) => ({ id: '', label: '', color: 0, dash: 'solid', marker: 'none', width: 1, x: y.map((_, i) => i), y }) as const;
    assert.equal(rangeY([line([0.1, 5])], 'linear', [0, 9])[0], 0);
    assert.ok(rangeY([line([4, 5])], 'linear', [0, 9])[0] > 3.9);
    assert.deepEqual(rangeY([line([0, 0])], 'linear', [0, 9]), [0, 1]);
    assert.ok(rangeY([line([0, 1, 10])], 'log', [0, 9])[0] > 0.8);
    assert.deepEqual(rangeY([line([Number.NaN])], 'linear', [0, 9]), [0, 1]);
  });

  it('stay readable beside a bound that is decades away', () => {
    const line = (y: number[], guide = false) =>
      ({ id: '', label: '', color: 0, dash: 'solid', marker: 'none', width: 1, x: y.map((_, i) => i), y, guide }) as const;
    const [low, high] = rangeY([line([0, -3]), line([0, 44], true)], 'exponent', [0, 9]);
    assert.ok(low < -3 && low > -3.5 && high > 0.7 && high < 1.1, `${low} ${high}`);
    const [, linear] = rangeY([line([0, 3]), line([0, 44], true)], 'linear', [0, 9]);
    assert.ok(linear > 4.5 && linear < 5, `${linear}`);
    // A bound that is near is shown whole.
    assert.ok(rangeY([line([0, -3]), line([0, 0.5], true)], 'linear', [0, 9])[1] < 0.75);
    assert.ok(rangeY([line([0, 44], true)], 'linear', [0, 9])[1] > 44);
  });

  it('have readable numbers', () => {
    assert.deepEqual([0, 0.5, 1234.5678, 56789, 2.5e6, 1.5e-5, -2, Number.NaN].map(formatNumber), [
      '0',
      '0.5',
      '1235',
      '56.79k',
      '2.5M',
      '1.5e−5',
      '−2',
      '–',
    ]);
    assert.deepEqual([5, 59.94, 125, 3725].map(formatSeconds), ['5 s', '59.9 s', '2:05', '1:02:05']);
  });
});
