import assert from 'node:assert/strict';
import { Random } from '../../../src/network/random';
import { holm, interval, neededSeeds, pairedP, welchP } from '../../../src/statistics/comparison';
import { criticalT, twoSidedP } from '../../../src/statistics/student-t';

const near = (actual: number, expected: number, tolerance = 1e-6) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

describe('the t tests', () => {
  it("have the p values of Student's table", () => {
    near(twoSidedP(12.706204736, 1), 0.05);
    near(twoSidedP(4.30265273, 2), 0.05);
    near(twoSidedP(2.228138852, 10), 0.05);
    near(twoSidedP(1.962339081, 1000), 0.05);
    near(twoSidedP(0, 7), 1);
    near(criticalT(0.01, 4), 4.604094871, 1e-6);
  });

  it("compare independent runs by Welch's test and runs with shared seeds in pairs (figures of SciPy)", () => {
    const a = [1.67, 1.663, 1.671, 1.668];
    const b = [1.689, 1.686, 1.691, 1.685];
    near(welchP(a, b), 0.000169048791, 1e-9);
    near(pairedP(a, b), 0.000551152565, 1e-9);
  });

  it('tell apart runs without any spread only where they differ', () => {
    assert.equal(welchP([1, 1, 1], [1, 1, 1]), 1);
    assert.equal(welchP([1, 1, 1], [2, 2, 2]), 0);
    assert.equal(pairedP([1, 2, 3], [1, 2, 3]), 1);
  });

  it('find a winner in at most 6.5 % of 2000 comparisons of a network with itself', () => {
    const random = new Random(1, 'A/A');
    let [welch, paired] = [0, 0];
    for (let i = 0; i < 2000; i++) {
      const draw = () => Array.from({ length: 3 }, () => 1.7 + 0.01 * random.normal());
      const [a, b] = [draw(), draw()];
      if (welchP(a, b) < 0.05) welch++;
      if (pairedP(a, b) < 0.05) paired++;
    }
    assert.ok(welch <= 130, `Welch: ${welch}`);
    assert.ok(paired <= 130, `paired: ${paired}`);
  });

  it('claim fewer differences together than one by one', () => {
    assert.deepEqual(holm([0.04, 0.001, 0.03]), [false, true, false]);
    assert.deepEqual(holm([0.01, 0.02, 0.03]), [true, true, true]);
    assert.deepEqual(holm([0.04]), [true]);
  });

  it('give an interval that a single run does not have, and how many runs would be needed', () => {
    assert.equal(interval([1.5]).halfWidth, undefined);
    near(interval([1, 2, 3]).halfWidth!, 4.30265273 / Math.sqrt(3), 1e-6);
    assert.equal(neededSeeds([1, 1.2, 0.8], [1.01, 1.21, 0.81]), Math.ceil(((1.959964 + 0.841621) ** 2 * 0.08) / 0.01 ** 2));
    assert.equal(neededSeeds([1, 1], [1, 1]), undefined);
  });
});
