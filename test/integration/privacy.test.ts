import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { UnrollApi } from '../../src/extension/main';
import { activated, answering, openText, suggestions, train, until } from './support';

const SECRET = 'the key lies under the third stone by the well';
const OTHER = 'the tide comes in and the tide goes out';
const end = (document: vscode.TextDocument) => document.lineAt(document.lineCount - 1).range.end;

/** Files below a folder that hold a text. */
function filesWith(folder: string, text: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map((name) => path.join(folder, String(name)))
    .filter((file) => holds(file, text));
}

/** False for what is gone by now: a training in progress renames its temporary files. */
function holds(file: string, text: string): boolean {
  try {
    return statSync(file).isFile() && readFileSync(file).includes(text);
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ENOENT');
    return false;
  }
}

describe('privacy', () => {
  let api: UnrollApi;
  let storage: string;
  const opened = async (line: string) => {
    const editor = await openText(`${line}\n`.repeat(40) + line.slice(0, 11));
    const training = await train(api, { steps: 60, hidden: 24, validation: 0 });
    await training.finished;
    assert.equal(training.state, 'done', training.error);
    return { editor, training };
  };
  const ask = async (editor: vscode.TextEditor) =>
    (await suggestions(api, editor.document, end(editor.document))).map(({ insertText }) => String(insertText));
  const yes = { warning: (_: string, choices: readonly string[]) => choices[0] };

  before(async () => {
    api = await activated();
    storage = path.dirname(api.runs.root!);
  });
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('asks before anything goes, and does nothing when one cancels', async () => {
    const { editor } = await opened(OTHER);
    const questions: string[] = [];
    const no = { warning: (message: string) => void questions.push(message) };
    await answering(no, () => vscode.commands.executeCommand('unroll.forgetDocument', editor.document.uri));
    await answering(no, () => vscode.commands.executeCommand('unroll.deleteAllData'));
    assert.equal(questions.length, 2);
    assert.ok(api.models.of(editor.document.uri));
  });

  it('a forgotten document is in no file, no list, no thread; the others stay', async () => {
    const other = await opened(OTHER);
    const { editor, training } = await opened(SECRET);
    const { uri } = editor.document;
    const model = api.models.of(uri)!.path;
    // A run that was deleted a moment ago waits for its undo; another is being trained.
    await vscode.commands.executeCommand('unroll.runs.delete', training.id);
    const again = await train(api, { steps: 60, hidden: 24, validation: 0 });
    await again.finished;
    assert.equal((await ask(editor)).length, 1);
    assert.equal((await ask(other.editor)).length, 1);
    const endless = await train(api, { steps: 1_000_000, hidden: 24, validation: 0 }, 'unroll.trainOnFile', uri);
    await until('a step', () => endless.events.some(({ type }) => type === 'step'));
    assert.ok(filesWith(storage, uri.path).length > 0);

    await answering({ ...yes, information: () => undefined }, () => vscode.commands.executeCommand('unroll.forgetDocument', uri));
    assert.deepEqual(filesWith(storage, uri.path), []);
    assert.equal(api.models.of(uri), undefined);
    assert.equal(api.trainings.of(uri), undefined);
    assert.ok(!endless.active);
    const node = api.runs.getChildren().find((one) => one.kind === 'group' && one.id === uri.toString());
    assert.equal(node, undefined);
    // The thread that had counted the text and held its weights is another one now, and does not know the file any more.
    assert.equal(await api.predictor.quality(editor.document), undefined);
    const drawn = api.predictor.sample({ model, prime: '', length: 20, temperature: 1, topK: 0, topP: 1, seed: 1 }, async () => true);
    await assert.rejects(Promise.resolve(drawn));
    assert.deepEqual(await ask(editor), []);

    assert.ok(api.models.of(other.editor.document.uri));
    await vscode.window.showTextDocument(other.editor.document);
    assert.equal((await ask(other.editor)).length, 1, 'the other document has its suggestions');
  });

  it('all data: nothing is left in the storage, in the lists and in memory; the documents are', async () => {
    const { editor } = await opened(OTHER);
    await vscode.commands.executeCommand('unroll.openSample');
    assert.ok(existsSync(path.join(storage, 'sample')));
    const endless = await train(api, { steps: 1_000_000 }, 'unroll.trainOnFile', editor.document.uri);
    await until('a step', () => endless.events.some(({ type }) => type === 'step'));
    await answering({ ...yes, information: () => undefined }, () => vscode.commands.executeCommand('unroll.deleteAllData'));
    assert.ok(!existsSync(storage), `${existsSync(storage) && readdirSync(storage)}`);
    assert.equal(api.trainings.list.length, 0);
    assert.equal(api.models.of(editor.document.uri), undefined);
    assert.deepEqual(api.runs.getChildren(), []);
    assert.ok(existsSync(editor.document.uri.fsPath));
    await vscode.window.showTextDocument(editor.document);
    assert.deepEqual(await ask(editor), []);
    // And it all works again.
    await opened(OTHER);
  });
});
