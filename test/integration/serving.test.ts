import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import type { UnrollApi } from '../../src/extension/main';
import { DocumentModels } from '../../src/extension/runs/document-models';
import type { RunNode } from '../../src/extension/runs/runs-view';
import type { Training } from '../../src/extension/training/training';
import { loadRun } from '../../src/runs/stored-run';
import { activated, openText, train, until } from './support';

const LINE = 'the tide comes in and the tide goes out\n';
const TEXT = LINE.repeat(60);
/** ReLU, W = I and no threshold: diverges within a few steps. */
const EXPLODE = {
  ...{ cell: 'rnn', activation: 'relu', initialization: 'identity', optimizer: 'sgd', schedule: 'constant' },
  ...{ sequenceLength: 50, batchSize: 4, learningRate: 1, warmup: 0, clip: 0, dropout: 0, steps: 100 },
};

describe('which model serves a document', () => {
  let api: UnrollApi;
  before(async () => {
    api = await activated();
  });
  afterEach(() => api.trainings.stopAll(90_000));
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  async function finished(training: Training, state = 'done'): Promise<Training> {
    await training.finished;
    assert.equal(training.state, state, training.error);
    return training;
  }
  const servedBy = (uri: vscode.Uri, models: DocumentModels = api.models) => models.of(uri)?.run;
  /** What another window, or this one after a reload, finds. */
  const afterReload = () => new DocumentModels(api.runs.root);
  function nodeOf(id: string): Extract<RunNode, { kind: 'run' }> {
    for (const group of api.runs.getChildren())
      for (const node of api.runs.getChildren(group)) if (node.kind === 'run' && node.id === id) return node;
    throw new Error(`no run ${id} in the view`);
  }
  const descriptionOf = (id: string) => String(api.runs.getTreeItem(nodeOf(id)).description);

  it('a run that exploded never serves: the run before it does, while it trains, after it failed and after a reload', async () => {
    const { uri } = (await openText(TEXT)).document;
    const good = await finished(await train(api, { steps: 40 }));
    const exploded = await finished(await train(api, EXPLODE), 'failed');
    assert.equal(servedBy(uri), good.id);
    assert.equal(servedBy(uri, afterReload()), good.id);
    assert.match(descriptionOf(good.id), /makes suggestions/);
    assert.doesNotMatch(descriptionOf(exploded.id), /makes suggestions/);
    assert.match(descriptionOf(exploded.id), /^failed · /);
  });

  it('a document whose only run exploded has no model', async () => {
    const { uri } = (await openText(TEXT)).document;
    await finished(await train(api, EXPLODE), 'failed');
    assert.equal(servedBy(uri), undefined);
    assert.equal(servedBy(uri, afterReload()), undefined);
  });

  it('an exploded run cannot be chosen for suggestions', async () => {
    await openText(TEXT);
    const exploded = await finished(await train(api, EXPLODE), 'failed');
    assert.throws(() => api.models.choose(loadRun(exploded.runFolder!)), /failed/);
    assert.doesNotMatch(String(api.runs.getTreeItem(nodeOf(exploded.id)).contextValue), /model/);
  });

  it('an older run that is resumed serves its document, before and after a reload', async () => {
    const { uri } = (await openText(TEXT)).document;
    const older = await train(api, { steps: 1_000_000, evaluateEvery: 20, validation: 0.2 });
    await until('its first checkpoint', () => servedBy(uri) === older.id);
    older.stop();
    await finished(older, 'stopped');
    const newer = await finished(await train(api, { steps: 40 }));
    assert.equal(servedBy(uri), newer.id);
    const id = await vscode.commands.executeCommand<string>('unroll.runs.resume', older.id);
    const resumed = api.trainings.get(id)!;
    await until('a step after the stop', () => resumed.state === 'running' && resumed.events.some(({ type }) => type === 'evaluation'));
    resumed.stop();
    await finished(resumed, 'stopped');
    assert.equal(servedBy(uri), older.id);
    assert.equal(servedBy(uri, afterReload()), older.id);
  });

  it('a run that was chosen while another trains serves on, whatever that one writes', async () => {
    const { uri } = (await openText(TEXT)).document;
    const chosen = await finished(await train(api, { steps: 40 }));
    const training = await train(api, { steps: 1_000_000, evaluateEvery: 20, validation: 0.2 });
    await until('its checkpoint', () => servedBy(uri) === training.id);
    await vscode.commands.executeCommand('unroll.runs.use', chosen.id);
    training.stop();
    await finished(training, 'stopped');
    assert.equal(servedBy(uri), chosen.id);
    assert.equal(servedBy(uri, afterReload()), chosen.id);
  });

  it('a run that continues another says so by name', async () => {
    const { uri } = (await openText(TEXT)).document;
    const first = await finished(await train(api, { steps: 40, validation: 0.2 }));
    const id = await vscode.commands.executeCommand<string>('unroll.continueTraining', uri);
    const second = api.trainings.get(id)!;
    second.stop();
    await finished(second, 'stopped');
    assert.equal(loadRun(second.runFolder!).record.parent, first.id);
    const title = String(api.runs.getTreeItem(nodeOf(first.id)).label);
    assert.ok(descriptionOf(second.id).includes(`continued from ${title}`), descriptionOf(second.id));
  });

  describe('trained on a selection', () => {
    let editor: vscode.TextEditor;
    let training: Training;
    const selected = LINE.repeat(20);
    before(async () => {
      editor = await openText(`${'a line of its own\n'.repeat(10)}${selected}${'and another\n'.repeat(10)}`);
      editor.selection = new vscode.Selection(10, 0, 30, 0);
      training = await train(api, { steps: 1_000_000 }, 'unroll.trainOnSelection');
      await until('its first step', () => training.events.some(({ type }) => type === 'step'));
      training.stop();
      await finished(training, 'stopped');
    });

    it('the status does not say that the text has changed', () => {
      assert.equal(training.text, selected);
      assert.equal(api.models.behind(editor.document), undefined);
      assert.match(training.name, /^text-\d+\.txt:11–31$/);
      assert.match(descriptionOf(training.id), /part of the file/);
    });

    it('edits before and behind the selection change nothing that was trained on', async () => {
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'inserted\n'));
      assert.equal(api.models.behind(editor.document), undefined);
    });

    it('the run resumes on the selection where it stands now', async () => {
      const id = await vscode.commands.executeCommand<string>('unroll.runs.resume', training.id);
      const resumed = api.trainings.get(id)!;
      assert.equal(resumed.text, selected);
      resumed.stop();
      await finished(resumed, 'stopped');
    });

    it('an edit within the selection is told', async () => {
      await editor.edit((edit) => edit.insert(new vscode.Position(15, 0), 'inserted\n'));
      assert.equal(api.models.behind(editor.document), 2 * 'inserted\n'.length);
    });
  });

  it('"Use for Suggestions" after a sweep in a notebook serves its cells', async () => {
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, TEXT, 'python');
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', new vscode.NotebookData([cell]));
    await vscode.window.showNotebookDocument(notebook);
    const [first] = notebook.getCells();
    const group = await vscode.commands.executeCommand<string>('unroll.sweep', first!.document.uri, {
      steps: 20,
      overrides: { cell: 'rnn', threads: 1 },
      axes: [{ parameter: 'hidden', values: [8, 16] }],
    });
    const runs = api.experiments.of(group!);
    assert.equal(runs.length, 2);
    for (const run of runs) await finished(run);
    assert.equal(servedBy(first!.document.uri), undefined);
    api.experiments.use(runs[0]!);
    assert.equal(servedBy(first!.document.uri), runs[0]!.id);
    assert.equal(path.basename(path.dirname(afterReload().of(notebook.uri)!.path)), runs[0]!.id);
  });
});
