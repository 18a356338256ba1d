import assert from 'node:assert/strict';
import { codePoints, measureText, normalizeText } from '../../../src/text/text';
import { Vocabulary } from '../../../src/text/vocabulary';
import fc from '../support/properties';

describe('text', () => {
  it('loses its byte order mark and carriage returns, and nothing else', () => {
    assert.equal(normalizeText('\uFEFFa\r\nb\tc\rd\n\u00A0e\u0301\n'), 'a\nb\tc\rd\n\u00A0e\u0301\n');
  });

  it('is read by code points', () => {
    assert.deepEqual(codePoints('a😀b'), ['a', '😀', 'b']);
  });

  it('is refused with an id when there is nothing to learn from', () => {
    assert.throws(() => codePoints(normalizeText('')), { id: 'text.empty' });
    assert.throws(() => codePoints(normalizeText('a')), { id: 'text.single' });
    assert.throws(() => codePoints(normalizeText('a\0b')), { id: 'text.binary' });
  });
});

describe('vocabulary', () => {
  it('is sorted by code point and gives back what it encoded', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.integer({ min: 1, max: 0x10ffff }).map((point) => String.fromCodePoint(point)),
          { minLength: 1 },
        ),
        (characters) => {
          const vocabulary = Vocabulary.of(characters, 1);
          const points = vocabulary.characters.map((character) => character!.codePointAt(0)!);
          assert.deepEqual(
            points,
            [...new Set(points)].sort((a, b) => a - b),
          );
          assert.deepEqual(
            Array.from(vocabulary.encode(characters), (symbol) => vocabulary.character(symbol)),
            characters,
          );
        },
      ),
    );
  });

  it('gathers rare characters in an unknown class at index 0', () => {
    const vocabulary = Vocabulary.of(Array.from('aabbbc'), 2);
    assert.deepEqual(vocabulary.characters, [null, 'a', 'b']);
    assert.deepEqual([...vocabulary.encode(['c', 'a', 'z'])], [0, 1, 0]);
  });

  it('without an unknown class reads an unknown character as -1', () => {
    assert.deepEqual([...Vocabulary.of(['a'], 1).encode(['z', 'a'])], [-1, 0]);
  });
});

describe('the measure of a text', () => {
  it('counts what normalising and splitting would, in place', () => {
    const unit = fc.constantFrom('a', 'b', '\n', '\r\n', '\r', '\ud800', '\udc00', '🌊', '潮', '\ufeff');
    fc.assert(
      fc.property(fc.array(unit, { minLength: 3, maxLength: 40 }), (units) => {
        const raw = units.join('');
        const characters = Array.from(normalizeText(raw));
        if (characters.length < 2) return;
        assert.deepEqual(measureText(raw), { characters: characters.length, vocabularySize: new Set(characters).size });
      }),
      { numRuns: 500 },
    );
  });

  it('refuses what cannot be learnt', () => {
    for (const [raw, id] of [
      ['', 'text.empty'],
      ['\ufeff', 'text.empty'],
      ['x', 'text.single'],
      ['🌊', 'text.single'],
      ['ab\0', 'text.binary'],
    ] as const)
      assert.throws(() => measureText(raw), { id });
  });
});
