import assert from 'node:assert/strict';
import { DISCOUNT, KneserNey } from '../../../src/ngram/kneser-ney';
import { NgramText } from '../../../src/ngram/ngram-text';
import fc from '../support/properties';
import { readShared } from '../support/shared';

/** The definition, counted anew from the text at every question. */
function bruteForce(text: readonly number[], order: number, context: readonly number[], symbol: number, V: number): number {
  const padded = [...new Array(order).fill(-1), ...text];
  // Every occurrence with its full context: [order + 1] symbols.
  const grams = text.map((_, i) => padded.slice(i, i + order + 1));
  let p = 1 / V;
  for (let j = 0; j <= order; j++) {
    const suffixes = grams.map((gram) => gram.slice(order - j));
    // Below the longest context: distinct symbols to the left, that is distinct grams that are one longer.
    const kept = j === order ? suffixes : [...new Map(grams.map((gram) => [gram.slice(order - j - 1).join(), gram.slice(order - j)])).values()];
    const c = context.slice(context.length - j);
    const own = kept.filter((gram) => gram.slice(0, j).join() === c.join());
    if (own.length === 0) continue;
    const count = own.filter((gram) => gram[j] === symbol).length;
    const distinct = new Set(own.map((gram) => gram[j])).size;
    p = (Math.max(0, count - DISCOUNT) + DISCOUNT * distinct * p) / own.length;
  }
  return p;
}

const texts = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 40 });

describe('Kneser-Ney', () => {
  it('is what the definition says', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 0, max: 4 }), (text, order) => {
        const model = new KneserNey(order);
        for (let i = 0; i < text.length; i++) model.add(text, i);
        const padded = [...new Array(order).fill(-1), ...text];
        const out = new Float64Array(4);
        for (const position of [0, Math.floor(text.length / 2), text.length]) {
          model.distribution(text, position, out);
          const context = padded.slice(position, position + order);
          for (let x = 0; x < 4; x++) {
            const expected = bruteForce(text, order, context, x, 4);
            assert.ok(Math.abs(out[x]! - expected) < 1e-12, `${out[x]} for ${expected}`);
            assert.ok(Math.abs(model.probability(text, position, x, 4) - expected) < 1e-12);
          }
          assert.ok(Math.abs(out.reduce((a, b) => a + b) - 1) < 1e-9);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('follows every edit: after any of them it is as if the text had always been so', () => {
    const edits = fc.array(
      fc.record({ at: fc.nat(1000), removed: fc.nat(8), inserted: fc.array(fc.constantFrom('a', 'b', 'c', '😀'), { maxLength: 8 }) }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(edits, fc.integer({ min: 0, max: 8 }), (list, order) => {
        const alphabet = ['a', 'b', 'c', '😀'];
        const followed = new NgramText(order, alphabet);
        let characters: string[] = [];
        for (const { at, removed, inserted } of list) {
          const start = at % (characters.length + 1);
          const count = Math.min(removed, characters.length - start);
          followed.edit(start, count, inserted);
          characters = [...characters.slice(0, start), ...inserted, ...characters.slice(start + count)];
        }
        const fresh = new NgramText(order, alphabet);
        fresh.append(characters);
        assert.deepEqual([...followed.text], [...fresh.text]);
        assert.equal(followed.model.size, characters.length);
        const [a, b] = [new Float64Array(4), new Float64Array(4)];
        for (let position = 0; position <= characters.length; position++) {
          assert.equal(followed.distribution(position, a), fresh.distribution(position, b));
          assert.deepEqual(a, b);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('refuses to take back what was never added', () => {
    const model = new KneserNey(2);
    model.add([1, 2, 3], 2);
    assert.throws(() => model.remove([3, 2, 1], 2));
    model.add([1, 2, 0], 2);
    assert.throws(() => model.remove([1, 2, 1], 2));
    assert.equal(model.size, 2);
  });

  it('takes no more memory when a text is rewritten again and again', () => {
    const text = new NgramText(8);
    const write = (round: number) => {
      const letters = Array.from({ length: 500 }, (_, i) => String.fromCharCode(97 + ((Math.imul(i + 7 * round, 2654435761) >>> 16) % 26)));
      text.edit(0, text.length, letters);
    };
    for (let round = 0; round < 3; round++) write(round);
    const { bytes } = text.model;
    for (let round = 3; round < 200; round++) write(round);
    assert.equal(text.model.bytes, bytes);
  });

  it("tinyshakespeare's validation part: contexts of 4, 5 and 6 characters", function () {
    this.timeout(180_000);
    const characters = Array.from(readShared(this, 'data', 'tinyshakespeare.txt'));
    const split = Math.floor(0.9 * characters.length);
    for (const [order, expected] of [
      [4, 1.566],
      [5, 1.5385],
      [6, 1.547],
    ] as const) {
      const text = new NgramText(order, [...new Set(characters)].sort());
      text.append(characters.slice(0, split));
      const held = Int32Array.from(characters.slice(split), (character) => text.indexOf(character));
      const V = text.vocabularySize;
      const all = new Int32Array(characters.length);
      all.set(text.text);
      all.set(held, split);
      let nats = 0;
      for (let i = split; i < all.length; i++) nats -= Math.log(text.model.probability(all, i, all[i]!, V));
      const mean = nats / held.length;
      assert.ok(Math.abs(mean / expected - 1) < 0.002, `KN${order}: ${mean} nats`);
    }
  });
});
