import assert from 'node:assert/strict';
import { graphemeEnd } from '../../../src/prediction/graphemes';
import fc from '../support/properties';

const end = (text: string, length: number) =>
  Array.from(text)
    .slice(0, graphemeEnd(Array.from(text), length))
    .join('');

describe('the end of a suggestion', () => {
  it('is never within a flag, a family or a letter with marks', () => {
    assert.equal(end('a👩‍👩‍👧b', 2), 'a');
    assert.equal(end('a👩‍👩‍👧b', 3), 'a');
    assert.equal(end('a👩‍👩‍👧b', 6), 'a👩‍👩‍👧');
    assert.equal(end('x🇩🇪🇫🇷', 2), 'x');
    assert.equal(end('x🇩🇪🇫🇷', 3), 'x🇩🇪');
    assert.equal(end('e\u0301a', 1), '');
    assert.equal(end('e\u0301a', 2), 'e\u0301');
    assert.equal(end('x👩\u200D', 3), 'x');
    assert.equal(end('x🇩', 2), 'x');
  });

  it('is where it was in plain text, and between two graphemes of any text', () => {
    assert.equal(graphemeEnd(Array.from('plain text'), 4), 4);
    const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
    const piece = fc.constantFrom('a', ' ', '\n', 'é', 'e\u0301', '👩‍👩‍👧', '🇩🇪', '👍🏽', '中', 'ก็', '\u200D');
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 8 }), fc.nat(20), (pieces, wanted) => {
        const characters = Array.from(pieces.join(''));
        const length = Math.min(wanted, characters.length);
        const got = graphemeEnd(characters, length);
        assert.ok(got <= length);
        const units = characters.slice(0, got).join('').length;
        const text = characters.join('');
        assert.ok(units === text.length || [...segmenter.segment(text)].some(({ index }) => index === units));
      }),
    );
  });
});
