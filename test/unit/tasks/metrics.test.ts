import assert from 'node:assert/strict';
import { calibration, classScores, confusionMatrix } from '../../../src/tasks/metrics/classification';
import { forecastScores, maseScale } from '../../../src/tasks/metrics/forecast';
import { chrF, editDistance, textScores } from '../../../src/tasks/metrics/text';
import fc from '../support/properties';

describe('metrics', () => {
  it('of classes: accuracy, recall and F1 by class', () => {
    const [truth, predicted] = [
      [0, 0, 0, 1, 1, 2],
      [0, 0, 1, 1, 0, 0],
    ];
    assert.deepEqual(confusionMatrix(predicted, truth, 3), [
      [2, 1, 0],
      [1, 1, 0],
      [1, 0, 0],
    ]);
    const { accuracy, macroRecall, macroF1 } = classScores(predicted, truth, 3);
    assert.equal(accuracy, 0.5);
    assert.ok(Math.abs(macroRecall - (2 / 3 + 1 / 2 + 0) / 3) < 1e-12);
    assert.ok(Math.abs(macroF1 - (4 / 7 + 1 / 2 + 0) / 3) < 1e-12);
  });

  it('of confidence: the mean distance from accuracy over the bars', () => {
    const { error, bins } = calibration([0.95, 0.95, 0.55, 0.55], [true, true, true, false]);
    assert.ok(Math.abs(error - (2 * 0.05 + 2 * 0.05) / 4) < 1e-12);
    assert.deepEqual(
      bins.map(({ count }) => count),
      [0, 0, 0, 0, 0, 2, 0, 0, 0, 2],
    );
  });

  it('of forecasts', () => {
    assert.equal(maseScale([1, 2, 4, 8], 1), (1 + 2 + 4) / 3);
    const { rmse, mae, mase, smape } = forecastScores([1, 3], [2, 5], 0.5);
    assert.ok(Math.abs(rmse - Math.sqrt(2.5)) < 1e-12);
    assert.equal(mae, 1.5);
    assert.equal(mase, 3);
    assert.ok(Math.abs(smape - (2 / 3 + 4 / 8) / 2) < 1e-12);
  });

  it('of forecasts are finite for every number that a series can hold', () => {
    assert.equal(maseScale([1e308, -1e308, 1e308], 1), Number.POSITIVE_INFINITY, 'twice the largest number is none');
    assert.equal(maseScale([1e308, 0, 1e308], 1), 1e308);
    const { rmse, mae, mase, smape } = forecastScores([1e308, 0], [1e308, 1e308], 1e308);
    assert.ok(Math.abs(rmse / 1e308 - Math.SQRT1_2) < 1e-12);
    assert.deepEqual([mae, mase, smape], [5e307, 0.5, 1]);
    assert.equal(forecastScores([-1e308], [1e308], 1).smape, 2);
    assert.equal(forecastScores([0], [0], 1).smape, 0);
  });

  it('of texts: edits are a distance, and chrF is 1 for equal texts', () => {
    assert.equal(editDistance('kitten', 'sitting'), 3);
    assert.equal(editDistance('日本', '日本語'), 1);
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (a, b, c) => {
        assert.equal(editDistance(a, a), 0);
        assert.equal(editDistance(a, b), editDistance(b, a));
        assert.ok(editDistance(a, c) <= editDistance(a, b) + editDistance(b, c));
      }),
    );
    assert.equal(chrF(['the tide'], ['the tide']), 1);
    assert.equal(chrF(['abc'], ['xyz']), 0);
    // One of two characters, none of one pair: precision and recall (1/2 + 0) / 2.
    assert.ok(Math.abs(chrF(['ab'], ['ax']) - 0.25) < 1e-12);
    assert.deepEqual(textScores(['ab', 'cd'], ['ab', 'ce']), { exactMatch: 0.5, characterErrorRate: 0.25, chrF: chrF(['ab', 'cd'], ['ab', 'ce']) });
  });
});
