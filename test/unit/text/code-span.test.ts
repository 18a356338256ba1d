import assert from 'node:assert/strict';
import { codeSpan } from '../../../src/text/code-span';
import fc from '../support/properties';

/** What CommonMark 6.1 makes of a span that is all of the Markdown; undefined where it is none. */
function rendered(markdown: string): string | undefined {
  const fence = /^`+/.exec(markdown)![0];
  const rest = markdown.slice(fence.length);
  const end = [...rest.matchAll(/`+/g)].find(([run]) => run.length === fence.length);
  if (!end || end.index + fence.length !== rest.length) return undefined;
  const content = rest.slice(0, end.index);
  return /^ .*\S.* $/.test(content) ? content.slice(1, -1) : content;
}

describe('Code in a hover', () => {
  it('says a suggestion as it is: bars, backslashes and backticks too', () => {
    assert.equal(codeSpan('string | null'), '`string | null`');
    assert.equal(codeSpan('\\d+\\|'), '`\\d+\\|`');
    assert.equal(codeSpan('say `x`'), '`` say `x` ``');
    assert.equal(codeSpan('a\n\tb'), '`a⏎⇥b`');
  });
  it('keeps a bar inside its cell of a table', () => {
    assert.equal(codeSpan('|', true), '`\\|`');
  });
  it('reads back as the text, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('`', ' ', '\\', '|', 'a', '*'), minLength: 1, maxLength: 12 }), (text) => {
        assert.equal(rendered(codeSpan(text)), text);
      }),
    );
  });
});
