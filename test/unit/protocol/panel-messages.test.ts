import assert from 'node:assert/strict';
import { checkMessage } from '../../../src/protocol/panel-messages';
import { checkRequest } from '../../../src/protocol/panel-requests';
import fc from '../support/properties';
import { info, step } from '../view-model/support';

describe('messages between host and page', () => {
  it('pass as they are', () => {
    const hydrate = { type: 'hydrate', runs: [{ info: info('r'), events: [step(1, 2)] }], selected: 'r', locale: 'en' };
    assert.deepEqual(checkMessage(hydrate), hydrate);
    assert.deepEqual(checkMessage(JSON.parse(JSON.stringify(hydrate))), hydrate);
    const delta = { type: 'delta', runId: 'r', info: info('r'), events: [step(1, 2)] };
    assert.deepEqual(checkMessage(delta), delta);
  });

  it('keep every field of what a training tells, also of one without a vocabulary or with a task', () => {
    const { configuration } = info('r');
    const start = { type: 'start', configuration, parameters: 9, vocabularySize: 3, trainingCharacters: 90, validationCharacters: 10, threads: 2 };
    const events = [
      { ...start, backend: 'wasm-simd', backendReason: 'native: none', split: 'units', measure: { score: 'accuracy', better: 'higher' } },
      { ...step(9, 2), count: 9, clippedCount: 1, meanLoss: 2, lossRange: [1, 3], meanGradientNorm: 1, gradientNormRange: [0, 2] },
      { type: 'evaluation', step: 9, loss: 2, bitsPerCharacter: 3, accuracy: 0.5, macroRecall: 0.4, macroF1: 0.3, exactMatch: 0.2, excess: 0.1 },
      { type: 'window', step: 9, text: 'ab', hiddenNorms: [[1, 2]], cellNorms: [[3, 4]] },
      { type: 'gradient', step: 9, norms: { W: 1 }, clippedNorms: { W: 0.5 }, updateRatios: { W: 1e-3 } },
      { type: 'alarm', step: 9, tensor: 'loss', recentNorms: [1], learningRate: 1, spectralRadius: [2] },
      { type: 'note', id: 'run.storage', args: ['a', 1], text: 'b' },
      { type: 'baseline', name: 'gzip', bitsPerCharacter: 3 },
      { type: 'sample', step: 9, text: 'ab' },
      {
        ...{
          type: 'done',
          steps: 9,
          seconds: 1,
          bestStep: 9,
          bestLoss: 2,
          path: null,
          reason: 'budget',
          solvedAt: null,
          accuracy: 0.5,
          macroRecall: 0.4,
        },
        ...{ generalization: { 20: 1 }, excess: { 20: 0 }, closers: { 20: 1 }, test: { rmse: 1 }, baselines: { mean: { rmse: 2 } } },
        baselineNotes: { mean: 'of all' },
      },
    ];
    const delta = { type: 'delta', runId: 'r', info: info('r'), events };
    assert.deepEqual(checkMessage(delta), delta);
  });

  it('take what version 0.1 told, which knew fewer options, as it is', () => {
    const { cell, layers, hidden, batchSize, sequenceLength, clip, clipMode } = info('r').configuration;
    const configuration = { cell, layers, hidden, batchSize, sequenceLength, clip, clipMode };
    const start = { type: 'start', configuration, parameters: 9, vocabularySize: 3, trainingCharacters: 90, validationCharacters: 10 };
    const old = checkMessage({ type: 'delta', runId: 'r', info: { ...info('r'), configuration }, events: [start] });
    assert.ok(old?.type === 'delta');
    assert.deepEqual(old.events, [{ ...start, threads: 1, backend: '' }]);
  });

  it('turn the null that JSON makes of NaN back, and leave out events that are broken or unknown', () => {
    const events = [step(1, 2), { ...step(2, 0), loss: null }, { type: 'step' }, { type: 'later' }, null, 7, { type: 'toString' }];
    const message = checkMessage({ type: 'delta', runId: 'r', info: info('r'), events });
    assert.ok(message?.type === 'delta');
    assert.equal(message.events.length, 2);
    assert.ok(Number.isNaN((message.events[1] as { loss: number }).loss));
  });

  it('are refused otherwise, and nothing throws', () => {
    for (const wrong of [null, 1, {}, { type: 'hydrate' }, { type: 'delta', runId: 'r', info: {}, events: [] }])
      assert.equal(checkMessage(wrong), undefined);
    fc.assert(
      fc.property(fc.anything(), (data) => {
        assert.equal(checkMessage(data), undefined);
        assert.equal(checkRequest(data), undefined);
      }),
    );
  });
});
