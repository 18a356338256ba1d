import assert from 'node:assert/strict';
import { NgramText } from '../../../src/ngram/ngram-text';
import { LearnedText } from '../../../src/prediction/learned-text';
import fc from '../support/properties';

const LINES = 'if (a < b) {\n  return call(a, "x y");\n}\nfor (const a of b) {\n  a.call(b, \'😀\');\n}\n';
const ALPHABET = [...new Set(`${LINES}qz`)].sort();

function fresh(): LearnedText {
  return new LearnedText(
    new NgramText(6, ALPHABET),
    ALPHABET.map(() => 1),
    { slotBits: 14 },
  );
}

function built(text: readonly string[]): LearnedText {
  const learned = fresh();
  learned.wait(text.map((character) => learned.ngram.indexOf(character)));
  learned.learn(text.length);
  return learned;
}

function distributionAt(learned: LearnedText, position: number): Float64Array {
  const out = new Float64Array(learned.ngram.vocabularySize);
  learned.at(position)!.distribution(out);
  return out;
}

const edit = fc.record({
  back: fc.nat(80),
  removed: fc.nat(20),
  inserted: fc.constantFrom('', 'x', 'a', 'call(', '\n', '  ', '😀', 'for (const ', LINES.slice(0, 30)),
  rest: fc.boolean(),
});

/** Follows edits near the end of the text, those of one stretch, and says what the text is then. */
function follow(
  learned: LearnedText,
  text: string[],
  from: number,
  edits: { back: number; removed: number; inserted: string; rest: boolean }[],
): string[] {
  let characters = text;
  let end = from;
  for (const { back, removed, inserted, rest } of edits) {
    const start = Math.max(text.length === from ? 0 : from, end - back);
    const taken = Math.min(removed, end - start);
    const letters = Array.from(inserted);
    learned.edit(start, taken, letters);
    characters = [...characters.slice(0, start), ...letters, ...characters.slice(start + taken)];
    end += letters.length - taken;
    if (rest) learned.learn(learned.waiting);
  }
  learned.learn(learned.waiting);
  return characters;
}

describe('a text that is learnt as it is edited', () => {
  it('after any edits within reach of the log is, bit for bit, the text learnt at once', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 4 }), (edits, times) => {
        const text = Array.from(LINES.repeat(times));
        const learned = built(text);
        const characters = follow(learned, text, text.length, edits);
        const again = built(characters);
        assert.equal(learned.length, characters.length);
        assert.deepEqual(learned.mixer.portable, again.mixer.portable);
        assert.deepEqual(learned.mixer.place.state, again.mixer.place.state);
        assert.deepEqual(distributionAt(learned, characters.length), distributionAt(again, characters.length));
        assert.equal(learned.stale, 0);
        for (const one of [learned, again]) one.edit(characters.length, 0, Array.from(LINES));
        assert.deepEqual(distributionAt(learned, characters.length + 5), distributionAt(again, characters.length + 5));
      }),
      { numRuns: process.env.UNROLL_LONG ? 1500 : 40 },
    );
  });

  it('in the middle is what typing the same there at once makes of it', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), fc.nat(LINES.length), (edits, place) => {
        const text = Array.from(LINES.repeat(6));
        const position = Math.min(place, text.length - 1);
        const [learned, again] = [built(text), built(text)];
        // A first key begins a stretch there; from then on every edit in it is exact.
        learned.edit(position, 0, ['x']);
        learned.edit(position, 1, []);
        let stretch: string[] = [];
        for (const { back, removed, inserted } of edits) {
          const start = Math.max(0, stretch.length - back);
          const taken = Math.min(removed, stretch.length - start);
          learned.edit(position + start, taken, Array.from(inserted));
          stretch = [...stretch.slice(0, start), ...Array.from(inserted), ...stretch.slice(start + taken)];
        }
        learned.learn(learned.waiting);
        again.edit(position, 0, stretch);
        again.learn(again.waiting);
        if (stretch.length === 0) return;
        assert.deepEqual(learned.mixer.portable, again.mixer.portable);
        assert.deepEqual(distributionAt(learned, position + stretch.length), distributionAt(again, position + stretch.length));
      }),
      { numRuns: process.env.UNROLL_LONG ? 1500 : 40 },
    );
  });

  it('follows edits anywhere, also while it is being learnt', () => {
    const place = fc.record({ at: fc.nat(10_000), removed: fc.nat(30), inserted: fc.constantFrom('', 'q', LINES, '😀'), learn: fc.nat(700) });
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 12 }), (edits) => {
        let text = Array.from(LINES.repeat(15));
        const learned = fresh();
        learned.wait(text.map((character) => learned.ngram.indexOf(character)));
        for (const { at, removed, inserted, learn } of edits) {
          learned.learn(learn);
          const start = at % (text.length + 1);
          const taken = Math.min(removed, text.length - start);
          learned.edit(start, taken, Array.from(inserted));
          text = [...text.slice(0, start), ...Array.from(inserted), ...text.slice(start + taken)];
          assert.equal(learned.length, text.length);
        }
        learned.learn(learned.waiting);
        assert.equal(Array.from(learned.ngram.text, (symbol) => learned.ngram.character(symbol)).join(''), text.join(''));
        const p = distributionAt(learned, text.length >> 1);
        assert.ok(Math.abs(p.reduce((a, b) => a + b) - 1) < 1e-9);
      }),
      { numRuns: 30 },
    );
  });

  it('predicts before what waits to be learnt, and not behind it while that is much', () => {
    const learned = fresh();
    const text = Array.from(LINES.repeat(40));
    learned.wait(text.map((character) => learned.ngram.indexOf(character)));
    learned.learn(1000);
    assert.equal(learned.at(text.length), undefined);
    assert.ok(learned.at(900) && learned.at(1000));
    learned.learn(text.length - 1100);
    assert.ok(learned.at(text.length));
    assert.equal(learned.waiting, 0);
  });
});
