import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { UnrollApi } from '../../src/extension/main';
import { remedies } from '../../src/extension/training/remedies';
import { Trainings } from '../../src/extension/training/trainings';
import { readModel } from '../../src/formats/model-file';
import { defaultConfiguration } from '../../src/protocol/defaults';
import { readRun } from '../../src/runs/run-folder';
import { activated, openText, train, until } from './support';

const TEXT = 'the tide comes in and the tide goes out and '.repeat(40);
const ENDLESS = { steps: 1_000_000 };

describe('training in the extension host', () => {
  let api: UnrollApi;
  before(async () => {
    api = await activated();
  });
  afterEach(() => api.trainings.stopAll(90_000));

  it('trains on the document as it stands, unsaved edits included, and keeps the run', async () => {
    const editor = await openText('nothing of this is left');
    await editor.edit((edit) => edit.replace(new vscode.Range(0, 0, 1, 0), TEXT));
    assert.ok(editor.document.isDirty);
    const training = await train(api, { steps: 200 });
    await training.finished;
    assert.equal(training.state, 'done', training.error);
    const losses = training.events.flatMap((event) => (event.type === 'step' ? [event.loss] : []));
    assert.ok(losses.at(-1)! < losses[0]! / 2, `loss from ${losses[0]} to ${losses.at(-1)}`);
    const model = api.models.of(editor.document.uri);
    assert.ok(model && existsSync(model.path));
    assert.equal(model.fingerprint.length, TEXT.length);
    assert.equal(api.models.behind(editor.document), undefined);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'more '));
    assert.equal(api.models.behind(editor.document), 5);
    const run = readRun(path.dirname(model.path));
    assert.equal(run?.record.state, 'done');
    assert.match(readFileSync(path.join(path.dirname(model.path), 'metrics.jsonl'), 'utf8'), /"type":"done"/);
  });

  it('joins several selections in document order', async () => {
    const editor = await openText('aaaa\nbbbb\ncccc\n');
    editor.selections = [new vscode.Selection(2, 0, 2, 4), new vscode.Selection(0, 4, 0, 0)];
    const training = await train(api, { steps: 5 }, 'unroll.trainOnSelection');
    await training.finished;
    const start = training.events.find((event) => event.type === 'start');
    assert.equal(start?.vocabularySize, 2);
    assert.equal(api.models.of(editor.document.uri)?.fingerprint.length, 8);
  });

  it('stops within its time steps, keeps the model, and continues from it', async () => {
    const editor = await openText(TEXT);
    const training = await train(api, ENDLESS);
    await until('steps', () => training.events.some((event) => event.type === 'step' && event.step > 20));
    await vscode.commands.executeCommand('unroll.stop');
    await training.finished;
    assert.equal(training.state, 'stopped');
    const model = api.models.of(editor.document.uri);
    assert.ok(model && existsSync(model.path));
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Über '));
    const id = await vscode.commands.executeCommand<string>('unroll.continueTraining');
    const next = api.trainings.get(id)!;
    await until('a step', () => next.events.some((event) => event.type === 'step') || !next.active);
    assert.equal(next.error, undefined);
    const first = next.events.find((event) => event.type === 'step');
    const untrained = training.events.find((event) => event.type === 'step');
    assert.ok(first?.type === 'step' && untrained?.type === 'step' && first.loss < untrained.loss, `${JSON.stringify(first)}`);
  });

  it('pauses and resumes', async () => {
    await openText(TEXT);
    const training = await train(api, ENDLESS);
    const step = () => training.events.reduce((last, event) => (event.type === 'step' ? event.step : last), 0);
    await until('steps', () => step() > 5);
    await vscode.commands.executeCommand('unroll.pause');
    assert.equal(training.state, 'paused');
    // The worker answers a question between two updates, or while it sleeps: three answers with one step come from a worker that sleeps.
    await until('a standstill', async () => {
      const walks = [await training.walk('the'), await training.walk('the'), await training.walk('the')];
      return walks.every((walk) => walk !== null && walk.step === walks[0]!.step);
    });
    const before = step();
    await vscode.commands.executeCommand('unroll.resume');
    await until('further steps', () => step() > before);
  });

  it('lets a second training wait for the first', async () => {
    await openText(TEXT);
    const first = await train(api, ENDLESS);
    await openText(TEXT);
    const second = await train(api, { steps: 3 });
    assert.equal(second.state, 'queued');
    first.stop();
    await second.finished;
    assert.equal(second.state, 'done', second.error);
  });

  it('reports once that a worker died, and keeps its last checkpoint', async () => {
    const editor = await openText(TEXT);
    const training = await train(api, { ...ENDLESS, evaluateEvery: 20, validation: 0.2 });
    await until('a checkpoint', () => api.models.of(editor.document.uri) !== undefined);
    training.terminateWorker();
    await training.finished;
    assert.equal(training.state, 'failed');
    assert.match(training.error ?? '', /ended unexpectedly/);
    assert.ok(existsSync(api.models.of(editor.document.uri)!.path));
  });

  it('ends a worker that throws, and one that hangs', async () => {
    const broken = (code: string, patience: number) => {
      const document = vscode.Uri.parse('untitled:broken');
      const trainings = new Trainings(path.join(__dirname, `${code}.js`), undefined, { patience, heap: 2048 });
      return trainings.train({ uri: document, name: code, text: TEXT, configuration: defaultConfiguration(TEXT.length, 10) });
    };
    const write = async (name: string, source: string) =>
      vscode.workspace.fs.writeFile(vscode.Uri.file(path.join(__dirname, `${name}.js`)), Buffer.from(source));
    await write('throws', "setTimeout(() => { throw new Error('injected'); }, 50);");
    await write('hangs', 'for (;;);');
    const throwing = broken('throws', 60_000);
    await throwing.finished;
    assert.match(throwing.error ?? '', /injected/);
    const hanging = broken('hangs', 1000);
    await hanging.finished;
    assert.match(hanging.error ?? '', /stopped responding/);
  });

  it('stops at the first non-finite number, keeps the last good weights and knows what would help', async () => {
    const editor = await openText(TEXT);
    const explode = {
      steps: 500,
      activation: 'relu',
      initialization: 'identity',
      learningRate: 10,
      clip: 0,
      optimizer: 'sgd',
      momentum: 0.9,
      schedule: 'constant',
      warmup: 0,
    };
    const training = await train(api, explode);
    await training.finished;
    const alarm = training.events.find((event) => event.type === 'alarm');
    assert.ok(alarm?.type === 'alarm' && alarm.recentNorms.length > 0 && alarm.spectralRadius[0]! >= 0, JSON.stringify(training.events.at(-1)));
    assert.equal(training.state, 'failed');
    assert.deepEqual(
      remedies(training.configuration).map(({ overrides }) => overrides),
      [{ clip: 1, clipMode: 'norm' }, { learningRate: 2.5 }, { cell: 'gru', stack: '' }],
    );
    // A failed run never serves its document.
    assert.equal(api.models.of(editor.document.uri), undefined);
    const weights = readModel(readFileSync(path.join(training.runFolder!, 'model.safetensors'))).weights;
    assert.ok(weights.get('head.weight')!.data.every(Number.isFinite));
  });

  it('refuses a network that would not fit the memory, with the numbers', async () => {
    const long = await openText(TEXT.repeat(400));
    const refused = await train(api, { steps: 5, cell: 'lstm', hidden: 1024, layers: 4, batchSize: 1024, sequenceLength: 512 });
    await refused.finished;
    assert.equal(refused.state, 'failed');
    assert.match(refused.error ?? '', /needs \d+ MB of memory, but the limit is 2048 MB/);
    assert.equal(api.models.of(long.document.uri), undefined);
  });

  it('refuses an empty and a binary document with a sentence and starts nothing', async () => {
    const before = api.trainings.list.length;
    for (const text of ['', 'a\0b']) {
      await openText(text);
      await vscode.commands.executeCommand('unroll.trainOnFile', undefined, { preset: 'quick' });
    }
    assert.equal(api.trainings.list.length, before);
  });
});
