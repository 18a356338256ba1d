import assert from 'node:assert/strict';
import { chooseLength } from '../../../src/prediction/policy';
import { Rejections } from '../../../src/prediction/rejections';
import { DIAL } from '../../../src/protocol/suggestion-policy';
import fc from '../support/properties';

const probability = fc.double({ min: 0.05, max: 0.999, noNaN: true });
const rolled = fc.array(probability, { maxLength: 9 });

/** The same by trying every plan: from each place, show up to some later one or wait a character. */
function best(p: readonly number[], k: number, dial: (Q: number) => number): { value: number; length: number } {
  if (k >= p.length) return { value: 0, length: 0 };
  let result = { value: p[k]! * best(p, k + 1, () => 0).value, length: 0 };
  for (let l = k + 2; l <= p.length; l++) {
    const q = p.slice(k, l).reduce((a, b) => a * b, 1);
    const value = q * (l - k - 1 + best(p, l, () => 0).value) - 0.25 * (1 - p[k]!) - 0.5 + dial(q);
    if (value > result.value + 1e-12) result = { value, length: l };
  }
  return result;
}

describe('what is shown of a continuation', () => {
  it('is what saves the most keys, waiting included', () => {
    fc.assert(
      fc.property(rolled, fc.constantFrom(...Object.values(DIAL)), (p, policy) => {
        const dial = (Q: number) => policy.weight * (Q - policy.acceptance);
        assert.equal(chooseLength(p, policy), best(p, 0, dial).length);
      }),
    );
  });

  it('is never one character, and ends where it may', () => {
    fc.assert(
      fc.property(rolled, fc.constantFrom(...Object.values(DIAL), { threshold: 0.2 }), (p, policy) => {
        const length = chooseLength(p, policy, { mayEnd: (i) => i % 2 === 1, isVisible: () => true });
        assert.ok(length === 0 || (length >= 2 && length % 2 === 0 && length <= p.length));
      }),
    );
  });

  it('is never one character beside blanks, however sure', () => {
    const places = (text: string) => ({ mayEnd: () => true, isVisible: (i: number) => text[i] !== ' ' });
    const sure = [0.99, 0.99, 0.99, 0.01];
    assert.equal(chooseLength(sure, DIAL.eager, places('e  x')), 0);
    assert.equal(chooseLength(sure, DIAL.eager, places('e ax')), 3);
  });

  it('by a threshold is the longest whose probability reaches it', () => {
    assert.equal(chooseLength([0.9, 0.9, 0.9, 0.5], { threshold: 0.65 }), 3);
    assert.equal(chooseLength([0.6, 0.9], { threshold: 0.65 }), 0);
  });

  it('is less on a quiet dial and more on an eager one', () => {
    fc.assert(
      fc.property(rolled, (p) => {
        const [quiet, balanced, eager] = [DIAL.quiet, DIAL.balanced, DIAL.eager].map((policy) => chooseLength(p, policy) > 0);
        assert.ok((!quiet || balanced) && (!balanced || eager));
      }),
    );
  });

  it('waits rather than showing less of what will be certain in a moment', () => {
    // The first character decides; behind it everything is certain.
    const p = [0.1, 0.99, 0.99, 0.99, 0.99, 0.99, 0.99, 0.99];
    assert.equal(chooseLength(p, DIAL.balanced), 0);
    assert.equal(chooseLength(p.slice(1), DIAL.balanced), 7);
  });
});

describe('a no', () => {
  it('makes the like less sure, up to a limit; a yes makes up for half of it; both can be taken back', () => {
    const rejections = new Rejections();
    assert.equal(rejections.doubt('foo(', 'b'), 0);
    const back = rejections.rejected('foo(', 'b');
    const once = rejections.doubt('a foo(', 'b');
    assert.ok(once > 0 && rejections.doubt('foo(', 'c') === 0 && rejections.doubt('fox(', 'b') === 0);
    for (let i = 0; i < 9; i++) rejections.rejected('foo(', 'b');
    assert.ok(Math.abs(rejections.doubt('foo(', 'b') - 3 * once) < 1e-9);
    rejections.accepted('foo(', 'b');
    assert.ok(Math.abs(rejections.doubt('foo(', 'b') - 1.5 * once) < 1e-9);
    back();
    assert.equal(rejections.doubt('foo(', 'b'), 0);
  });

  it('counts half after two hundred other judgements', () => {
    const rejections = new Rejections();
    rejections.rejected('foo(', 'b');
    const once = rejections.doubt('foo(', 'b');
    const others = Array.from({ length: 200 }, (_, i) => rejections.rejected(`x${i}`, 'y'));
    assert.ok(Math.abs(rejections.doubt('foo(', 'b') - once / 2) < 1e-9);
    for (const takeBack of others.reverse()) takeBack();
    assert.equal(rejections.doubt('foo(', 'b'), once);
  });

  it('can silence a suggestion that was just sure enough', () => {
    const p = [0.85, 0.97, 0.97, 0.97];
    assert.ok(chooseLength(p, DIAL.balanced, undefined, 0) > 0);
    assert.equal(chooseLength(p, DIAL.balanced, undefined, 1.8), 0);
  });
});
