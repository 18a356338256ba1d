import assert from 'node:assert/strict';
import { Random } from '../../../src/network/random';

describe('random numbers', () => {
  it('fill as many single calls do, and leave the same state', () => {
    const [one, many] = [new Random(5, 'a'), new Random(5, 'a')];
    const data = new Float32Array(1000);
    many.fillUniform(data, 0.25);
    for (const value of data) assert.equal(value, Math.fround((2 * one.uniform() - 1) * 0.25));
    assert.deepEqual(many.getState(), one.getState());
    assert.ok(data.some((value) => value < -0.2) && data.some((value) => value > 0.2));
  });

  it('differ by seed and by purpose, and go on from a saved state', () => {
    const first = (seed: number, purpose: string) => new Random(seed, purpose).nextUint32();
    assert.notEqual(first(1, 'a'), first(2, 'a'));
    assert.notEqual(first(1, 'a'), first(1, 'b'));
    const random = new Random(1, 'a');
    const state = random.getState();
    const next = [random.nextUint32(), random.nextUint32()];
    random.setState(state);
    assert.deepEqual([random.nextUint32(), random.nextUint32()], next);
  });

  it('are spread evenly and normally', () => {
    const random = new Random(7, 'spread');
    const buckets = new Array(16).fill(0);
    for (let i = 0; i < 160_000; i++) buckets[Math.floor(random.uniform() * 16)]++;
    // Chi-squared with 15 degrees of freedom: above 44 once in ten thousand.
    assert.ok(buckets.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0) < 44, String(buckets));
    const normals = Array.from({ length: 100_000 }, () => random.normal());
    const mean = normals.reduce((a, b) => a + b) / normals.length;
    const variance = normals.reduce((a, b) => a + b * b, 0) / normals.length;
    assert.ok(Math.abs(mean) < 0.02 && Math.abs(variance - 1) < 0.03, `${mean}, ${variance}`);
  });
});
