import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { UnrollApi } from '../../src/extension/main';
import type { Training } from '../../src/extension/training/training';
import { loadRun } from '../../src/runs/stored-run';
import { activated, answering, openText, suggestions, train, until } from './support';

const LINE = 'the tide comes in and the tide goes out\n';
const TEXT = LINE.repeat(60);
/** Characters of a large text; what the host must not wait for is there in a smaller one as well. */
const LARGE = (process.env.UNROLL_LONG ? 20 : 1) * 2 ** 20;
const ENDLESS = { steps: 1e6, validation: 0, patience: 0 };
const end = (document: vscode.TextDocument) => document.lineAt(document.lineCount - 1).range.end;

describe('every document', () => {
  let api: UnrollApi;
  const folder = mkdtempSync(path.join(tmpdir(), 'unroll-documents-'));
  before(async () => {
    api = await activated();
  });
  afterEach(async () => {
    for (const training of api.trainings.list) if (training.active) training.stop();
    await Promise.all(api.trainings.list.map(({ finished }) => finished));
  });
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  async function done(training: Training): Promise<void> {
    await training.finished;
    assert.equal(training.state, 'done', training.error);
  }

  /** What people are told when they train on the document in front. */
  async function refusal(uri?: vscode.Uri): Promise<string> {
    const before = api.trainings.list.length;
    let told = '';
    const error = (message: string) => {
      told = message;
      return undefined;
    };
    await answering({ error }, () => vscode.commands.executeCommand('unroll.trainOnFile', uri, { preset: 'quick' }));
    assert.equal(api.trainings.list.length, before, 'a training was started');
    return told;
  }

  for (const [name, text] of [
    ['CRLF', TEXT.replace(/\n/g, '\r\n')],
    ['a byte order mark', `\ufeff${TEXT}`],
    ['lone surrogates', TEXT.replace(/tide/g, 'ti\ud800de')],
    ['one repeated character', 'a'.repeat(3000)],
    ['Chinese and emoji', '潮水涨了，潮水退了🌊。\n'.repeat(100)],
  ] as const)
    it(`trains on ${name}`, async () => {
      // An untitled document holds what a file could not.
      const document = await vscode.workspace.openTextDocument({ content: text });
      await vscode.window.showTextDocument(document, { preview: false });
      const training = await train(api, { steps: 20 });
      await done(training);
      const last = training.events.findLast((event) => event.type === 'step');
      assert.ok(last && Number.isFinite(last.loss));
      assert.equal(training.uri.scheme, 'untitled');
      for (const { insertText } of await suggestions(api, document, end(document)))
        assert.doesNotMatch(String(insertText), /[\ud800-\udbff](?![\udc00-\udfff])/);
    });

  it('refuses empty, single-character and binary documents in one sentence', async () => {
    for (const [text, sentence] of [
      ['', /empty/i],
      ['x', /single character/],
      ['a\0b', /binary/i],
    ] as const) {
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: text }));
      assert.match(await refusal(), sentence);
    }
  });

  it('refuses what is no text or too large for the editor to hand over, in one sentence', async () => {
    const image = path.join(folder, 'picture.png');
    writeFileSync(image, Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1]));
    assert.notEqual(await refusal(vscode.Uri.file(image)), '');
    assert.match(await refusal(vscode.Uri.file(path.join(folder, 'missing.txt'))), /missing\.txt cannot be opened/);
    const huge = path.join(folder, 'huge.txt');
    writeFileSync(huge, Buffer.alloc(60 * 2 ** 20, LINE));
    assert.match(await refusal(vscode.Uri.file(huge)), /huge\.txt has 60 MB.*unroll train/);
    // The same when it is the editor in front, which extensions are not told of.
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(huge));
    await until('the editor', () => JSON.stringify(vscode.window.tabGroups.activeTabGroup.activeTab?.input ?? '').includes('huge.txt'));
    assert.match(await refusal(), /huge\.txt has 60 MB/);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('trains on many megabytes and on a single line of 500 kB without holding up the host', async () => {
    for (const text of [LINE.repeat(Math.ceil(LARGE / LINE.length)), LINE.trim().repeat(Math.ceil(500_000 / LINE.length))]) {
      const file = path.join(folder, `large-${text.length}.txt`);
      writeFileSync(file, text);
      const document = await vscode.workspace.openTextDocument(file);
      let longest = 0;
      let last = performance.now();
      const timer = setInterval(() => {
        longest = Math.max(longest, performance.now() - last);
        last = performance.now();
      }, 5);
      const training = await train(api, { steps: 3, validation: 0.01, evaluateEvery: 3 }, 'unroll.trainOnFile', document.uri);
      await done(training);
      clearInterval(timer);
      console.log(`   ${text.length} characters: the host was held up for ${longest.toFixed(0)} ms at most`);
      const start = training.events.find((event) => event.type === 'start');
      // Streams of one length leave less than a stream's worth at the end.
      const used = start!.trainingCharacters + start!.validationCharacters;
      assert.ok(used <= text.length && used > text.length - training.configuration.batchSize, `${used} of ${text.length}`);
    }
  });

  it('a single line of 500 kB gets suggestions', async () => {
    const document = await vscode.workspace.openTextDocument({ content: LINE.trim().repeat(Math.ceil(500_000 / LINE.length)) });
    await vscode.window.showTextDocument(document, { preview: false });
    await done(await train(api, { steps: 60, hidden: 48, sequenceLength: 32, batchSize: 16 }));
    const [first] = await suggestions(api, document, end(document));
    assert.ok(first && String(first.insertText).length > 3);
  });

  it('trains on a cell and on a whole notebook; the model serves all cells', async () => {
    const cell = (text: string) => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, 'python');
    const data = new vscode.NotebookData([cell(TEXT), cell(LINE.repeat(20)), cell('the tide comes in and the ti')]);
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', data);
    await vscode.window.showNotebookDocument(notebook);
    const [first, , last] = notebook.getCells();
    const ofCell = await train(api, { steps: 5 }, 'unroll.trainOnFile', first!.document.uri);
    await done(ofCell);
    assert.equal(ofCell.text, TEXT);
    assert.equal(ofCell.uri.toString(), notebook.uri.toString());
    assert.match(ofCell.name, /cell 1$/);
    const id = await vscode.commands.executeCommand<string>('unroll.trainOnNotebook', undefined, {
      preset: 'quick',
      overrides: { seconds: 0, steps: 300, hidden: 48, threads: 1, validation: 0 },
    });
    const whole = api.trainings.get(id)!;
    await done(whole);
    assert.equal(whole.text, [TEXT, LINE.repeat(20), 'the tide comes in and the ti'].join('\n'));
    assert.equal(api.models.of(last!.document.uri)?.path, api.models.of(notebook.uri)?.path);
    assert.ok(api.models.of(notebook.uri));
    const [item] = await suggestions(api, last!.document, end(last!.document));
    assert.match(String(item?.insertText), /^de /);
  });

  it('trains on files of a virtual, read-only file system, and on either side of a diff', async () => {
    const changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
    const refuse = () => {
      throw vscode.FileSystemError.NoPermissions();
    };
    const registration = vscode.workspace.registerFileSystemProvider(
      'unroll-memory',
      {
        onDidChangeFile: changes.event,
        watch: () => new vscode.Disposable(() => undefined),
        stat: () => ({ type: vscode.FileType.File, ctime: 0, mtime: 0, size: TEXT.length }),
        readFile: ({ path: name }) => Buffer.from(name === '/new.txt' ? TEXT : TEXT.toUpperCase()),
        readDirectory: () => [],
        createDirectory: refuse,
        writeFile: refuse,
        delete: refuse,
        rename: refuse,
      },
      { isReadonly: true },
    );
    const at = (name: string) => vscode.Uri.from({ scheme: 'unroll-memory', path: name });
    await vscode.commands.executeCommand('vscode.diff', at('/old.txt'), at('/new.txt'), 'old and new');
    await until('the diff', () => vscode.window.activeTextEditor?.document.uri.scheme === 'unroll-memory');
    const right = await train(api, { steps: 5 });
    await done(right);
    assert.equal(right.text, TEXT);
    const left = await train(api, { steps: 5 }, 'unroll.trainOnFile', at('/old.txt'));
    await done(left);
    assert.equal(left.text, TEXT.toUpperCase());
    assert.ok(api.models.of(at('/old.txt')) && api.models.of(at('/new.txt')));
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    registration.dispose();
  });

  it('several editors of one document share its model and its training', async () => {
    const editor = await openText(TEXT);
    await vscode.window.showTextDocument(editor.document, { viewColumn: vscode.ViewColumn.Two, preview: false });
    await done(await train(api, { steps: 5 }));
    const shown = vscode.window.visibleTextEditors.filter(({ document }) => document === editor.document);
    assert.equal(shown.length, 2);
    for (const { document } of shown) assert.ok(api.models.of(document.uri));
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('asks before it trains on a document a second time', async () => {
    await openText(TEXT);
    const first = await train(api, ENDLESS);
    await until('its first step', () => first.events.some(({ type }) => type === 'step'));
    const given = { preset: 'quick', overrides: { seconds: 0, steps: 3, threads: 1 } };
    const again = () => vscode.commands.executeCommand<string | undefined>('unroll.trainOnFile', undefined, given);
    assert.equal(await answering({ warning: () => undefined }, again), undefined);
    assert.ok(first.active);
    const id = await answering({ warning: (_, [stop]) => stop }, again);
    assert.equal(first.state, 'stopped');
    await done(api.trainings.get(id!)!);
  });

  it('two documents train side by side where the setting allows it', async () => {
    const settings = vscode.workspace.getConfiguration('unroll.training');
    await settings.update('concurrentRuns', 2, vscode.ConfigurationTarget.Global);
    try {
      await openText(TEXT);
      const first = await train(api, ENDLESS);
      await openText(TEXT);
      const second = await train(api, ENDLESS);
      for (const training of [first, second]) await until('its steps', () => training.events.some(({ type }) => type === 'step'));
      assert.deepEqual([first.state, second.state], ['running', 'running']);
    } finally {
      await settings.update('concurrentRuns', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('a document may be edited, closed and deleted while it is trained on', async () => {
    const editor = await openText(TEXT);
    const { uri } = editor.document;
    const training = await train(api, { steps: 200 });
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'something else '));
    await editor.document.save();
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await vscode.workspace.fs.delete(uri);
    await done(training);
    assert.equal(training.text, TEXT);
    assert.ok(api.models.of(uri));
  });

  it('a renamed document keeps its model and its runs, one in training too', async () => {
    const editor = await openText(TEXT);
    const from = editor.document.uri;
    await done(await train(api, { steps: 5 }));
    const running = await train(api, ENDLESS);
    await until('its first step', () => running.events.some(({ type }) => type === 'step'));
    const to = from.with({ path: from.path.replace(/[^/]+$/, 'renamed.txt') });
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(from, to);
    assert.ok(await vscode.workspace.applyEdit(edit));
    await until('the model under the new name', () => api.models.of(to) !== undefined);
    assert.equal(api.models.of(from), undefined);
    assert.equal(running.uri.toString(), to.toString());
    assert.equal(running.name, 'renamed.txt');
    running.stop();
    await running.finished;
    const { record } = loadRun(path.dirname(api.models.of(to)!.path));
    assert.deepEqual(record.document, { uri: to.toString(), name: 'renamed.txt' });
  });

  it('a checkout under an open model: the model serves on and the status tells the change', async () => {
    const editor = await openText(TEXT);
    await done(await train(api, { steps: 100, hidden: 48, validation: 0 }));
    assert.equal(api.models.behind(editor.document), undefined);
    // Another tool writes the file.
    writeFileSync(editor.document.uri.fsPath, `${TEXT}${LINE}the tide co`);
    await until('the new text in the editor', () => editor.document.getText().endsWith('co'));
    assert.equal(api.models.behind(editor.document), LINE.length + 'the tide co'.length);
    const [item] = await suggestions(api, editor.document, end(editor.document));
    assert.ok(item);
  });

  it('in a workspace of several folders each has the settings of its own', async () => {
    const folders = vscode.workspace.workspaceFolders ?? [];
    assert.equal(folders.length, 2);
    const hidden: number[] = [];
    for (const [index, { uri }] of folders.entries()) {
      const file = vscode.Uri.joinPath(uri, 'several.txt');
      await vscode.workspace.fs.writeFile(file, Buffer.from(TEXT));
      if (index === 1)
        await vscode.workspace.getConfiguration('unroll.training', file).update('hidden', 24, vscode.ConfigurationTarget.WorkspaceFolder);
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file), { preview: false });
      const id = await vscode.commands.executeCommand<string>('unroll.trainOnFile', undefined, {
        preset: 'quick',
        overrides: { seconds: 0, steps: 3, threads: 1 },
      });
      const training = api.trainings.get(id)!;
      await done(training);
      hidden.push(training.configuration.hidden);
      assert.ok(api.models.of(file));
    }
    assert.equal(hidden[1], 24);
    assert.notEqual(hidden[0], 24);
  });
});
