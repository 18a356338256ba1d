import assert from 'node:assert/strict';
import { PORTABLE, untrained } from '../../../../src/prediction/context-mixing/parameters';
import { decode, encode, startWeights } from '../../../../src/prediction/context-mixing/start-weights';

describe('start weights', () => {
  it('are there, trained, finite and small', () => {
    const values = startWeights();
    const fresh = untrained();
    assert.equal(values.length, PORTABLE.size);
    assert.ok(values.every(Number.isFinite));
    assert.ok(values.filter((value, i) => Math.abs(value - fresh[i]!) > 0.01).length > 10_000);
    assert.ok(encode(values).length < 300_000);
  });

  it('are the same after writing and reading', () => {
    const values = startWeights();
    assert.deepEqual(decode(encode(values)), values);
  });
});
