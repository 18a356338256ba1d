import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { createEngine } from '../../src/cli/engines';
import type { UnrollApi } from '../../src/extension/main';
import { REPLAY_LENGTH, replay } from '../../src/prediction/replay';
import { DIAL } from '../../src/protocol/suggestion-policy';
import { closingOf } from '../../src/text/brackets';
import { activated, openText, suggestions, train, until } from './support';

const CODE = readFileSync(path.resolve(__dirname, '../../../node_modules/commander/lib/option.js'), 'utf8').replace(/\r\n/g, '\n');
/** Characters at the end of the file that are typed, and between two of them at twelve a second. */
const TYPED = 500;
const INTERVAL = 1000 / 12;
const PACED = 200;
const CLOSING: Record<string, string> = { '(': ')', '[': ']', '{': '}', '"': '"', "'": "'", '`': '`' };

const end = (document: vscode.TextDocument) => document.lineAt(document.lineCount - 1).range.end;

describe('typing real code', () => {
  let api: UnrollApi;
  const first = CODE.slice(0, -TYPED);
  const tail = CODE.slice(-TYPED);
  const set = (name: string, value: unknown) =>
    vscode.workspace.getConfiguration('unroll.completions').update(name, value, vscode.ConfigurationTarget.Global);

  async function opened(): Promise<vscode.TextEditor> {
    const editor = await openText(first);
    const training = await train(api, { steps: 20, hidden: 24, validation: 0 });
    await training.finished;
    assert.equal(training.state, 'done', training.error);
    await editor.edit((edit) => edit.setEndOfLine(vscode.EndOfLine.LF));
    return editor;
  }

  before(async () => {
    api = await activated();
    await set('engine', 'context');
    // Of this document alone, as in the replay.
    await set('otherDocuments', false);
    await set('folderFiles', false);
    await set('maximumLength', REPLAY_LENGTH);
    await set('multiLine', false);
    await set('delay', 0);
  });
  after(async () => {
    for (const name of ['engine', 'otherDocuments', 'folderFiles', 'maximumLength', 'multiLine', 'delay']) await set(name, undefined);
  });

  it('saves what the replay says', async () => {
    const { predictor, ngram, symbols } = createEngine({ engine: 'context', order: 8, before: Array.from(first), text: Array.from(tail) });
    const expected = replay(predictor, symbols, ngram, DIAL.balanced);

    const editor = await opened();
    await suggestions(api, editor.document, end(editor.document));
    await until('the document to be learnt', async () => (await api.predictor.quality(editor.document))?.state === 'context');
    const type = (characters: string) => editor.edit((edit) => edit.insert(end(editor.document), characters));
    let saved = 0;
    for (let i = 0; i < tail.length; ) {
      const line = editor.document.lineAt(editor.document.lineCount - 1).text;
      const free = /^[ \t]*$/.test(line) && /[ \t]/.test(tail[i]!);
      const [item] = free ? [] : await suggestions(api, editor.document, end(editor.document));
      const suggestion = String(item?.insertText ?? '');
      const right = suggestion !== '' && tail.startsWith(suggestion, i);
      await type(right ? suggestion : tail[i]!);
      if (right) saved += suggestion.length - 1;
      i += right ? suggestion.length : 1;
    }
    assert.ok(editor.document.getText().endsWith(tail));
    const predicted = (expected.saved * expected.characters) / 100;
    // Within two points. The remainder of a suggestion stays on screen while one types along it; the replay asks anew.
    assert.ok(predicted > 50 && Math.abs(saved - predicted) < 0.02 * TYPED, `${saved} keys saved, ${predicted} by the replay`);
  });

  // The e2e suite types at that pace in every run of the tests and looks at the screen.
  if (process.env.UNROLL_LONG)
    it('at twelve characters a second nothing flickers and nothing comes late', async () => {
      const editor = await opened();
      const { ghostText } = api;
      const original = ghostText.provideInlineCompletionItems;
      const shown: { at: number; text: string; behind: string }[] = [];
      let late = 0;
      // Every question of the editor itself, and what it was told.
      ghostText.provideInlineCompletionItems = async function (document, position, context, token) {
        const { version } = document;
        const items = await original.call(this, document, position, context, token);
        if (document === editor.document && document.version !== version) {
          // The text moved on in the same breath: the editor must have withdrawn the question, or this would show over newer text.
          const withdrawn = until('the question to be withdrawn', () => token.isCancellationRequested, 20_000);
          if (items.length > 0) await withdrawn.catch(() => late++);
        } else if (document === editor.document) {
          const behind = document.lineAt(position.line).text.slice(position.character);
          shown.push({ at: document.offsetAt(position), text: String(items[0]?.insertText ?? ''), behind });
        }
        return items;
      };
      try {
        editor.selection = new vscode.Selection(end(editor.document), end(editor.document));
        const start = editor.document.getText().length;
        const type = (character: string) => vscode.commands.executeCommand('type', { text: character });
        /** Characters that were typed along a suggestion of which something was left: then that is what stayed. */
        const alongside = (): number => {
          const last = new Map(shown.map((one) => [one.at, one]));
          const typed = editor.document.getText().slice(start);
          let count = 0;
          for (const [at, { text, behind }] of last) {
            const next = last.get(at + 1);
            if (text.length < 3 || text[0] !== typed[at - start] || next === undefined) continue;
            // Where the editor has closed what was opened just now, the closing bracket is not offered again.
            const closing = CLOSING[text[0]!];
            const rest = closing && next.behind === closing + behind ? text.slice(1, closingOf(text.slice(1), closing) + 1) : text.slice(1);
            // Of what only one character can be seen nothing need be left.
            if (rest.replace(/\s/g, '').length < 2) continue;
            count++;
            assert.ok(next.text.startsWith(rest), `"${text}" at ${at}, then "${next.text}"`);
          }
          return count;
        };
        const enough = () => shown.length > 50 && alongside() > 10;
        for (const character of tail.slice(0, PACED)) {
          const due = performance.now() + INTERVAL;
          await type(character);
          await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
        }
        // Where the machine is too busy for that pace most questions are withdrawn: then it goes on from answer to answer.
        for (const character of tail.slice(PACED)) {
          if (enough()) break;
          const before = shown.length;
          await type(character);
          await until('an answer', () => shown.length > before, 5000).catch(() => undefined);
        }
        assert.equal(late, 0);
        assert.ok(enough(), `${shown.length} questions, ${alongside()} characters typed along a suggestion`);
      } finally {
        ghostText.provideInlineCompletionItems = original;
      }
    });
});
