import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { UnrollApi } from '../../src/extension/main';
import { activated, openText, suggestions, train, until } from './support';

const LINE = 'the tide comes in and the tide goes out';
const end = (document: vscode.TextDocument) => document.lineAt(document.lineCount - 1).range.end;

describe('ghost text', () => {
  let api: UnrollApi;
  let editor: vscode.TextEditor;
  const type = (text: string) => editor.edit((edit) => edit.insert(end(editor.document), text));
  const ask = async () => (await suggestions(api, editor.document, end(editor.document))).map(({ insertText }) => String(insertText));

  before(async () => {
    api = await activated();
    editor = await openText(`${LINE}\r\n`.repeat(50));
    const training = await train(api, { steps: 600, hidden: 48, validation: 0 });
    await training.finished;
    assert.equal(training.state, 'done', training.error);
  });

  it('is announced by the language status once there is a network, before any key', async () => {
    await until('the status', () => api.suggestionStatus.text !== '' && api.suggestionStatus.text !== 'Unroll: no suggestions here');
  });

  it('continues the line in a document with CRLF, edited since it was opened', async () => {
    await ask();
    await editor.edit((edit) => edit.insert(new vscode.Position(3, 0), `${LINE}\r\n${LINE}\r\n`));
    await type('the tide co');
    const [text] = await ask();
    assert.ok(text && `the tide co${text}`.startsWith('the tide comes in'), JSON.stringify(text));
  });

  it('keeps the rest of a suggestion while one types along it', async () => {
    const [text] = (await ask()).map((one) => one.replaceAll('\r\n', '\n'));
    assert.ok(text);
    for (let typed = 1; typed < Math.min(text.length - 1, 24); typed++) {
      await type(text[typed - 1]!);
      assert.equal((await ask())[0]?.replaceAll('\r\n', '\n'), text.slice(typed));
    }
  });

  it('keeps a letter with the blank behind it for the Tab key, unless there is more to say; never a letter alone', async () => {
    await type('\n');
    let answer = ['well '];
    // What the predictor says is given here: what is left of it is looked at.
    Object.assign(api.predictor, { suggest: async () => answer });
    try {
      assert.deepEqual(await ask(), ['well ']);
      answer = [];
      await type('wel');
      assert.deepEqual(await ask(), ['l ']);
      answer = ['l done'];
      assert.deepEqual(await ask(), ['l done']);
      await type('l don');
      answer = [];
      assert.deepEqual(await ask(), []);
    } finally {
      Reflect.deleteProperty(api.predictor, 'suggest');
    }
  });

  it('says nothing after a deletion or undo, with a selection, when off, or without a model', async () => {
    await type('\nthe tide g');
    assert.equal((await ask()).length, 1);
    const last = end(editor.document);
    await editor.edit((edit) => edit.delete(new vscode.Range(last.translate(0, -1), last)));
    assert.deepEqual(await ask(), []);
    await vscode.commands.executeCommand('undo');
    assert.deepEqual(await ask(), []);
    await type('o');
    const { length } = await ask();
    assert.equal(length, 1);
    editor.selection = new vscode.Selection(0, 0, 0, 3);
    assert.deepEqual(await ask(), []);
    editor.selection = new vscode.Selection(end(editor.document), end(editor.document));
    await vscode.commands.executeCommand('unroll.toggleCompletions');
    assert.deepEqual(await ask(), []);
    await vscode.commands.executeCommand('unroll.toggleCompletions');
    assert.equal((await ask()).length, 1);
    const other = await openText(`${LINE}\nthe tide g`);
    assert.deepEqual(await suggestions(api, other.document, end(other.document)), []);
    editor = await vscode.window.showTextDocument(editor.document);
  });

  it('respects what the suggestion list has chosen', async () => {
    const position = end(editor.document);
    const source = new vscode.CancellationTokenSource();
    const word = editor.document.getWordRangeAtPosition(position)!;
    const typed = editor.document.getText(word);
    const [plain] = await ask();
    assert.ok(plain);
    const given = (text: string) =>
      api.ghostText.provideInlineCompletionItems(
        editor.document,
        position,
        { triggerKind: vscode.InlineCompletionTriggerKind.Automatic, selectedCompletionInfo: { range: word, text } },
        source.token,
      );
    const [item] = await given(typed + plain[0]);
    assert.equal(item?.insertText, typed + plain);
    assert.ok(item?.range?.isEqual(word));
    assert.deepEqual(await given(`${typed}zzz`), []);
  });

  it('comes from the n-gram while the first network is still being trained', async () => {
    const { document } = await openText(`${LINE}\n`.repeat(400));
    const training = await train(api, { steps: 1_000_000, hidden: 512, layers: 2, cell: 'lstm', batchSize: 16, sequenceLength: 32, validation: 0 });
    const other = vscode.window.activeTextEditor!;
    await other.edit((edit) => edit.insert(end(document), 'the tide co'));
    const texts = (await suggestions(api, document, end(document))).map(({ insertText }) => String(insertText));
    assert.equal(api.models.of(document.uri), undefined);
    assert.ok(texts[0]?.startsWith('mes in'), JSON.stringify(texts));
    training.stop();
    await training.finished;
    editor = await vscode.window.showTextDocument(editor.document);
  });

  it('is shown by the editor and accepted into the document', async () => {
    editor.selection = new vscode.Selection(end(editor.document), end(editor.document));
    const [text] = await ask();
    const before = editor.document.getText();
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    await until('the accepted suggestion', async () => {
      await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
      return editor.document.getText() !== before;
    });
    assert.equal(editor.document.getText(), before + text);
    // Keys that the suggestion stood for, over those and the one that took it; what was typed before counts as typed.
    const share = api.suggestionStatus.savedShare(editor.document.uri.toString());
    assert.ok(share > 0 && share < 1, String(share));
  });

  it('offers the whole next line after Enter; a word of it can be accepted, and counts', async () => {
    const block = 'first(alpha, gamma);\nsecond(beta, delta);\nthird(epsilon);\n';
    const set = (name: string, value: unknown) =>
      vscode.workspace.getConfiguration('unroll.completions').update(name, value, vscode.ConfigurationTarget.Global);
    await set('withoutModel', true);
    await set('multiLine', false);
    try {
      const other = await openText(block.repeat(30));
      const { document } = other;
      const asked = async () => (await suggestions(api, document, end(document))).map(({ insertText }) => String(insertText))[0];
      await asked();
      await until('the document to be learnt', async () => (await api.predictor.quality(document))?.state === 'context');
      const insert = (text: string) => other.edit((edit) => edit.insert(end(document), text));
      await insert('first(alpha, gamma);\n');
      assert.equal(await asked(), 'second(beta, delta);');
      other.selection = new vscode.Selection(end(document), end(document));
      const uri = document.uri.toString();
      const before = { text: document.getText(), share: api.suggestionStatus.savedShare(uri) };
      const accept = async (command: string) => {
        await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
        const { version } = document;
        for (let tries = 0; tries < 100 && document.version === version; tries++) {
          await vscode.commands.executeCommand(command);
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      };
      await accept('editor.action.inlineSuggest.acceptNextWord');
      const word = document.getText().slice(before.text.length);
      assert.ok(word.length > 1 && word.length < 20 && 'second(beta, delta);'.startsWith(word), word);
      const share = api.suggestionStatus.savedShare(uri);
      assert.ok(share > before.share, `${share} after ${before.share}`);
      await accept('editor.action.inlineSuggest.commit');
      assert.equal(document.getText(), `${before.text}second(beta, delta);`);
      assert.ok(api.suggestionStatus.savedShare(uri) > share);
      // Why this? The next suggestion says so on hover at the cursor.
      await insert('\n');
      other.selection = new vscode.Selection(end(document), end(document));
      assert.equal(await asked(), 'third(epsilon);');
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, end(document));
      const said = hovers.flatMap(({ contents }) => contents.map((one) => (typeof one === 'string' ? one : one.value))).join('\n');
      assert.match(said, /third\(epsilon\);/);
      // Over several lines, where it is sure.
      await set('multiLine', undefined);
      await insert('third(epsilon);\n');
      const several = await asked();
      assert.ok(several?.startsWith('first(alpha, gamma);\nsecond(beta, delta);\nthird'), several);
      other.selection = new vscode.Selection(end(document), end(document));
      const whole = document.getText() + several;
      await accept('editor.action.inlineSuggest.commit');
      assert.equal(document.getText(), whole);
      // One click turns them off for the language, and another on again.
      await vscode.commands.executeCommand('unroll.toggleCompletionsForLanguage');
      assert.equal(api.ghostText.serves(document), false);
      assert.equal(vscode.workspace.getConfiguration('unroll.completions').get('enabled'), true);
      await vscode.commands.executeCommand('unroll.toggleCompletionsForLanguage');
      assert.equal(api.ghostText.serves(document), true);
    } finally {
      await set('withoutModel', undefined);
      await set('multiLine', undefined);
      editor = await vscode.window.showTextDocument(editor.document);
    }
  });

  it('forgets a document', async () => {
    assert.equal(api.models.forget(editor.document.uri), 1);
    assert.equal(api.models.of(editor.document.uri), undefined);
    assert.deepEqual(await ask(), []);
  });
});
