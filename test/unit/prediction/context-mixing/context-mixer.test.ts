import assert from 'node:assert/strict';
import { NgramText } from '../../../../src/ngram/ngram-text';
import { CodeTree } from '../../../../src/prediction/context-mixing/code-tree';
import { ContextMixer, UNDO_LENGTH } from '../../../../src/prediction/context-mixing/context-mixer';
import { ContextPredictor } from '../../../../src/prediction/context-predictor';
import { NgramPredictor } from '../../../../src/prediction/ngram-predictor';
import fc from '../../support/properties';

const CODE = 'if (a < b) {\n  return call(a, "x y"); // sum\n}\nfor (const a of b) {\n  a.call(b, \'😀\', [1, 2]);\n}\n';
const ALPHABET = [...new Set(`${CODE}qz`)].sort();
const SLOT_BITS = 12;

/** A mixer with an n-gram inside, and what takes both forward and back. */
function pair(alphabet = ALPHABET) {
  const ngram = new NgramText(8, alphabet);
  const codes = alphabet.map((character) => character.codePointAt(0)!);
  const mixer = new ContextMixer(
    new CodeTree(
      codes,
      codes.map((_, i) => i % 7),
    ),
    { slotBits: SLOT_BITS },
  );
  const counted = new NgramPredictor(ngram, []);
  const predictor = new ContextPredictor(mixer, mixer.place, ngram, [counted]);
  return { mixer, ngram, predictor, learn: (text: string) => Array.from(text, (character) => predictor.observe(ngram.indexOf(character))) };
}

function distribution({ predictor, ngram }: ReturnType<typeof pair>): Float64Array {
  const out = new Float64Array(ngram.vocabularySize);
  predictor.distribution(out);
  return out;
}

const texts = fc
  .array(fc.constantFrom(CODE, 'if (a', 'call(b, ', '\n', '  ', 'qz', '"', '😀', 'for (const '), { minLength: 1, maxLength: 12 })
  .map((list) => list.join(''));

describe('context mixing', () => {
  it('is a distribution over the alphabet and the escape, whatever it has read', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { mixer, predictor, ngram, learn } = pair();
        learn(text);
        predictor.probability(0, ngram.vocabularySize);
        const p = new Float64Array(mixer.tree.escape + 1);
        mixer.distribution(mixer.place, p);
        assert.ok(Math.abs(p.reduce((a, b) => a + b) - 1) < 1e-9 && p.every((one) => one > 0));
        for (const leaf of [0, 3, mixer.tree.escape]) assert.ok(Math.abs(mixer.probability(mixer.place, leaf) - p[leaf]!) < 1e-12);
      }),
      { numRuns: 40 },
    );
  });

  it('finds the likeliest characters in their order', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 5 }), (text, count) => {
        const { mixer, predictor, ngram, learn } = pair();
        learn(text);
        predictor.probability(0, ngram.vocabularySize);
        const p = new Float64Array(mixer.tree.escape + 1);
        mixer.distribution(mixer.place, p);
        const found = mixer.likeliest(mixer.place, count).map(({ probability }) => probability);
        const sorted = [...p].sort((a, b) => b - a).slice(0, count);
        for (const [i, one] of found.entries()) assert.ok(Math.abs(one - sorted[i]!) < 1e-12);
      }),
      { numRuns: 40 },
    );
  });

  it('says what each input contributes: all together as many bits as there are decisions, less what the character costs', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom(...ALPHABET), (text, character) => {
        const { mixer, predictor, ngram, learn } = pair();
        learn(text);
        const leaf = ngram.indexOf(character);
        const contributed = predictor.partsOf(leaf).reduce((sum, one) => sum + one);
        const decisions = mixer.tree.pathStart[leaf + 1]! - mixer.tree.pathStart[leaf]!;
        assert.ok(Math.abs(contributed - decisions - Math.log2(mixer.probability(mixer.place, leaf))) < 1e-6, `${contributed} of ${decisions}`);
      }),
      { numRuns: 40 },
    );
  });

  it('gives the same bits for the same text, and other bits for another', () => {
    const [one, two, other] = [CODE.repeat(3), CODE.repeat(3), `${CODE.repeat(3)}q`].map((text) => {
      const made = pair();
      made.learn(text);
      return distribution(made);
    });
    assert.deepEqual(one, two);
    assert.notDeepEqual(one, other);
  });

  it('learns: what has come before is predicted better each time', () => {
    const { predictor, ngram } = pair();
    const cost = () =>
      Array.from(CODE).reduce((sum, character) => {
        const symbol = ngram.indexOf(character);
        const bits = -Math.log2(predictor.probability(symbol, ngram.vocabularySize));
        predictor.observe(symbol);
        return sum + bits;
      }, 0);
    const [first, second, third] = [cost(), cost(), cost()];
    assert.ok(second < 0.5 * first && third < second, `${first}, ${second}, ${third}`);
  });

  it('takes back exactly what it learnt, as far as the log reaches', () => {
    fc.assert(
      fc.property(texts, texts, (kept, taken) => {
        const [once, twice] = [pair(), pair()];
        once.learn(kept);
        twice.learn(kept);
        const symbols = Array.from(taken, (character) => twice.ngram.indexOf(character));
        twice.learn(taken);
        const before = twice.ngram.length;
        let back = 0;
        while (back < symbols.length && twice.predictor.undo()) back++;
        assert.equal(back, Math.min(symbols.length, UNDO_LENGTH));
        if (back < symbols.length) return;
        twice.ngram.edit(before - back, back, []);
        twice.predictor.setExternal(0, new NgramPredictor(twice.ngram, twice.ngram.text));
        assert.deepEqual(twice.mixer.place.state, once.mixer.place.state);
        assert.deepEqual(twice.mixer.portable, once.mixer.portable);
        assert.deepEqual(distribution(twice), distribution(once));
        // And what is learnt from here on is the same as well.
        for (const { mixer } of [once, twice]) mixer.learn(97);
        assert.deepEqual(distribution(twice), distribution(once));
      }),
      { numRuns: 60 },
    );
  });

  it('looking ahead changes nothing', () => {
    const [one, two] = [pair(), pair()];
    one.learn(CODE);
    two.learn(CODE);
    const ahead = two.predictor.fork();
    for (const character of 'if (a < b) {\n') {
      ahead.likeliest();
      ahead.advance(two.ngram.indexOf(character));
    }
    one.learn('x');
    two.learn('x');
    assert.deepEqual(distribution(two), distribution(one));
  });

  it('codes a character that it has no leaf for by the escape, and goes on', () => {
    const { mixer, ngram, predictor, learn } = pair();
    learn(CODE);
    const symbol = ngram.indexOf('字');
    assert.equal(predictor.probability(symbol, ngram.vocabularySize), mixer.probability(mixer.place, mixer.tree.escape));
    const V = new Float64Array(ngram.vocabularySize);
    predictor.distribution(V);
    assert.ok(Math.abs(V.reduce((a, b) => a + b) - 1) < 1e-9);
    const before = mixer.probability(mixer.place, mixer.tree.escape);
    learn('字字');
    assert.ok(predictor.probability(symbol, ngram.vocabularySize) > 5 * before);
  });

  it('stays below its memory', () => {
    const alphabet = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
    const ngram = new NgramText(8, alphabet);
    const mixer = new ContextMixer(
      new CodeTree(
        alphabet.map((_, i) => 32 + i),
        alphabet.map(() => 1),
      ),
    );
    const predictor = new ContextPredictor(mixer, mixer.place, ngram, []);
    for (let i = 0; i < 3000; i++) predictor.observe((Math.imul(i, 2654435761) >>> 20) % 95);
    assert.ok(mixer.bytes < 24 * 2 ** 20, `${mixer.bytes}`);
  });
});

describe('the code tree', () => {
  it('has a leaf for every character and one for all others, whatever the counts', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 70_000 }), { minLength: 0, maxLength: 200 }), fc.nat(50), (codes, seed) => {
        const tree = new CodeTree(
          codes,
          codes.map((_, i) => (i * seed) % 97),
        );
        const positions = new Set(tree.position);
        assert.equal(positions.size, codes.length + 1);
        assert.equal(tree.nodes, codes.length);
        // Kraft's sum of a full binary tree.
        let sum = 0;
        for (let leaf = 0; leaf <= tree.escape; leaf++) sum += 2 ** -(tree.pathStart[leaf + 1]! - tree.pathStart[leaf]!);
        assert.ok(Math.abs(sum - 1) < 1e-9);
        for (const [leaf, code] of codes.entries()) assert.equal(tree.leafOf(code), leaf);
        assert.equal(tree.leafOf(80_000), tree.escape);
      }),
    );
  });

  it('gives frequent characters of a class shorter paths', () => {
    const tree = new CodeTree([97, 98, 99, 100], [100, 1, 1, 1]);
    const length = (leaf: number) => tree.pathStart[leaf + 1]! - tree.pathStart[leaf]!;
    assert.ok(length(0) < length(1) && length(0) < length(3));
  });
});
