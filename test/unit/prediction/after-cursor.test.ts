import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { balanced, fitting, lineEnd } from '../../../src/prediction/after-cursor';
import { DocumentPredictor } from '../../../src/prediction/document-predictor';
import { DIAL } from '../../../src/protocol/suggestion-policy';
import { CLOSING_BRACKETS, openEnds } from '../../../src/text/brackets';

const ROOT = path.resolve(__dirname, '../../../..');
const LIMITS = { policy: DIAL.eager, maximumLength: 80, multiLine: true };
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function counted(text: string): DocumentPredictor {
  const document = new DocumentPredictor(text);
  for (const _ of document.count(undefined));
  return document;
}

function learnt(text: string): DocumentPredictor {
  const document = counted(text);
  for (const _ of document.learn());
  return document;
}

describe('what stands around the cursor', () => {
  it('keeps brackets and quotes in balance', () => {
    assert.equal(balanced('a)', 'foo(', ', b)'), 'a');
    assert.equal(balanced('g(a), c)', 'foo(', ', b)'), 'g(a), c');
    // One of the two that are open may be closed.
    assert.equal(balanced('a), c)', 'f(g(', ', b)'), 'a), c');
    assert.equal(balanced('name", ', 'say("', ' of all")'), 'name');
    assert.equal(balanced('name", ', 'say("', ');'), 'name", ');
    // What is open since another line is not this line's to close.
    assert.equal(balanced('x })', '  a: ', ' }'), 'x ');
  });

  it('leaves no single character, nor half a grapheme', () => {
    assert.deepEqual(fitting('x)', 'f()', 2), []);
    assert.deepEqual(fitting('xy)', 'f()', 2), ['xy']);
    assert.deepEqual(fitting('a👩‍👩‍👦)', 'f()', 2), ['a👩‍👩‍👦']);
    assert.deepEqual(fitting('e\u0301', 'cafe', 4), ['e\u0301']);
  });

  it('leaves no single character with a blank beside it, which nobody can see', () => {
    assert.deepEqual(fitting('e ', 'th', 2), []);
    assert.deepEqual(fitting('e t', 'th', 2), ['e t']);
  });

  /** What is left of a suggestion at the bar in a text. */
  const at = (text: string, suggestion: string) => fitting(suggestion, text.replace('|', ''), text.indexOf('|'));

  it('ends above a line that stands there already, and above one that would leave the block that goes on below', () => {
    assert.deepEqual(at('if (x) {\n  a();\n  |\n  c();\n}\n', 'b();\n  c();\n}'), ['b();']);
    assert.deepEqual(at('if (x) {\n  a();|\n}\n', '\n  b();\n}\nc();'), ['\n  b();']);
    assert.deepEqual(at('def f():\n    |\n    return x\n', 'foo()\ndef g():'), ['foo()']);
    assert.deepEqual(at('\tif a {|\n\t\tb()\n\t}\n', '\n\t\tc()\n\t}'), ['\n\t\tc()']);
    // At the end of a block it may be left.
    assert.deepEqual(at('def f():\n    |\n\ndef h():\n', 'foo()\n\ndef g():'), ['foo()\n\ndef g():']);
  });

  it('leaves the Tab key to the indentation on a blank line that stands out of its block', () => {
    assert.deepEqual(at('class A:\n    a = 1\n|\n    b = 2\n', 'import os'), []);
    assert.deepEqual(at('class A:\n    a = 1\n    |\n    b = 2\n', 'import os'), ['import os']);
    assert.deepEqual(at('import a\n|\nclass A:\n    b = 2\n', 'import os'), ['import os']);
  });

  it('is what is near in a line of megabytes: the rest of it is not read at every key', () => {
    const far = 'x'.repeat(3000);
    assert.deepEqual(fitting('ab)', `f(${')'.padStart(1000)}`, 2), ['ab']);
    assert.deepEqual(fitting('ab)', `f(${far})`, 2), ['ab)']);
    // In the middle of a minified file.
    const call = 'move(this.x,this.y,"fast");';
    const document = counted(call.repeat(20_000));
    for (const [i, character] of [...'move(th'].entries()) document.edit(call.length * 30 + i, 0, character);
    const [suggestion] = document.suggest(call.length * 30 + 'move(th'.length, LIMITS, 'ngram', 1);
    assert.ok(suggestion?.startsWith('is.x'), suggestion);
    assert.ok(lineEnd(call.repeat(20_000), 9) < 5000);
  });

  it('is respected by every suggestion while real code is typed into the middle of its lines', () => {
    const text = readFileSync(path.join(ROOT, 'src/prediction/document-predictor.ts'), 'utf8').replace(/\r/g, '').slice(0, 5000);
    const document = learnt(text);
    const lines = text.split('\n');
    let shown = 0;
    let offset = 0;
    for (const [number, line] of lines.entries()) {
      const piece = number % 6 === 0 && line.trim().length > 20 ? Math.floor(line.length / 2) : -1;
      if (piece > 0) {
        const size = Math.min(8, line.length - piece - 2);
        const missing = line.slice(piece, piece + size);
        document.edit(offset + piece, size, '');
        for (let i = 0; i <= size; i++) {
          const [before, after] = [line.slice(0, piece + i), line.slice(piece + size)];
          for (const suggestion of document.suggest(offset + piece + i, LIMITS, 'mix', 1)) {
            shown++;
            assert.ok(Array.from(suggestion).length > 1, JSON.stringify(suggestion));
            assert.ok(!suggestion.includes('\n'), 'it is this line that goes on');
            for (const mark of CLOSING_BRACKETS) {
              // What was in balance, with the piece that is missing, is so with the suggestion.
              if (openEnds(line, mark).closed > 0) continue;
              const closed = openEnds(before + suggestion + after, mark).closed;
              assert.ok(closed <= openEnds(before + after, mark).closed, `${before}|${suggestion}|${after}`);
            }
          }
          if (i < size) document.edit(offset + piece + i, 0, missing[i]!);
        }
      }
      offset += line.length + 1;
    }
    assert.equal(document.content, text);
    assert.ok(shown > 6, `${shown} suggestions`);
  });

  it('lets suggestions end between graphemes while text with many of them is typed', () => {
    const line = 'the 👩‍👩‍👦 of 🇩🇪 and 🇫🇷 say cafe\u0301 ❤️ and go\n';
    const document = learnt(line.repeat(30));
    const characters = Array.from(line);
    let typed = '';
    let shown = 0;
    for (const character of characters.slice(0, -1)) {
      document.edit(document.content.length, 0, character);
      typed += character;
      for (const suggestion of document.suggest(document.content.length, { ...LIMITS, multiLine: false, maximumLength: 7 }, 'mix', 1)) {
        if (!line.startsWith(typed + suggestion)) continue;
        shown++;
        const ends = [...segmenter.segment(line)].map(({ index }) => index);
        assert.ok(ends.includes((typed + suggestion).length), JSON.stringify(typed + suggestion));
      }
    }
    assert.ok(shown > 10, `${shown} suggestions`);
  });
});
