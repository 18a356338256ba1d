import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { UnrollApi } from '../../src/extension/main';
import { competing, OtherProviders } from '../../src/extension/suggestions/other-providers';
import { activated, answering, openText, train, until } from './support';

const LINE = 'the tide comes in and the tide goes out\n';
const COPILOT = [{ id: 'GitHub.copilot' }, { id: 'someone.else' }];
const end = (document: vscode.TextDocument) => document.lineAt(document.lineCount - 1).range.end;

/** A memento in memory. */
function memory(): vscode.Memento {
  const values = new Map<string, unknown>();
  return {
    keys: () => [...values.keys()],
    get: <T>(key: string, other?: T) => (values.has(key) ? (values.get(key) as T) : (other as T)),
    update: async (key: string, value: unknown) => void values.set(key, value),
  };
}

describe('beside other providers of inline suggestions', () => {
  let api: UnrollApi;
  let editor: vscode.TextEditor;
  const settings = () => vscode.workspace.getConfiguration('unroll.completions');
  before(async () => {
    api = await activated();
    editor = await openText(`${LINE.repeat(50)}the tide co`);
    await (await train(api, { steps: 300, hidden: 48, validation: 0 })).finished;
  });
  after(async () => {
    for (const key of ['besideOthers', 'waitForOthers']) await settings().update(key, undefined, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('knows them by their extensions', () => {
    assert.deepEqual(competing(COPILOT), ['GitHub Copilot']);
    assert.deepEqual(competing([{ id: 'github.copilot' }, { id: 'github.copilot-chat' }]), ['GitHub Copilot']);
    assert.deepEqual(competing([{ id: 'someone.else' }]), []);
  });

  it('mentions them once, and keeps to what is chosen', async () => {
    const beside = new OtherProviders(memory());
    beside.look(COPILOT);
    const { document } = editor;
    assert.equal(beside.waitFor(document), 0);
    const told: string[] = [];
    const choose = (message: string, choices: readonly string[]) => {
      told.push(message);
      return choices[1];
    };
    await answering({ information: choose }, () => beside.tell());
    assert.match(told[0]!, /^GitHub Copilot makes suggestions here too/);
    assert.equal(beside.waitFor(document), 500);
    await settings().update('waitForOthers', 120, vscode.ConfigurationTarget.Global);
    assert.equal(beside.waitFor(document), 120);
    await answering({ information: choose }, () => beside.tell());
    assert.equal(told.length, 1);
    await settings().update('besideOthers', 'onRequest', vscode.ConfigurationTarget.Global);
    assert.equal(beside.waitFor(document), undefined);
    // Where there is no other, the setting holds nothing back.
    const alone = new OtherProviders(memory());
    alone.look([]);
    assert.equal(alone.waitFor(document), 0);
    beside.dispose();
    alone.dispose();
  });

  it('waits for the other, or answers on request only', async () => {
    api.otherProviders.look(COPILOT);
    const { document } = editor;
    const position = end(document);
    // Who is there is told by the test before.
    const information = () => undefined;
    const ask = (triggerKind: vscode.InlineCompletionTriggerKind) =>
      answering({ information }, () =>
        api.ghostText.provideInlineCompletionItems(
          document,
          position,
          { triggerKind, selectedCompletionInfo: undefined },
          new vscode.CancellationTokenSource().token,
        ),
      );
    await settings().update('besideOthers', 'wait', vscode.ConfigurationTarget.Global);
    await settings().update('waitForOthers', 300, vscode.ConfigurationTarget.Global);
    const from = performance.now();
    assert.equal((await ask(vscode.InlineCompletionTriggerKind.Automatic)).length, 1);
    assert.ok(performance.now() - from >= 300);
    await settings().update('besideOthers', 'onRequest', vscode.ConfigurationTarget.Global);
    assert.equal((await ask(vscode.InlineCompletionTriggerKind.Automatic)).length, 0);
    assert.notEqual((await ask(vscode.InlineCompletionTriggerKind.Invoke)).length, 0);
    api.otherProviders.look();
  });

  describe('in the real editor', () => {
    let asked = 0;
    let other = '';
    let registration: vscode.Disposable;
    const inline = () => vscode.workspace.getConfiguration('editor.inlineSuggest');
    const type = (text: string) => vscode.commands.executeCommand('type', { text });
    before(async () => {
      // A second provider that tells when the editor asks for suggestions, and answers what the test says.
      registration = vscode.languages.registerInlineCompletionItemProvider(
        { pattern: '**' },
        {
          provideInlineCompletionItems(_, position) {
            asked++;
            return other ? [new vscode.InlineCompletionItem(other, new vscode.Range(position, position))] : [];
          },
        },
      );
      await vscode.window.showTextDocument(editor.document);
      editor = vscode.window.activeTextEditor!;
      editor.selection = new vscode.Selection(end(editor.document), end(editor.document));
    });
    after(async () => {
      registration.dispose();
      await inline().update('enabled', undefined, vscode.ConfigurationTarget.Global);
      await vscode.commands.executeCommand('editor.action.inlineSuggest.cancelSnooze');
    });

    it('nothing is asked while inline suggestions are off or snoozed, and again afterwards', async () => {
      await inline().update('enabled', false, vscode.ConfigurationTarget.Global);
      asked = 0;
      for (const letter of 'mes ') await type(letter);
      assert.equal(asked, 0);
      await inline().update('enabled', true, vscode.ConfigurationTarget.Global);
      await type('in');
      await until('a question to the providers', () => asked > 0);
      await vscode.commands.executeCommand('editor.action.inlineSuggest.snooze', 5);
      await type(' ');
      asked = 0;
      for (const letter of 'and ') await type(letter);
      assert.equal(asked, 0);
      await vscode.commands.executeCommand('editor.action.inlineSuggest.cancelSnooze');
      await until('a question to the providers', async () => {
        await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
        return asked > 0;
      });
    });

    it('the other is accepted where ours comes on request only', async () => {
      await settings().update('besideOthers', 'onRequest', vscode.ConfigurationTarget.Global);
      api.otherProviders.look(COPILOT);
      other = ' FROM ANOTHER';
      await type('e');
      await until('the suggestion of the other', async () => {
        await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
        return editor.document.getText().endsWith('FROM ANOTHER');
      });
      api.otherProviders.look();
    });
  });
});
