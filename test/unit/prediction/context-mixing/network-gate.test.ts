import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { NgramText } from '../../../../src/ngram/ngram-text';
import { CodeTree } from '../../../../src/prediction/context-mixing/code-tree';
import { ContextMixer } from '../../../../src/prediction/context-mixing/context-mixer';
import { ContextPredictor } from '../../../../src/prediction/context-predictor';
import { NgramPredictor } from '../../../../src/prediction/ngram-predictor';
import type { Predictor } from '../../../../src/prediction/predictor';

const ROOT = path.resolve(__dirname, '../../../../..');
const FILES = ['src/prediction/policy.ts', 'samples/guide.md', 'package.nls.zh-cn.json', 'LICENSE', 'scripts/build.mjs'];
const LENGTH = 1500;

/** A network that gives the character that comes at `position` a probability, or another one. */
class Fake implements Predictor {
  private position = 0;

  constructor(
    private readonly symbols: readonly number[],
    private readonly right: (position: number) => number,
  ) {}

  distribution(out: Float64Array): void {
    const p = this.right(this.position);
    const named = p >= 0 ? this.symbols[this.position]! : (this.symbols[this.position]! + 1) % out.length;
    out.fill((1 - Math.abs(p)) / Math.max(1, out.length - 1));
    out[named] = Math.abs(p);
  }

  advance(): void {
    this.position++;
  }

  fork(): Predictor {
    const copy = new Fake(this.symbols, this.right);
    copy.position = this.position;
    return copy;
  }
}

/** A text told with a network inside the predictor, or without one. */
function told(text: readonly string[], right?: (position: number) => number) {
  const alphabet = [...new Set(text)].sort();
  const ngram = new NgramText(8, alphabet);
  const codes = alphabet.map((character) => character.codePointAt(0)!);
  const tree = new CodeTree(
    codes,
    codes.map((_, i) => i % 5),
  );
  const mixer = new ContextMixer(tree, { slotBits: 14 });
  const symbols = text.map((character) => ngram.indexOf(character));
  const predictor = new ContextPredictor(mixer, mixer.place, ngram, [new NgramPredictor(ngram, [])]);
  if (right) predictor.setExternal(1, new Fake(symbols, right));
  let bits = 0;
  for (const symbol of symbols) {
    bits -= Math.log2(predictor.probability(symbol, ngram.vocabularySize));
    predictor.observe(symbol);
  }
  return { bits, mixer, predictor };
}

/** What networks may be like; a negative probability is that of a wrong character. */
const NETWORKS: Readonly<Record<string, (position: number) => number>> = {
  'is sure of a wrong character': () => -0.999,
  'says the same everywhere': () => 1 / 50,
  'is right now and then': (i) => ((Math.imul(i + 1, 2654435761) >>> 20) % 3 === 0 ? 0.9 : -0.9),
  'is right for a while, then wrong': (i) => (i < 500 ? 0.99 : -0.99),
  'changes its mind every hundred characters': (i) => (i % 200 < 100 ? 0.95 : -0.95),
};

describe('a network inside context mixing', () => {
  for (const file of FILES) {
    const text = Array.from(readFileSync(path.join(ROOT, file), 'utf8').replace(/\r/g, '')).slice(0, LENGTH);
    const alone = told(text);

    it(`costs at most half a percent on ${file}, however wrong it is, and leaves the mixer as it is without one`, () => {
      for (const [name, right] of Object.entries(NETWORKS)) {
        const { bits, mixer, predictor } = told(text, right);
        assert.ok(bits <= 1.005 * alone.bits, `${name}: ${bits} bits, ${alone.bits} without`);
        assert.deepEqual(mixer.portable, alone.mixer.portable, name);
        predictor.setExternal(1, undefined);
        assert.equal(predictor.probability(0, 1000), alone.predictor.probability(0, 1000), name);
      }
    });

    it(`saves most of the bits on ${file} when it knows what comes`, () => {
      const { bits } = told(text, () => 0.95);
      assert.ok(bits < 0.4 * alone.bits, `${bits} bits, ${alone.bits} without`);
    });
  }

  it('is taken back with the characters that it was asked about', () => {
    const text = Array.from('the tide comes in and the tide goes out\n'.repeat(4));
    const [once, twice] = [told(text, () => 0.5), told([...text, ...text.slice(0, 60)], (i) => (i < text.length ? 0.5 : -0.7))];
    for (let i = 0; i < 60; i++) assert.ok(twice.mixer.undo());
    const symbols = text.map((character) => [...new Set(text)].sort().indexOf(character));
    for (const { predictor } of [once, twice]) {
      predictor.setExternal(0, undefined);
      predictor.setExternal(1, new Fake(symbols, () => 0.3));
    }
    assert.equal(twice.predictor.probability(3, 1000), once.predictor.probability(3, 1000));
  });
});
