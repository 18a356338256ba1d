import assert from 'node:assert/strict';
import type { Configuration } from '../../../src/protocol/configuration';
import { defaultConfiguration } from '../../../src/protocol/defaults';
import type { DiagnosisEvent } from '../../../src/protocol/diagnostics';
import { comparisonPlan } from '../../../src/protocol/experiments';
import type { View } from '../../../src/view-model/chart/units';
import { compareChart, compareFlowChart, compareRuns, runLabel } from '../../../src/view-model/compare/compare';
import { heatMap, parallelCoordinates, sweepChart } from '../../../src/view-model/compare/sweep-charts';
import type { RunSeries } from '../../../src/view-model/run/run-series';
import { gradientReach, winner } from '../../../src/view-model/statements/comparison';
import { formatShare } from '../../../src/view-model/statements/quantity';
import { heatMapRows, writeHeatMap } from '../../../src/view-model/svg/heat-map-svg';
import { parallelRows, writeParallel } from '../../../src/view-model/svg/parallel-svg';
import { run, WORDS } from './support';

const VIEW: View = { x: 'step', unit: 'bits', scale: 'linear', xScale: 'linear' };
const LAGS = [1, 2, 5, 10, 20, 40, 80];

/** A diagnosis whose gradient falls by `slope` powers of ten a character. */
function diagnosis(step: number, slope: number | null): DiagnosisEvent {
  const norms = [LAGS.map((lag) => (slope === null ? null : slope * lag))];
  const flow = { lags: LAGS, positions: [100], norms, bounds: norms, estimates: null };
  return { type: 'diagnosis', step, diagnosis: { flow, spectra: [] } as unknown as DiagnosisEvent['diagnosis'] };
}

/** Runs of a sweep; the loss of each is given. */
function sweep(parameters: readonly (keyof Configuration)[], points: readonly [Partial<Configuration>, number | undefined][]): RunSeries[] {
  return points.map(([own, loss], index) => {
    const series = run(`r${index}`, 5, own);
    series.best = loss === undefined ? undefined : { ...series.best!, loss };
    if (loss === undefined) series.steps.add({ step: 6, loss: Number.NaN });
    series.info = { ...series.info, group: { id: 'g', kind: 'sweep', tag: 't', parameters, index, size: points.length } };
    return series;
  });
}

describe('names of compared runs', () => {
  it('are those of the literature, with the other settings in which they differ', () => {
    const runs = comparisonPlan((own) => defaultConfiguration(3000, 50, own), {}).map((configuration, i) => run(`r${i}`, 3, configuration));
    const names = compareRuns(runs).runs.map((row) => runLabel(row, WORDS));
    assert.deepEqual(names.slice(0, 7), ['1 tanh', '2 sigmoid', '3 ReLU', '4 IRNN', '5 orthogonal tanh', '6 LSTM', '7 LSTM, forget bias 1']);
    const others = [run('a', 3, { cell: 'gru', hidden: 16 }), run('b', 3, { cell: 'lstm', hidden: 32 })];
    assert.deepEqual(
      compareRuns(others).runs.map((row) => runLabel(row, WORDS)),
      ['1 GRU · hidden 16', '2 LSTM · hidden 32'],
    );
    const alone = [run('a', 3, { hidden: 16 }), run('b', 3, { hidden: 32 })];
    assert.deepEqual(
      compareRuns(alone).runs.map((row) => runLabel(row, WORDS)),
      ['1 hidden 16', '2 hidden 32'],
    );
  });

  it('keep their colour while a run has nothing to draw yet', () => {
    const waiting = run('b', 0, { cell: 'lstm' });
    const chart = compareChart([run('a', 3), waiting, run('c', 3, { cell: 'rnn' })], 'training', VIEW, WORDS);
    assert.deepEqual(
      chart.lines.slice(0, 3).map(({ id, color }) => [id, color]),
      [
        ['a', 0],
        ['b', 1],
        ['c', 2],
      ],
    );
  });
});

describe('gradient flow of compared runs', () => {
  const runs = (['rnn', 'gru', 'lstm', 'feedforward'] as const).map((cell, i) => run(`r${i}`, 3, { cell }));
  runs[0]!.append([diagnosis(0, -0.2), diagnosis(50, -0.19)]);
  runs[1]!.append([diagnosis(0, -0.2), diagnosis(20, -0.1), diagnosis(50, -0.05)]);
  runs[2]!.append([diagnosis(0, -0.04), diagnosis(50, -0.3)]);
  runs[3]!.append([diagnosis(0, null)]);

  it('is drawn at the start and now, in the colour of each run, and not where there is nothing to go back through', () => {
    const start = compareFlowChart(runs, 'start', WORDS);
    const now = compareFlowChart(runs, 'now', WORDS);
    assert.deepEqual(
      start.lines.map(({ id, color, y }) => [id, color, y[3]]),
      [
        ['r0', 0, -2],
        ['r1', 1, -2],
        ['r2', 2, -0.4],
      ],
    );
    assert.deepEqual(
      now.lines.map(({ y }) => y[4]),
      [-3.8, -1, -6],
    );
    // 10⁻²⁴ would squeeze all else: the line ends where it crosses 10⁻²⁰, not at the lag before.
    assert.ok(now.lines[2]!.y.every((log) => log >= -20));
    assert.equal(now.lines[2]!.y.at(-1), -20);
    assert.ok(Math.abs(now.lines[2]!.x.at(-1)! - 20 / 0.3) < 1e-9);
  });

  it('sorts the runs by what is left after twenty characters, from their numbers', () => {
    const { vanishing, open, grown, shrunk, memoryless, unknown } = gradientReach([...runs, run('late', 1)]);
    const indices = (list: readonly { index: number }[]) => list.map(({ index }) => index);
    assert.deepEqual([indices(vanishing), indices(open), indices(grown), indices(shrunk)], [[0, 1], [2], [1], [2]]);
    assert.deepEqual([memoryless, unknown], [[3], [4]]);
    const turned = [run('a', 1)];
    turned[0]!.append([diagnosis(0, -0.001)]);
    assert.deepEqual(indices(gradientReach(turned).open), [0]);
  });

  it('writes shares as percent or as powers of ten', () => {
    assert.deepEqual([0.415, 0.2553, 0, -0.328, -2.9, -3.42, -16.07, Number.NEGATIVE_INFINITY].map(formatShare), [
      '2.6 ×',
      '1.8 ×',
      '100 %',
      '47 %',
      '0.13 %',
      '10⁻³',
      '10⁻¹⁶',
      '0',
    ]);
  });

  it('names the two best', () => {
    assert.deepEqual(winner([2, undefined, 1, 1.6]), { first: 2, second: 3, lead: 0.375 });
    assert.equal(winner([2, undefined]), undefined);
  });
});

describe('the charts of a sweep', () => {
  it('over two parameters is a grid with ranks, also where a run is missing or has no result', () => {
    const runs = sweep(
      ['learningRate', 'hidden'],
      [
        [{ learningRate: 0.01, hidden: 16 }, 2],
        [{ learningRate: 0.01, hidden: 32 }, 1],
        [{ learningRate: 0.001, hidden: 32 }, 5],
      ],
    );
    const map = heatMap(runs)!;
    assert.deepEqual(
      [map.rows, map.columns],
      [
        { parameter: 'learningRate', values: [0.001, 0.01] },
        { parameter: 'hidden', values: [16, 32] },
      ],
    );
    assert.deepEqual(
      map.cells.map((line) => line.map((cell) => cell && [cell.rank, cell.best])),
      [
        [undefined, [1, false]],
        [
          [0.5, false],
          [0, true],
        ],
      ],
    );
    assert.equal(sweepChart(runs, VIEW, WORDS), undefined);
    assert.equal(heatMap([run('a', 1), run('b', 1)]), undefined);
  });

  it('over one parameter is a line in the order of its values, in the unit of the page', () => {
    const runs = sweep(
      ['hidden'],
      [
        [{ hidden: 64 }, Math.LN2],
        [{ hidden: 16 }, 2 * Math.LN2],
      ],
    );
    const chart = sweepChart(runs, VIEW, WORDS)!;
    assert.deepEqual([chart.lines[0]!.x, chart.lines[0]!.y, chart.x.kind], [[16, 64], [2, 1], 'log']);
    assert.equal(heatMap(runs), undefined);
  });

  it('over words has them side by side, by their names', () => {
    const runs = sweep(
      ['optimizer'],
      [
        [{ optimizer: 'adam' }, Math.LN2],
        [{ optimizer: 'sgd' }, 2 * Math.LN2],
      ],
    );
    const chart = sweepChart(runs, VIEW, WORDS)!;
    assert.deepEqual([chart.names, chart.lines[0]!.x, chart.lines[0]!.y, chart.x.kind], [['Adam', 'SGD'], [1, 2], [1, 2], 'linear']);
  });

  it('as parallel coordinates has an axis a setting and the best result at the top', () => {
    const runs = sweep(
      ['learningRate', 'hidden'],
      [
        [{ learningRate: 0.01, hidden: 16 }, 2],
        [{ learningRate: 0.1, hidden: 16 }, 1],
        [{ learningRate: 0.1, hidden: 32 }, 3],
      ],
    );
    const { axes, lines } = parallelCoordinates(runs, compareRuns(runs).settings, VIEW, WORDS);
    assert.deepEqual(
      axes.map(({ name }) => name),
      ['Hidden units', 'Learning rate', 'bits'],
    );
    assert.deepEqual(
      lines.map(({ at }) => at),
      [
        [0, 0, 0.5],
        [0, 1, 1],
        [1, 1, 0],
      ],
    );
  });

  it('is a picture and rows of a file, whatever its names hold', () => {
    const runs = sweep(
      ['learningRate', 'hidden'],
      [
        [{ learningRate: 0.01, hidden: 16 }, 2],
        [{ learningRate: 0.01, hidden: 32 }, 1],
        [{ learningRate: 0.001, hidden: 32 }, 5],
      ],
    );
    const style = { width: 600, height: 300, background: '#fff', foreground: '#000', font: 'sans-serif' };
    const map = heatMap(runs)!;
    for (const theme of ['dark', 'high-contrast'] as const) {
      const svg = writeHeatMap(map, 'a < b & "c"', (cell) => (cell?.value === undefined ? '–' : cell.value.toFixed(2)), { ...style, theme });
      assert.ok(svg.includes('a &#60; b &#38; &#34;c&#34;'));
      assert.deepEqual(
        [...svg.matchAll(/text-anchor="middle" dy[^>]*>([^<]+)<\/text>/g)].map(([, value]) => value),
        ['–', '5.00', '2.00', '1.00'],
      );
      // High contrast has borders, the best field the strongest.
      assert.equal([...svg.matchAll(/<rect[^>]*stroke-width="3"/g)].length, theme === 'dark' ? 0 : 1);
    }
    assert.deepEqual(
      heatMapRows(map, 'bits', (nats) => 2 * nats),
      [
        ['learningRate', 'hidden', 'bits'],
        [0.001, 16, ''],
        [0.001, 32, 10],
        [0.01, 16, 4],
        [0.01, 32, 2],
      ],
    );
    const coordinates = parallelCoordinates(runs, compareRuns(runs).settings, VIEW, WORDS);
    const alone = { title: 'all', names: ['one', 'two <2>', 'three'] };
    const svg = writeParallel(coordinates, { ...style, theme: 'light', selected: 1, alone });
    assert.equal([...svg.matchAll(/<polyline/g)].length, 3);
    assert.ok(svg.includes('two &#60;2&#62;'));
    assert.deepEqual(parallelRows(coordinates, 'Run', alone.names, [2, 1, undefined]), [
      ['Run', 'Hidden units', 'Learning rate', 'bits'],
      ['one', '16', '0.01', 2],
      ['two <2>', '32', '0.01', 1],
      ['three', '32', '0.001', ''],
    ]);
  });
});
