import assert from 'node:assert/strict';
import { diagnose } from '../../../src/diagnostics/diagnose';
import { initializeWeights } from '../../../src/network/initialization';
import type { Configuration } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import type { Tensors } from '../../../src/protocol/model';
import { checkMessage } from '../../../src/protocol/panel-messages';
import { checkRequest } from '../../../src/protocol/panel-requests';
import { Vocabulary } from '../../../src/text/vocabulary';
import { writeRows } from '../../../src/view-model/chart/csv';
import { spreadOf } from '../../../src/view-model/chart/histogram-line';
import type { View } from '../../../src/view-model/chart/units';
import { RunSeries } from '../../../src/view-model/run/run-series';
import { activationColor, unitMap, unitMapRows } from '../../../src/view-model/run/unit-map';
import { tensorChart } from '../../../src/view-model/run-charts/gradient-charts';
import { cellGrowthChart, cellsChart, gatesChart, stateGrowthChart, statesChart } from '../../../src/view-model/run-charts/hidden-charts';
import { histogramTensors, tensorHistogramChart } from '../../../src/view-model/run-charts/weight-charts';
import { gateStatements, saturationStatements } from '../../../src/view-model/statements/gates';
import { flowStatements, ratiosStatements, reachStatements, tensorsStatements } from '../../../src/view-model/statements/gradients';
import { clippedStatements, clipStatements } from '../../../src/view-model/statements/norms';
import { growthStatements, stateAlarms, statesStatements, unitStatements } from '../../../src/view-model/statements/states';
import { eigenvalueStatements, gradientHistogramStatements, spectraStatements, weightStatements } from '../../../src/view-model/statements/weights';
import { writeSvg } from '../../../src/view-model/svg/chart-svg';
import { eigenvaluePlane, planePoints, planeRows, saturationPlane } from '../../../src/view-model/svg/plane';
import { planeLayout, writePlane } from '../../../src/view-model/svg/plane-svg';
import { writeUnitMap } from '../../../src/view-model/svg/unit-map-svg';
import { info, step, texts, WORDS } from './support';
import { parseXml } from './xml';

const VIEW: View = { x: 'step', unit: 'nats', scale: 'linear', xScale: 'linear' };
const words = {
  ...WORDS,
  ...{ atStep: 'step {0}', cellAxis: '‖c‖', bound: 'bound', estimate: 'estimate', belowFloat32: 'floor', value: 'value', density: 'density' },
  ...{ leftEnd: 'left', rightEnd: 'right', unit: 'unit', total: 'total' },
};
const TEXT = Array.from({ length: 120 }, (_, t) => 'ab\nc '[(t * t) % 5]!).join('');
const SVG = { width: 900, height: 600, theme: 'light', background: '#ffffff', foreground: '#000000', font: 'sans-serif' } as const;

/** A run with real diagnoses: of its start, and of its weights times `scale` at step 40, with their own values for gradients. */
function diagnosed(configuration: Partial<Configuration>, scale: number, change: (weights: Tensors) => void = () => undefined): RunSeries {
  const full = { ...BASE_CONFIGURATION, cell: 'rnn' as const, hidden: 8, ...configuration };
  const series = new RunSeries(info('r', full));
  const vocabulary = Vocabulary.of(TEXT);
  const characters = [...TEXT];
  const make = (at: number, factor: number) => {
    const weights = initializeWeights(full, vocabulary.size);
    for (const { data } of weights.values()) for (let i = 0; i < data.length; i++) data[i]! *= factor;
    if (at > 0) change(weights);
    const symbols = vocabulary.encode(characters);
    const more = at > 0 ? { gradients: weights } : {};
    return {
      type: 'diagnosis' as const,
      step: at,
      diagnosis: diagnose({
        architecture: full,
        vocabularySize: vocabulary.size,
        weights,
        symbols,
        characters,
        positions: [99],
        step: at,
        now: () => 0,
        ...more,
      }),
    };
  };
  series.append([
    make(0, 1),
    step(1, 3, { hiddenNorms: Array(full.layers).fill(0.5) }),
    step(40, 2, { hiddenNorms: Array(full.layers).fill(1.2) }),
    make(40, scale),
  ]);
  return series;
}

describe('hidden state of a run', () => {
  const lstm = diagnosed({ cell: 'lstm', layers: 2 }, 6);
  const rnn = diagnosed({}, 1);

  it('has its norms along the text, and the start behind them; a cell state, which has no bound, has its own axis', () => {
    const chart = statesChart(lstm, VIEW, words);
    assert.deepEqual(
      chart.lines.map(({ id }) => id),
      ['now.0', 'now.1', 'first.0', 'first.1'],
    );
    const { states } = lstm.diagnoses.at(-1)!.diagnosis;
    assert.deepEqual(chart.lines[1]!.y, states.hiddenNorms[1]);
    assert.deepEqual(cellsChart(lstm, VIEW, words)!.lines[1]!.y, states.cellNorms![1]);
    assert.equal(cellsChart(rnn, VIEW, words), undefined);
    assert.equal(cellGrowthChart(rnn, VIEW, words), undefined);
    assert.equal(chart.names!.length, 100);
    assert.equal(chart.lines[0]!.x.length, 100);
  });

  it('grows over training under its bound; ReLU has none', () => {
    const chart = stateGrowthChart(lstm, VIEW, words);
    assert.deepEqual(chart.lines.find(({ id }) => id === 'bound')!.y, [Math.sqrt(8), Math.sqrt(8)]);
    const { cellNorms } = lstm.diagnoses.at(-1)!.diagnosis.states;
    const expected = cellNorms![1]!.reduce((sum, norm) => sum + norm, 0) / 100;
    assert.ok(
      Math.abs(
        cellGrowthChart(lstm, VIEW, words)!
          .lines.find(({ id }) => id === 'cell.1')!
          .y.at(-1)! - expected,
      ) < 1e-12,
    );
    assert.equal(
      stateGrowthChart(diagnosed({ activation: 'relu' }, 1), VIEW, words).lines.some(({ id }) => id === 'bound'),
      false,
    );
  });

  it('is a map of units against characters, in the colours of its values', () => {
    const map = unitMap(rnn, 0)!;
    const { activations, from } = rnn.diagnoses.at(-1)!.diagnosis.states;
    assert.deepEqual([map.units, map.characters.length, map.from, map.limit, map.lowest], [8, 64, from + 1, 1, -1]);
    assert.equal(map.values[3]![5], activations[0]![5]![3]);
    assert.equal(unitMapRows(map, words).length, 9);
    assert.match(writeRows(unitMapRows(map, words)), /^unit,37 /);
    const paths = parseXml(writeUnitMap(map, { title: '<t>', unit: 'unit', character: 'character' }, SVG)).filter(({ name }) => name === 'path');
    const fields = paths.reduce((sum, { attributes }) => sum + attributes.d!.split('M').length - 1, 0);
    assert.equal(fields, 8 * 64);
    const [low, high] = [activationColor('light', -1, 1), activationColor('light', 1, 1)];
    assert.ok(low[0] > low[2] && high[2] > high[0]);
    assert.deepEqual(activationColor('dark', 7, 1), activationColor('dark', 1, 1));
    // A run's folder keeps no single units.
    const { states } = rnn.diagnoses.at(-1)!.diagnosis;
    const stored = new RunSeries(rnn.info);
    stored.append([{ type: 'diagnosis', step: 1, diagnosis: { ...rnn.diagnoses[0]!.diagnosis, states: { ...states, activations: [] } } }]);
    assert.equal(unitMap(stored, 0), undefined);
  });

  it('is saturated unit by unit, and the units add up to their gate', () => {
    const plane = saturationPlane(lstm, 1, words);
    const gates = lstm.diagnoses.at(-1)!.diagnosis.saturation[1]!;
    assert.deepEqual(
      plane.lines.map(({ label, x }) => [label, x.length]),
      ['i', 'f', 'g', 'o', 'h'].map((gate) => [gate, 8]),
    );
    for (const [i, { x, y }] of plane.lines.entries()) {
      assert.ok(Math.abs(x.reduce((a, b) => a + b, 0) / 8 - gates[i]!.left) < 0.0051);
      assert.ok(Math.abs(y.reduce((a, b) => a + b, 0) / 8 - gates[i]!.right!) < 0.0051);
    }
    const chart = gatesChart(lstm, 1, words);
    for (const { x, y } of chart.lines) {
      const area = y.slice(0, -1).reduce((sum, density, k) => sum + density * (x[k + 1]! - x[k]!), 0);
      assert.ok(Math.abs(area - 1) < 1e-6);
    }
  });

  it('is spoken of by its numbers', () => {
    const { hiddenNorms } = rnn.diagnoses.at(-1)!.diagnosis.states;
    const settled = hiddenNorms[0]!.slice(1);
    const states = texts(statesStatements(rnn)[0]);
    assert.deepEqual([states.low, states.high], [Math.min(...settled).toFixed(2), Math.max(...settled).toFixed(2)]);
    assert.deepEqual(texts(growthStatements(rnn)[0]), { id: 'growthUp', first: '0.50', firstStep: '1', now: '1.20', step: '40', times: '2.4' });
    const turned = new RunSeries(rnn.info);
    turned.append([1, 30, 40].map((at, i) => step(at, 2, { hiddenNorms: [[0.5, 6, 5][i]!] })));
    const peaked = { id: 'growthPeaked', first: '0.50', firstStep: '1', peak: '6.00', peakStep: '30', now: '5.00', step: '40' };
    assert.deepEqual(texts(growthStatements(turned)[0]), peaked);
    assert.equal(unitStatements(rnn, unitMap(rnn, 0)!)[0]!.id, 'unitsStrong');
    assert.equal(saturationStatements(rnn, 0)[0]!.id, 'flatNone');
    assert.equal(gateStatements(rnn, 0)[0]!.id, 'gatesLinear');
    const half = texts(gateStatements(lstm, 0)[0]);
    assert.equal(half.id, 'gatesShort');
    assert.ok(Number(half.mean) <= 0.5);
  });

  it('raises an alarm only where its numbers do', () => {
    assert.deepEqual(
      stateAlarms(rnn).map(({ id, alarm }) => [id, alarm]),
      [['alarmNone', undefined]],
    );
    const relu = diagnosed({ activation: 'relu' }, 1, (weights) => weights.get('rnn.bias_ih_l0')!.data.fill(-100, 0, 4));
    const dead = stateAlarms(relu).find(({ id }) => id === 'alarmDead')!;
    assert.deepEqual([texts(dead).layer, texts(dead).units, dead.alarm], ['1', '8', true]);
    assert.ok(Number(texts(dead).dead) >= 4);
    assert.ok(!stateAlarms(relu).some(({ id }) => id === 'alarmGrows'), 'slow growth is no alarm');
    relu.append([step(41, 2, { hiddenNorms: [50] })]);
    assert.deepEqual(texts(stateAlarms(relu).find(({ id }) => id === 'alarmGrows')), {
      ...{ id: 'alarmGrows', layer: '1', now: '50', times: '42', median: '1.2', step: '41' },
    });
    const saturated = diagnosed({}, 60);
    const flat = stateAlarms(saturated);
    assert.deepEqual(flat.find(({ id }) => id === 'alarmSaturated')!.alarm, true);
    assert.deepEqual(flat.at(-1), flowStatements(saturated)[0], 'of the gradient both tabs say the same');
    // An open forget gate and input gate: the cell adds up without end.
    const open = diagnosed({ cell: 'lstm' }, 1, (weights) => {
      weights.get('rnn.bias_ih_l0')!.data.fill(20, 0, 24);
    });
    const large = stateAlarms(open).find(({ id }) => id === 'alarmCellLarge')!;
    const passage = flowStatements(open)[0]!;
    assert.deepEqual(stateAlarms(open).at(-1), passage);
    // A cell that forgets nothing lets its gradient through, however flat tanh is: that is no alarm.
    assert.deepEqual([passage.id === 'flowGone', large.alarm ?? false], [false, false]);
    assert.ok(stateAlarms(open).some(({ id }) => id === 'alarmCellGrows'));
    const kept = saturationStatements(open, 0).find(({ id }) => id === 'flatKeep');
    assert.deepEqual(texts(kept), { id: 'flatKeep', open: '8', units: '8', gate: 'f' });
    rnn.append([{ type: 'alarm', step: 41, tensor: 'loss', recentNorms: [3, Number.NaN], learningRate: 1, spectralRadius: [] }]);
    // What has exploded is not called well.
    assert.deepEqual(stateAlarms(rnn), []);
  });
});

describe('weights of a run', () => {
  const rnn = diagnosed({}, 3);

  it('are eigenvalues in a plane with equal axes that holds the unit circle, the largest first', () => {
    const plane = eigenvaluePlane(rnn, 0, words);
    const [{ spectralRadius, eigenvalues }] = rnn.diagnoses.at(-1)!.diagnosis.spectra[0]! as [
      (typeof rnn.diagnoses)[0]['diagnosis']['spectra'][0][0],
    ];
    const points = planePoints(plane);
    assert.equal(points.length, 8);
    assert.ok(Math.abs(Math.hypot(points[0]!.x, points[0]!.y) - spectralRadius) < 1e-4);
    const within = (value: number, [min, max]: readonly [number, number]) => value > min && value < max;
    for (const { x, y } of [...points, { x: 1, y: -1 }, { x: -1, y: 1 }]) assert.ok(within(x, plane.ranges.x) && within(y, plane.ranges.y));
    assert.equal(planeRows(plane).length, 9);
    const { toX, toY, across, down } = planeLayout(plane, { ...SVG, alone: true });
    assert.ok(Math.abs(toX(1) - toX(0) - (toY(0) - toY(1))) < 1e-9 && across > 200 && down > 200);
    const drawn = parseXml(writePlane(plane, { ...SVG, alone: true }));
    const circle = drawn.find(({ name }) => name === 'circle')!;
    assert.ok(Math.abs(Number(circle.attributes.r) - (toX(1) - toX(0))) < 0.01);
    const outside = eigenvalues.filter((value) => Math.hypot(...value) > 1).length;
    const finding = texts(eigenvalueStatements(rnn, 0)[0]);
    assert.equal(finding.id, outside > 0 ? 'eigenOutside' : 'eigenInside');
    assert.deepEqual([finding.outside ?? '0', finding.size], [String(outside), '8']);
    assert.equal(eigenvalueStatements(diagnosed({ cell: 'gru' }, 1), 0)[0]!.id, 'eigenGated');
    assert.equal(spectraStatements(rnn, 0)[0]!.id, 'rhoUp');
    assert.equal(spectraStatements(diagnosed({}, 1), 0)[0]!.id, 'rhoSteady');
    const once = new RunSeries(rnn.info);
    once.append([rnn.last!, rnn.diagnoses.at(-1)!]);
    const { gate, now, step: at } = texts(spectraStatements(once, 0)[0]);
    assert.deepEqual([gate, now, at], ['W', spectralRadius.toFixed(2), '40']);
  });

  it('are histograms of every tensor, and say how they have spread', () => {
    assert.deepEqual(histogramTensors(rnn)[0], 'rnn.weight_ih_l0');
    const chart = tensorHistogramChart('weight-histogram', rnn, 'rnn.weight_hh_l0', 'linear', words);
    assert.deepEqual(
      chart.lines.map(({ label }) => label),
      ['step 0', 'step 40'],
    );
    assert.equal(tensorHistogramChart('gradient-histogram', rnn, 'head.weight', 'linear', words).lines.length, 1);
    // On a logarithmic axis an empty bin is a gap, in the drawing too.
    const log = tensorHistogramChart('weight-histogram', rnn, 'rnn.weight_hh_l0', 'log', words);
    assert.equal(log.y.kind, 'log');
    chart.lines.forEach(({ y }, i) => {
      assert.deepEqual(
        log.lines[i]!.y,
        y.map((density) => (density === 0 ? Number.NaN : density)),
      );
    });
    const gaps = { id: 'gaps', label: 'gaps', color: 0, dash: 'solid', marker: 'none', width: 1, stepped: true } as const;
    const broken = { ...log, lines: [{ ...gaps, x: [0, 1, 2, 3, 4], y: [1, Number.NaN, 10, 100, Number.NaN] }] };
    const outlines = writeSvg(broken, { width: 400, height: 300, theme: 'light', background: '#fff', foreground: '#000', font: 'sans-serif' });
    assert.match(outlines, /d="M[\d.]+ [\d.]+H[\d.]+M[\d.]+ [\d.]+H[\d.]+V[\d.]+H[\d.]+"/);
    const finding = texts(weightStatements(rnn, 'rnn.weight_hh_l0')[0]);
    assert.equal(finding.id, 'weightsGrown');
    assert.ok(Math.abs(Number(finding.now) / Number(finding.first) - 3) < 0.02);
    // Uniform within ±1/√8: deviation 1/√24.
    assert.ok(Math.abs(Number(finding.first) - 1 / Math.sqrt(24)) < 0.03);
    assert.equal(weightStatements(diagnosed({}, 1), 'head.weight')[0]!.id, 'weightsSteady');
    assert.equal(gradientHistogramStatements(rnn, 'head.weight')[0]!.id, 'gradientsSpread');
    const needle = { from: -41, to: 41, counts: Array.from({ length: 41 }, (_, i) => (i === 20 ? 98 : i === 0 || i === 40 ? 1 : 0)) };
    const spread = spreadOf(needle);
    assert.deepEqual([spread.mean, spread.largest, spread.nearZero], [0, 41, 0.98]);
    assert.ok(Math.abs(spread.deviation - Math.sqrt((2 * 40 ** 2) / 100)) < 1e-9);
  });
});

describe('gradient norms after clipping', () => {
  const series = (configuration: Partial<Configuration>) => {
    const run = new RunSeries(info('r', configuration));
    const gradient = (at: number, factor: number) => ({
      ...{ type: 'gradient' as const, step: at },
      norms: { 'rnn.weight_hh_l0': 3 * factor, 'head.weight': 4 * factor },
      ...(configuration.clipMode === 'value' ? { clippedNorms: { 'rnn.weight_hh_l0': 0.9 * factor, 'head.weight': 1.2 * factor } } : {}),
      updateRatios: { 'rnn.weight_hh_l0': 2e-3, 'head.weight': 5e-4 },
    });
    run.append([step(1, 3, { clipped: 1 }), gradient(1, 0.1), step(2, 3), gradient(2, 1)]);
    return run;
  };
  const lines = (run: RunSeries) => Object.fromEntries(tensorChart('clipped-gradients', run, VIEW, words).lines.map(({ id, y }) => [id, y]));

  it('follow from the norms before: min(1, threshold / g) of each; those of clipped values are measured', () => {
    const { 'head.weight': V, total, threshold } = lines(series({ clip: 1, clipMode: 'norm' }));
    assert.deepEqual(
      [...V!, ...total!].map((value) => Number(value.toFixed(5))),
      [0.4, 0.8, 0.5, 1],
    );
    assert.deepEqual(threshold, [1, 1]);
    assert.deepEqual(lines(series({ clip: 0, clipMode: 'norm' }))['head.weight'], [0.4, 4]);
    const byValue = lines(series({ clip: 1, clipMode: 'value' }));
    assert.deepEqual([byValue['head.weight'], byValue.total, byValue.threshold], [[0.12, 1.2], [0.15, 1.5], undefined]);
  });

  it('are spoken of as they are', () => {
    const ids = (configuration: Partial<Configuration>) => clippedStatements(series(configuration)).map(({ id }) => id);
    assert.deepEqual(ids({ clip: 1, clipMode: 'norm' }), ['clippedNow', 'clipSome']);
    assert.deepEqual(ids({ clip: 9, clipMode: 'norm' }), ['clippedNot', 'clipSome']);
    assert.deepEqual(ids({ clip: 0, clipMode: 'norm' }), ['clippedOff']);
    const said = (configuration: Partial<Configuration>) => texts(clippedStatements(series(configuration))[0]);
    assert.deepEqual(said({ clip: 1, clipMode: 'value' }), { id: 'clippedValues', step: '2', threshold: '1', total: '5', kept: '1.5' });
    assert.deepEqual(said({ clip: 1, clipMode: 'norm' }), { id: 'clippedNow', step: '2', total: '5', kept: '1', share: '20 %' });
    assert.deepEqual(texts(clipStatements(series({ clip: 1 }))[0]), { id: 'clipSome', clipped: '1', steps: '2', share: '50 %', threshold: '1' });
    const { recurrent, output, times } = texts(tensorsStatements(series({}))[0]);
    assert.deepEqual([recurrent, output, times], ['3', '4', '0.75']);
    const { leastName, least, name, most } = texts(ratiosStatements(series({}))[0]);
    assert.deepEqual([leastName, least, name, most], ['V (head.weight)', '5e−4', 'W (weight_hh_l0)', '0.002']);
  });

  it('and the flow back says how far it reaches and how much is left, now and at the start', () => {
    const run = diagnosed({}, 1);
    assert.deepEqual(
      reachStatements(run).map(({ id }) => id),
      ['flowReach'],
    );
    const found = flowStatements(run);
    assert.deepEqual(
      found.map(({ id }) => id),
      ['flowGone', 'flowBefore'],
    );
    assert.equal(texts(found[0]).share, texts(found[1]).share);
  });
});

describe('what the page receives and asks', () => {
  it('a diagnosis with everything passes, and comes back from JSON', () => {
    const event = diagnosed({ cell: 'lstm' }, 1).diagnoses.at(-1)!;
    const delta = JSON.parse(JSON.stringify({ type: 'delta', runId: 'r', info: info('r'), events: [event] }));
    const message = checkMessage(delta);
    assert.ok(message?.type === 'delta');
    assert.deepEqual(message.events, JSON.parse(JSON.stringify([event])));
    delta.events[0].diagnosis.saturation[0][0].histogram = 7;
    assert.deepEqual((checkMessage(delta) as { events: unknown[] }).events, []);
  });

  it('a unit to colour by is a layer and a unit, counted from 0', () => {
    const request = { type: 'colourUnit', runId: 'r', layer: 1, unit: 30 };
    assert.deepEqual(checkRequest({ ...request, more: 1 }), request);
    for (const wrong of [{ layer: -1 }, { unit: 1.5 }, { unit: 5000 }, { unit: '3' }, { runId: 7 }])
      assert.equal(checkRequest({ ...request, ...wrong }), undefined);
  });
});
