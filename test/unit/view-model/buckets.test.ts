import assert from 'node:assert/strict';
import { Buckets } from '../../../src/view-model/chart/buckets';
import fc from '../support/properties';

describe('buckets', () => {
  it('keep mean, minimum, maximum and the newest value of everything, in no more than their number', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 2, max: 40 }),
        (values, most) => {
          const buckets = new Buckets(most);
          for (const value of values) buckets.add({ value });
          const { mean, low, high, last } = buckets.column('value');
          assert.ok(buckets.length <= most);
          assert.equal(
            buckets.count.reduce((a, b) => a + b, 0),
            values.length,
          );
          assert.equal(Math.min(...low), Math.min(...values));
          assert.equal(Math.max(...high), Math.max(...values));
          assert.equal(last.at(-1), values.at(-1));
          const sum = mean.reduce((total, value, i) => total + value * buckets.count[i]!, 0);
          const expected = values.reduce((a, b) => a + b, 0);
          assert.ok(Math.abs(sum - expected) <= 1e-6 * values.reduce((a, b) => a + Math.abs(b), 1));
          for (let i = 0; i < mean.length; i++) assert.ok(low[i]! <= mean[i]! + 1e-6 && mean[i]! <= high[i]! + 1e-6);
        },
      ),
    );
  });

  it('take a quantity that comes later or is missing at times', () => {
    const buckets = new Buckets(4);
    buckets.add({ a: 1 });
    buckets.add({ a: 2, b: 5 });
    buckets.add({ a: Number.NaN, b: 7 });
    assert.deepEqual(
      buckets.column('b').mean.map((value) => (Number.isNaN(value) ? null : value)),
      [null, 5, 7],
    );
    assert.ok(Number.isNaN(buckets.column('a').mean[2]));
    buckets.add({ a: 4, b: 8 });
    buckets.add({ a: 5, b: 9 });
    assert.deepEqual(buckets.column('b').high, [5, 8, 9]);
    assert.deepEqual(buckets.column('a').mean, [1.5, 4, 5]);
    assert.deepEqual(buckets.column('nothing').mean, []);
  });

  it('hold a million rows in 4096', () => {
    const buckets = new Buckets();
    for (let i = 0; i < 1e6; i++) buckets.add({ x: i, spike: i === 123_456 ? 99 : 1 });
    assert.ok(buckets.length <= 4096 && buckets.length > 1900);
    assert.equal(Math.max(...buckets.column('spike').high), 99);
    const { last } = buckets.column('x');
    for (let i = 1; i < last.length; i++) assert.ok(last[i]! > last[i - 1]!);
  });
});
