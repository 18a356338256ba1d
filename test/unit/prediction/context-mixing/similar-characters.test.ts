import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createEngine, DEFAULT_ORDER } from '../../../../src/cli/engines';
import { CodeTree, similarCharacters } from '../../../../src/prediction/context-mixing/code-tree';
import { type Halves, isPair } from '../../../../src/prediction/context-mixing/similar-characters';
import { scoreText } from '../../../../src/prediction/score';
import fc from '../../support/properties';

const BOOK = path.resolve(__dirname, '../../../../../../shared/data/hongloumeng_100k.txt');
const FIRST = 0x4e00;

function arranged(codes: readonly number[], text: readonly number[]): Halves | undefined {
  const work = similarCharacters(codes, text);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

const leavesOf = (halves: Halves): readonly number[] => (isPair(halves) ? [...leavesOf(halves[0]), ...leavesOf(halves[1])] : halves);

/** Numbers below `limit` that look drawn at random. */
const drawn = (i: number, limit: number) => (Math.imul(i + 1, 2654435761) >>> 8) % limit;

/** Share of Kneser-Ney's bits that context mixing takes for the end of a text, both adaptive. */
function shareOf(text: string, held: number): number {
  const characters = Array.from(text);
  const pieces = { before: characters.slice(0, -held), text: characters.slice(-held) };
  const [counted, mixed] = (['ngram', 'context'] as const).map((engine) => {
    const { predictor, ngram, symbols } = createEngine({ engine, order: DEFAULT_ORDER, ...pieces });
    return scoreText(predictor, symbols, ngram.vocabularySize, true).nats;
  });
  return mixed! / counted!;
}

describe('a code tree of many characters', () => {
  it('divides those that follow one character from those that follow another', () => {
    // Characters of an even number come after a, those of an odd one after b.
    const codes = [97, 98, ...Array.from({ length: 160 }, (_, i) => FIRST + i)];
    const text: number[] = [];
    for (let i = 0; i < 6000; i++) {
      const leaf = drawn(i, 160);
      text.push(leaf % 2, 2 + leaf);
    }
    const halves = arranged(codes, text)!;
    assert.ok(isPair(halves));
    for (const half of halves) assert.equal(new Set(leavesOf(half).map((leaf) => leaf % 2)).size, 1);
  });

  it('has one leaf for each of them, whatever the text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 260 }), fc.array(fc.nat(259), { maxLength: 800 }), (members, symbols) => {
        const codes = [10, 32, 97, ...Array.from({ length: members }, (_, i) => FIRST + i)];
        const text = symbols.map((symbol) => symbol % codes.length);
        const similar = arranged(codes, text)!;
        assert.deepEqual(
          [...leavesOf(similar)].sort((a, b) => a - b),
          Array.from({ length: members }, (_, i) => i + 3),
        );
        const tree = new CodeTree(
          codes,
          codes.map((_, leaf) => text.filter((symbol) => symbol === leaf).length),
          similar,
        );
        assert.equal(new Set(tree.position).size, codes.length + 1);
        assert.equal(tree.nodes, codes.length);
        for (const [leaf, code] of codes.entries()) assert.equal(tree.leafOf(code), leaf);
      }),
      { numRuns: 20 },
    );
  });

  it('is arranged by frequency alone where they are few', () => {
    assert.equal(arranged([97, FIRST, FIRST + 1], [0, 1, 0, 2]), undefined);
  });
});

describe('Chinese text', () => {
  it("is predicted from characters that do not touch: where only the last but one tells what comes, context mixing needs less than half of the n-gram's bits", () => {
    // Every other character says what comes after the next one, which is drawn.
    let text = '';
    for (let i = 0; i < 1500; i++) text += String.fromCodePoint(FIRST + (i % 12), FIRST + 50 + drawn(i, 40));
    const share = shareOf(text, 600);
    assert.ok(share < 0.5, `${share}`);
  });

  it('takes at most .97 of the bits of Kneser-Ney 8', function () {
    if (!process.env.UNROLL_LONG || !existsSync(BOOK)) this.skip();
    this.timeout(300_000);
    const share = shareOf(readFileSync(BOOK, 'utf8'), 8000);
    assert.ok(share <= 0.97, `${share}`);
  });
});
