import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { UnrollApi } from '../../src/extension/main';
import { checkInspectorRequest } from '../../src/extension/model-files/model-inspector-requests';
import { readModel } from '../../src/formats/model-file';
import type { InspectorMessage } from '../../src/protocol/inspector-messages';
import { activated, openText, suggestions, train, until } from './support';

const TEXT = 'the tide comes in and the tide goes out and '.repeat(40);

describe('models to look at and to take elsewhere', () => {
  let api: UnrollApi;
  const folder = mkdtempSync(path.join(tmpdir(), 'unroll-models-'));
  let editor: vscode.TextEditor;
  let model: string;
  before(async () => {
    api = await activated();
    editor = await openText(TEXT);
    const training = await train(api, { steps: 300 });
    await training.finished;
    model = api.models.of(editor.document.uri)!.path;
  });
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  /** Messages of the page that shows a file, once there are so many tensors' statistics. */
  async function inspect(file: string, done: (sent: readonly InspectorMessage[]) => boolean): Promise<readonly InspectorMessage[]> {
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file));
    const page = () => api.inspector.pages.find(({ file: shown }) => shown.uri.fsPath === file);
    await until(`the inspector of ${path.basename(file)}`, () => done(page()?.sent ?? []));
    return page()!.sent;
  }

  it('the inspector is the editor of *.safetensors: configuration, tensors, statistics, details on demand', async () => {
    const expected = readModel(readFileSync(model));
    const sent = await inspect(model, (messages) => messages.filter(({ type }) => type === 'statistics').length >= expected.weights.size);
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(input instanceof vscode.TabInputCustom && input.viewType === 'unroll.model');
    const file = sent.find((message) => message.type === 'file')!.file;
    assert.equal(file.kind, 'unroll');
    assert.deepEqual(new Map(file.properties).get('hidden'), '32');
    const head = file.tensors.findIndex(({ name }) => name === 'head.weight');
    const { data } = expected.weights.get('head.weight')!;
    const told = sent.find((message) => message.type === 'statistics' && message.tensor === head);
    assert.ok(told?.type === 'statistics' && told.statistics?.maximum === Math.max(...data));
    const page = api.inspector.pages.find(({ file: shown }) => shown.uri.fsPath === model)!;
    page.receive({ type: 'details', tensor: head });
    await until('the histogram', () => page.sent.some(({ type }) => type === 'details'));
    const details = page.sent.find((message) => message.type === 'details')!;
    assert.equal(
      details.histogram.counts.reduce((a, b) => a + b, 0),
      data.length,
    );
    assert.equal(details.heatMap.means.length, data.length);
    page.receive({ type: 'details', tensor: 1e6 });
    await until('a word about a tensor that is not there', () => page.sent.some((message) => message.type === 'statistics' && message.problem));
  });

  it('damaged files get a sentence, foreign ones their metadata, and a changed file is read anew', async () => {
    const damaged = path.join(folder, 'damaged.safetensors');
    writeFileSync(damaged, readFileSync(model).subarray(0, 5000));
    const [problem] = await inspect(damaged, (messages) => messages.length > 0);
    assert.ok(problem?.type === 'problem' && problem.text.length > 10, JSON.stringify(problem));
    const foreign = path.join(folder, 'foreign.safetensors');
    const header = Buffer.from('{"__metadata__":{"<img src=x>":"y"},"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}');
    const length = Buffer.alloc(8);
    length.writeUInt32LE(header.length);
    writeFileSync(foreign, Buffer.concat([length, header, Buffer.from([0x80, 0x3f, 0x80, 0x7f])]));
    const sent = await inspect(foreign, (messages) => messages.some(({ type }) => type === 'statistics'));
    const told = sent.find((message) => message.type === 'statistics')!;
    assert.deepEqual([told.statistics!.maximum, told.statistics!.nonFinite], [1, 1]);
    assert.deepEqual(sent.find((message) => message.type === 'file')!.file.properties, [['<img src=x>', 'y']]);
    writeFileSync(foreign, readFileSync(model));
    await until('the new file', () => sent.some((message) => message.type === 'file' && message.file.kind === 'unroll'));
  });

  it('reads files of a virtual file system as a whole, up to a size that it names', async () => {
    const sizes = new Map([
      ['/small.safetensors', 0],
      ['/large.safetensors', 10_000_000_000],
    ]);
    const bytes = readFileSync(model);
    const changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
    const refuse = () => {
      throw vscode.FileSystemError.NoPermissions();
    };
    const registration = vscode.workspace.registerFileSystemProvider(
      'unroll-virtual',
      {
        onDidChangeFile: changes.event,
        watch: () => new vscode.Disposable(() => undefined),
        stat: ({ path: name }) => ({ type: vscode.FileType.File, ctime: 0, mtime: 0, size: sizes.get(name) || bytes.length }),
        readFile: () => bytes,
        readDirectory: () => [],
        createDirectory: refuse,
        writeFile: refuse,
        delete: refuse,
        rename: refuse,
      },
      { isReadonly: true },
    );
    try {
      for (const name of sizes.keys()) {
        const uri = vscode.Uri.from({ scheme: 'unroll-virtual', path: name });
        await vscode.commands.executeCommand('vscode.openWith', uri, 'unroll.model');
        const sent = () => api.inspector.pages.find(({ file }) => file.uri.toString() === uri.toString())?.sent ?? [];
        await until(`the inspector of ${name}`, () => sent().length > 0);
        const [first] = sent();
        if (name.startsWith('/small')) assert.ok(first?.type === 'file' && first.file.kind === 'unroll');
        else assert.ok(first?.type === 'problem' && first.text.includes('10000 MB'), JSON.stringify(first));
      }
    } finally {
      registration.dispose();
      changes.dispose();
    }
  });

  it('takes from the page only what it knows', () => {
    assert.deepEqual(checkInspectorRequest({ type: 'details', tensor: 3, extra: 1 }), { type: 'details', tensor: 3 });
    for (const wrong of [
      null,
      'ready',
      {},
      { type: 'details' },
      { type: 'details', tensor: -1 },
      { type: 'details', tensor: 0.5 },
      { type: 'statistics', tensor: 1 },
      { type: 'details', tensor: '1' },
    ])
      assert.equal(checkInspectorRequest(wrong), undefined, JSON.stringify(wrong));
  });

  it('exports the document’s model in every format, with the metrics of its run', async () => {
    for (const [format, pattern] of [
      ['pytorch', /\.py$/],
      ['onnx', /\.onnx$/],
      ['tensorboard', /tfevents/],
      ['csv', /\.csv$/],
    ] as const) {
      const target = vscode.Uri.file(path.join(folder, format));
      const written = await vscode.commands.executeCommand<vscode.Uri[]>('unroll.exportModel', editor.document.uri, { format, folder: target });
      assert.ok(
        written.some((uri) => pattern.test(uri.path) && readFileSync(uri.fsPath).length > 200),
        `${format}: ${written}`,
      );
    }
    const table = readFileSync(path.join(folder, 'csv', readdirSync(path.join(folder, 'csv')).find((name) => name.endsWith('.csv'))!), 'utf8');
    assert.ok(table.split('\n').length > 3 && table.startsWith('step,'));
  });

  it('imports a model file for the suggestions of another document', async () => {
    const exported = path.join(folder, 'pytorch', readdirSync(path.join(folder, 'pytorch')).find((name) => name.endsWith('.safetensors'))!);
    const begin = `${TEXT.slice(0, 264)}the tide co`;
    const other = await openText(begin);
    assert.equal(api.models.of(other.document.uri), undefined);
    const run = await vscode.commands.executeCommand<string>('unroll.importModel', vscode.Uri.file(exported));
    assert.ok(existsSync(path.join(run, 'model.safetensors')));
    assert.equal(api.models.of(other.document.uri)?.path, path.join(run, 'model.safetensors'));
    await until('a suggestion', async () => {
      const [suggestion] = await suggestions(api, other.document, other.document.positionAt(begin.length));
      return String(suggestion?.insertText).startsWith('mes');
    });
    const junk = path.join(folder, 'junk.safetensors');
    writeFileSync(junk, 'no model');
    assert.equal(await vscode.commands.executeCommand('unroll.importModel', vscode.Uri.file(junk)), undefined);
    assert.equal(api.models.of(other.document.uri)?.path, path.join(run, 'model.safetensors'));
  });

  it('writes TensorBoard files while it trains, into the folder of the setting', async () => {
    const target = path.join(folder, 'board');
    const settings = vscode.workspace.getConfiguration('unroll.export');
    await settings.update('tensorboard', target, vscode.ConfigurationTarget.Global);
    try {
      const document = await openText(TEXT);
      const training = await train(api, { steps: 100 });
      await training.finished;
      const [name] = readdirSync(target);
      assert.ok(name?.startsWith(path.basename(document.document.uri.path)));
      const [file] = readdirSync(path.join(target, name!));
      const bytes = readFileSync(path.join(target, name!, file!));
      assert.ok(
        file!.includes('tfevents') && bytes.includes('loss/training') && bytes.includes('weights/head.weight') && bytes.includes('session_end_info'),
      );
    } finally {
      await settings.update('tensorboard', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
