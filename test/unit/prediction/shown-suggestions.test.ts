import assert from 'node:assert/strict';
import { ShownSuggestions } from '../../../src/prediction/shown-suggestions';

describe('what was shown and what came of it', () => {
  it('typed against is held against its like, until that text is deleted', () => {
    const shown = new ShownSuggestions();
    shown.show(10, 'bar)', 'foo(');
    shown.edited(10, 0, 'x');
    assert.ok(shown.doubt('foo(', 'b') > 0);
    // Text before it grows: the judgement moves along.
    shown.edited(0, 0, '12345');
    shown.edited(3, 1, '');
    assert.ok(shown.doubt('foo(', 'b') > 0);
    shown.edited(14, 1, '');
    assert.equal(shown.doubt('foo(', 'b'), 0);
  });

  it('typed along is no judgement, and what is left of it is still shown', () => {
    const shown = new ShownSuggestions();
    shown.show(10, 'bar)', 'foo(');
    shown.edited(10, 0, 'b');
    assert.deepEqual([shown.at(11), shown.doubt('foo(', 'b')], ['ar)', 0]);
    shown.edited(11, 0, 'x');
    assert.ok(shown.doubt('oo(b', 'a') > 0, 'wrong from here on');
    assert.equal(shown.at(12), undefined);
  });

  it('accepted, whole or a word of it, is forgiven by half', () => {
    for (const piece of ['bar)', 'bar']) {
      const shown = new ShownSuggestions();
      shown.show(10, 'bar)', 'foo(');
      shown.edited(10, 0, 'x');
      const before = shown.doubt('foo(', 'b');
      shown.show(20, 'bar)', 'foo(');
      shown.edited(20, 0, piece);
      assert.equal(shown.doubt('foo(', 'b'), before / 2);
    }
  });

  it('an edit elsewhere says nothing about it', () => {
    const shown = new ShownSuggestions();
    shown.show(10, 'bar)', 'foo(');
    shown.edited(4, 0, 'x');
    shown.edited(11, 0, 'x');
    assert.equal(shown.doubt('foo(', 'b'), 0);
  });
});
