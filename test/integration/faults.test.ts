import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { UnrollApi } from '../../src/extension/main';
import { RunsView } from '../../src/extension/runs/runs-view';
import { Trainings } from '../../src/extension/training/trainings';
import { defaultConfiguration } from '../../src/protocol/defaults';
import { loadRun, readCheckpoint, readMetrics, readRun } from '../../src/runs/stored-run';
import { activated, openText, train, until } from './support';

const TEXT = 'the tide comes in and the tide goes out and '.repeat(40);
const ENDLESS = { steps: 1_000_000, evaluateEvery: 20, validation: 0.2 };
const project = path.resolve(__dirname, '../../..');

describe('faults', () => {
  let api: UnrollApi;
  let folder: string;
  const runOf = (id: string) => path.join(api.runs.root!, id);
  before(async () => {
    api = await activated();
    folder = mkdtempSync(path.join(tmpdir(), 'unroll-faults-'));
  });
  afterEach(() => api.trainings.stopAll(90_000));

  /** A training of its own storage, by a trainer with something put in front of it. */
  const faulty = (name: string, prelude: string, root: string) => {
    const script = path.join(folder, `${name}.js`);
    writeFileSync(script, `${prelude}\nrequire(${JSON.stringify(path.join(project, 'dist/trainer.js'))});`);
    const trainings = new Trainings(script, root, { patience: 10_000, heap: 2048 });
    const configuration = defaultConfiguration(TEXT.length, 16, { steps: 300, seconds: 0, cell: 'rnn', hidden: 16, threads: 1 });
    return trainings.train({ uri: vscode.Uri.parse('untitled:faulty'), name, text: TEXT, configuration });
  };

  it('injected: the worker is killed; the run is interrupted, resumes, and ends as if nothing had happened', async () => {
    await openText(TEXT);
    const killed = await train(api, { ...ENDLESS, steps: 20_000 });
    await until('a checkpoint', () => readRun(runOf(killed.id))?.model !== undefined);
    killed.terminateWorker();
    await killed.finished;
    assert.equal(loadRun(runOf(killed.id)).record.state, 'interrupted');
    const step = Number(readCheckpoint(runOf(killed.id)).resume?.counters.step);
    const id = await vscode.commands.executeCommand<string>('unroll.runs.resume', { kind: 'run', id: killed.id });
    assert.equal(id, killed.id);
    const resumed = api.trainings.get(id)!;
    await until('a later step', () => !resumed.active || resumed.events.some((event) => event.type === 'step' && event.step > step));
    assert.equal(resumed.error, undefined);
    resumed.stop();
    await resumed.finished;
    const steps = readMetrics(runOf(id)).flatMap((event) => (event.type === 'step' ? [event.step] : []));
    assert.deepEqual(
      steps,
      [...new Set(steps)].sort((a, b) => a - b),
      'every step once, in order',
    );
  });

  it('injected: the last checkpoint is cut off; the one before it is resumed from', async () => {
    await openText(TEXT);
    const training = await train(api, { ...ENDLESS, steps: 20_000 });
    await until('a checkpoint', () => readRun(runOf(training.id))?.model !== undefined);
    training.stop();
    await training.finished;
    const file = path.join(runOf(training.id), 'model.safetensors');
    truncateSync(file, 1000);
    await vscode.commands.executeCommand('unroll.runs.resume', training.id);
    const resumed = api.trainings.get(training.id)!;
    await until('steps', () => !resumed.active || resumed.events.filter(({ type }) => type === 'step').length > 3);
    assert.equal(resumed.error, undefined);
  });

  it('injected: a full disk (ENOSPC in front of every write of metrics); the training ends with its model kept', async () => {
    const full = "const fs = require('node:fs'); fs.appendFileSync = () => { throw Object.assign(new Error('full'), { code: 'ENOSPC' }); };";
    const root = path.join(folder, 'full');
    const training = faulty('full', full, root);
    await training.finished;
    assert.equal(training.state, 'done', training.error);
    assert.ok(training.events.some((event) => event.type === 'note' && event.id === 'run.unwritten'));
    assert.equal(Number(readCheckpoint(path.join(root, training.id)).resume?.counters.step), 300);
  });

  it('injected: storage that cannot be written (a file where the folder should be); told in a sentence', async () => {
    const file = path.join(folder, 'no-folder');
    writeFileSync(file, 'kept');
    const training = faulty('read-only', '', path.join(file, 'runs'));
    await training.finished;
    assert.equal(training.state, 'failed');
    assert.match(training.error ?? '', /cannot be kept/);
    assert.equal(readFileSync(file, 'utf8'), 'kept');
  });

  it('injected: the document is edited, closed and deleted during the training; the run ends and is kept', async () => {
    const editor = await openText(TEXT);
    const { uri } = editor.document;
    const training = await train(api, { steps: 3000 });
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'edited '));
    await editor.document.save();
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await vscode.workspace.fs.delete(uri);
    await training.finished;
    assert.equal(training.state, 'done', training.error);
    const { record } = loadRun(runOf(training.id));
    assert.equal(record.state, 'done');
    assert.equal(record.fingerprint.length, TEXT.length);
    await vscode.commands.executeCommand('unroll.runs.resume', training.id);
    assert.equal(loadRun(runOf(training.id)).record.state, 'done', 'refused without its text, and untouched');
  });

  it('injected: storage of an older and of a newer version, and 200 runs; all are in the view', () => {
    const root = path.join(folder, 'many');
    const old = path.join(project, 'test/unit/runs/stored/version-1');
    const record = JSON.parse(readFileSync(path.join(old, 'run.json'), 'utf8'));
    for (let index = 0; index < 200; index++) {
      const target = path.join(root, `run-${index}`);
      mkdirSync(target, { recursive: true });
      cpSync(old, target, { recursive: true });
      writeFileSync(
        path.join(target, 'run.json'),
        JSON.stringify({ ...record, document: { uri: `file:///t${index % 7}.txt`, name: `t${index % 7}.txt` } }),
      );
    }
    mkdirSync(path.join(root, 'newer'));
    writeFileSync(path.join(root, 'newer', 'run.json'), JSON.stringify({ ...record, format: 99 }));
    const view = new RunsView(root, { isServing: () => false });
    const nodes = view.getChildren();
    assert.equal(nodes.filter(({ kind }) => kind === 'group').length, 7);
    const runs = nodes.flatMap((node) => view.getChildren(node));
    assert.equal(runs.length, 200);
    const items = runs.map((node) => view.getTreeItem(node));
    assert.ok(items.every(({ accessibilityInformation }) => accessibilityInformation?.label.includes('RNN 32')));
    const refused = nodes.find(({ kind }) => kind === 'refused');
    assert.match(String(view.getTreeItem(refused!).tooltip), /newer version/);
    view.filter = 't3';
    assert.equal(view.getChildren().filter(({ kind }) => kind === 'group').length, 1);
    view.dispose();
    rmSync(root, { recursive: true });
  });

  it('takes as a run only what is the name of one', async () => {
    for (const wrong of ['../../etc', '/etc', 'no-such-run']) {
      const done = vscode.commands.executeCommand('unroll.runs.pin', wrong);
      await until('a refusal or a question', async () => {
        await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
        return Promise.race([done.then(() => true), new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 50))]);
      });
    }
  });
});
