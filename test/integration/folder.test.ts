import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { UnrollApi } from '../../src/extension/main';
import { folderRunUri } from '../../src/extension/training/folder/folder-run';
import type { Training } from '../../src/extension/training/training';
import { activated, suggestions, train, until } from './support';

const LINE = 'let tide = comes(in) + goes(out);\n';

describe('a network for a folder', () => {
  let api: UnrollApi;
  let training: Training;
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'unroll-folder-')));
  const folder = vscode.Uri.file(root);
  const runs = folderRunUri(folder, 'lua');
  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
    return path.join(root, name);
  };
  const open = async (file: string) => vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file), { preview: false });
  const onFolder = async (uri: vscode.Uri, language: string, overrides: object = {}) => {
    const given = { language, preset: 'quick', overrides: { cell: 'rnn', hidden: 32, threads: 1, steps: 300, validation: 0, ...overrides } };
    const id = await vscode.commands.executeCommand<string>('unroll.trainOnFolder', uri, given);
    return api.trainings.get(id);
  };

  before(async () => {
    api = await activated();
    write('.gitignore', 'generated/\n');
    write('a.lua', LINE.repeat(30));
    write('below/b.lua', LINE.repeat(30));
    write('generated/c.lua', 'never seen');
    write('d.ini', 'tide = comes_in()\n'.repeat(30));
    const begun = await onFolder(folder, 'lua');
    assert.ok(begun);
    training = begun;
    await training.finished;
    assert.equal(training.state, 'done', training.error);
  });
  after(async () => {
    api.models.forget(runs);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('learns the files of the language that .gitignore keeps, and is a run of the folder', () => {
    assert.equal(training.text, `${LINE.repeat(30)}\n${LINE.repeat(30)}`);
    const { language, files, found } = training.folder!;
    assert.deepEqual({ language, files, found }, { language: 'lua', files: 2, found: 2 });
    const node = api.runs.getChildren().find((one) => one.kind === 'group' && one.id === runs.toString());
    assert.ok(node?.kind === 'group' && node.folder && node.name === `${path.basename(root)}/ lua`, JSON.stringify(node));
    assert.equal(api.runs.getTreeItem(node).iconPath, vscode.ThemeIcon.Folder);
  });

  it('suggests in every document of the language below the folder, new ones as well, and in no other', async () => {
    const { document } = await open(write('below/new.lua', `${LINE}let tide = com`));
    assert.equal(api.models.of(document.uri)?.uri, runs.toString());
    const end = document.lineAt(document.lineCount - 1).range.end;
    const [item] = await suggestions(api, document, end);
    // How much of it is offered is the policy's choice.
    const offered = `com${item?.insertText}`;
    assert.ok(offered.length > 4 && (offered.startsWith('comes(in)') || 'comes(in)'.startsWith(offered)), JSON.stringify(item?.insertText));
    const other = await open(path.join(root, 'd.ini'));
    assert.equal(api.models.of(other.document.uri), undefined);
    assert.equal(api.models.of(vscode.Uri.file(`${root}-beside/a.lua`)), undefined);
  });

  it("gives way to a document's own network", async () => {
    const { document } = await open(path.join(root, 'a.lua'));
    assert.equal(api.models.of(document.uri)?.uri, runs.toString());
    const own = await train(api, { steps: 5 });
    await own.finished;
    assert.equal(api.models.of(document.uri)?.uri, document.uri.toString());
    api.models.forget(document.uri);
    assert.equal(api.models.of(document.uri)?.uri, runs.toString());
  });

  it('of a deeper folder comes before that of the folder around it', async () => {
    const below = await onFolder(vscode.Uri.joinPath(folder, 'below'), 'lua', { steps: 5 });
    await below!.finished;
    const file = vscode.Uri.joinPath(folder, 'below', 'b.lua');
    assert.equal(api.models.of(file)?.uri, below!.uri.toString());
    assert.equal(api.models.of(vscode.Uri.joinPath(folder, 'a.lua'))?.uri, runs.toString());
    api.models.forget(below!.uri);
    assert.equal(api.models.of(file)?.uri, runs.toString());
  });

  it('is stopped and resumed exactly while the files are the same, and says why when they are not', async () => {
    const long = (await onFolder(folder, 'lua', { steps: 100_000 }))!;
    await until('a step', () => long.events.some(({ type }) => type === 'step'));
    long.stop();
    await long.finished;
    const id = await vscode.commands.executeCommand<string>('unroll.runs.resume', long.id);
    const resumed = api.trainings.get(id)!;
    assert.equal(resumed.text, long.text);
    assert.deepEqual(resumed.folder, long.folder);
    await until('a step more', () => resumed.events.findLast(({ type }) => type === 'step') !== long.events.findLast(({ type }) => type === 'step'));
    resumed.stop();
    await resumed.finished;
    write('a.lua', LINE.repeat(31));
    // The error is shown, and nothing starts.
    assert.equal(await vscode.commands.executeCommand('unroll.runs.resume', long.id), undefined);
    assert.ok(!resumed.active);
  });

  it('says that the folder has changed since', async () => {
    const renewed = (await onFolder(folder, 'lua', { steps: 5 }))!;
    await renewed.finished;
    const model = api.models.of(vscode.Uri.joinPath(folder, 'a.lua'))!;
    await until('the files to be looked through', () => api.folderChanges.of(model) === 0);
    write('below/newer.lua', LINE);
    await until('one more file', () => api.folderChanges.of(model) === 1);
  });

  it('is refused where there is nothing to learn, and where there is no disk', async () => {
    const before = api.trainings.list.length;
    assert.equal(await onFolder(folder, 'rust'), undefined);
    assert.equal(await onFolder(vscode.Uri.parse('memory:/folder'), 'lua'), undefined);
    assert.equal(api.trainings.list.length, before);
  });
});
