import assert from 'node:assert/strict';
import { walkModel } from '../../../src/workers/walk-model';
import { smallModel } from '../support/small-model';

describe('a text walked through by a model file', () => {
  const of = (counters?: Record<string, unknown>, text = 'abba') =>
    walkModel({ ...smallModel(0.1), ...(counters ? { resume: { tensors: new Map(), counters } } : {}) }, text, () => 0);

  it('names the step of the weights that it uses: the best ones, or else the last', () => {
    assert.equal(of({ step: 40, best: { step: 30, loss: 1 } }).step, 30);
    assert.equal(of({ step: 40, best: null }).step, 40);
    assert.equal(of().step, null);
  });

  it('reads the text as the network was trained on it', () => {
    assert.equal(of(undefined, '\uFEFFab\r\nb').text, 'ab\nb');
  });
});
