import assert from 'node:assert/strict';
import type { View } from '../../../src/view-model/chart/units';
import { termsFinding } from '../../../src/view-model/findings/gradient-findings';
import { accuracyFinding, learningRateFinding, lossFinding, normFinding, speedFinding } from '../../../src/view-model/findings/training-findings';
import { run, step, WORDS } from './support';

const VIEW: View = { x: 'step', unit: 'nats', scale: 'linear' };

describe('what the charts of a training say', () => {
  const evaluated = (losses: readonly number[]) => {
    const series = run('r', 10);
    losses.forEach((loss, i) => {
      series.append([{ type: 'evaluation', step: 20 + i, loss, bitsPerCharacter: loss / Math.LN2, accuracy: 0.6 + i / 100 }]);
    });
    return series;
  };

  it('tells a validation loss that has turned up from one that falls or rests', () => {
    assert.equal(lossFinding(evaluated([1.5, 1.2]), VIEW, WORDS)!.id, 'lossBest');
    const turned = lossFinding(evaluated([1.5, 1.8]), VIEW, WORDS)!;
    assert.equal(turned.id, 'lossTurned');
    assert.deepEqual(turned.values.slice(0, 3), ['1.500', 20, '1.800']);
    assert.equal(lossFinding(evaluated([1.5, 1.51]), VIEW, WORDS)!.id, 'lossLevel');
    const bits = lossFinding(evaluated([1.5, 1.8]), { ...VIEW, unit: 'bits' }, WORDS)!;
    assert.equal(bits.values[0], (1.5 / Math.LN2).toFixed(3));
    const bare = run('r', 10);
    bare.evaluation = undefined;
    assert.equal(lossFinding(bare, VIEW, WORDS)!.id, 'lossTraining');
  });

  it('one validation is neither a best nor a turn', () => {
    const series = run('r', 10);
    const before = series.evaluations.column('step').last.length;
    if (before === 0) series.append([{ type: 'evaluation', step: 0, loss: 4, bitsPerCharacter: 4 / Math.LN2, accuracy: 0.1 }]);
    assert.equal(series.evaluations.column('step').last.length, 1);
    const { id, values } = lossFinding(series, VIEW, WORDS)!;
    assert.equal(id, 'lossOnce');
    assert.deepEqual(values.slice(1, 3), [series.evaluation!.step, series.evaluation!.loss.toFixed(3)]);
  });

  it('finds a spike of the gradient where it is', () => {
    const series = run('r', 1);
    for (let n = 2; n <= 20; n++) series.append([step(n, 1, { gradientNorm: n === 7 ? 5 : 0.1 })]);
    assert.deepEqual(normFinding(series), { id: 'normSpike', values: ['0.1', '5', 7, '50'] });
    for (let n = 21; n <= 60; n++) series.append([step(n, 1, { gradientNorm: 1 })]);
    assert.equal(normFinding(series)!.id, 'normCalm');
  });

  it('knows speed, accuracy and learning rate', () => {
    const series = evaluated([1.5]);
    series.append([step(11, 1, { charactersPerSecond: 500, learningRate: 0.001 })]);
    assert.deepEqual(speedFinding(series)!.values, ['955', '500']);
    assert.deepEqual(accuracyFinding(series)!.values, ['60', '50', '60']);
    assert.deepEqual(learningRateFinding(series), { id: 'ratePeak', values: ['0.01', '0.001'] });
    assert.equal(learningRateFinding(run('r', 3))!.id, 'rateNow');
  });

  it('says from how far back the gradient of W comes', () => {
    const series = run('r', 3);
    const terms = (slope: number) => ({ position: 60, norms: [Array.from({ length: 40 }, (_, lag) => -slope * lag)], totals: [0] });
    const diagnosis = (at: number, slope: number) =>
      ({ type: 'diagnosis', step: at, diagnosis: { terms: terms(slope), spectra: [], flow: {} } }) as never;
    series.append([diagnosis(1, 0.5)]);
    assert.deepEqual(termsFinding(series), { id: 'termsNear', values: [2, 20, '10⁻¹⁰'] });
    series.append([diagnosis(2, 0)]);
    assert.deepEqual(termsFinding(series), { id: 'termsFar', values: [36, 20, '100 %'] });
  });
});
