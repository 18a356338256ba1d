import assert from 'node:assert/strict';
import { countCodePoints, isWhole, wholeOffset, withLineFeeds } from '../../../src/text/offsets';
import fc from '../support/properties';

describe('offsets in a text', () => {
  const units = fc.string({ unit: fc.constantFrom('a', '\n', 'é', '😀', '\ud83d', '\ude00') });

  it('counts as many code points as an iteration gives', () => {
    fc.assert(
      fc.property(units, fc.nat(20), (text, end) => {
        assert.equal(countCodePoints(text), Array.from(text).length);
        assert.equal(countCodePoints(text, Math.min(end, text.length)), Array.from(text.slice(0, end)).length);
      }),
    );
  });

  it('never cuts a pair of units', () => {
    fc.assert(
      fc.property(units, fc.nat(20), (text, place) => {
        const at = wholeOffset(text, Math.min(place, text.length));
        assert.deepEqual([...Array.from(text.slice(0, at)), ...Array.from(text.slice(at))], Array.from(text));
      }),
    );
  });

  it('takes half a pair and nothing for nothing that can be inserted', () => {
    assert.deepEqual(['', 'a', '😀', '😀'.slice(0, 1), '😀b'.slice(1)].map(isWhole), [false, true, true, false, false]);
  });

  it('has one character at the end of a line', () => {
    assert.equal(withLineFeeds('a\r\nb\rc\nd'), 'a\nb\nc\nd');
  });
});
