import assert from 'node:assert/strict';
import { Random } from '../../../src/network/random';
import { rank, type Sample } from '../../../src/statistics/ranking';

const SEEDS = [1, 2, 3];
const sample = (values: readonly number[], seeds: readonly number[] = values.map((_, i) => i + 1)): Sample => ({ seeds, values });

describe('a ranking over seeds', () => {
  it('claims a difference far beyond the spread and none within it, and says how many seeds would be needed', () => {
    const { order, pairs } = rank([sample([2.1, 2.101, 2.099]), sample([1.7, 1.702, 1.698]), sample([1.706, 1.699, 1.701])], false);
    assert.deepEqual(order, [1, 2, 0]);
    assert.deepEqual(
      pairs.map(({ better, worse, claimed }) => [better, worse, claimed]),
      [
        [1, 2, false],
        [1, 0, true],
        [2, 0, true],
      ],
    );
    assert.ok(pairs[0]!.needed! > 3);
    assert.equal(pairs[1]!.needed, undefined);
  });

  it('tests nothing with two seeds, and leaves out what has no result', () => {
    const { order, pairs } = rank([sample([1, 1.01]), sample([]), sample([2, 2.01])], true);
    assert.deepEqual(order, [0, 2]);
    assert.deepEqual(pairs, [{ better: 0, worse: 2, p: undefined, claimed: false, needed: undefined }]);
  });

  it('sees in pairs what the seeds have in common', () => {
    // Seeds differ by far more than the networks, but by the same amount for both.
    const [a, b] = [
      [1, 2, 3, 4],
      [1.1, 2.11, 3.09, 4.1],
    ];
    assert.equal(rank([sample(a!), sample(b!)], true).pairs[0]!.claimed, true);
    assert.equal(rank([sample(a!), sample(b!)], false).pairs[0]!.claimed, false);
    assert.equal(rank([sample(a!, [1, 2, 3, 4]), sample(b!, [5, 6, 7, 8])], true).pairs[0]!.claimed, false);
  });

  it('claims anything about nine equal networks in at most 6.5 % of 400 tables', () => {
    const random = new Random(1, 'equal networks');
    let wrong = 0;
    for (let i = 0; i < 400; i++) {
      const samples = Array.from({ length: 9 }, () => sample(SEEDS.map(() => 1.7 + 0.01 * random.normal())));
      if (rank(samples, i % 2 === 0).pairs.some(({ claimed }) => claimed)) wrong++;
    }
    assert.ok(wrong <= 26, `${wrong}`);
  }).timeout(60_000);
});
