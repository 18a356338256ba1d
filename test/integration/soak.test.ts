import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as vscode from 'vscode';
import type { UnrollApi } from '../../src/extension/main';
import { DocumentModels } from '../../src/extension/runs/document-models';
import { RunsView } from '../../src/extension/runs/runs-view';
import { Trainings } from '../../src/extension/training/trainings';
import { defaultConfiguration } from '../../src/protocol/defaults';
import { activated, openText, train, until } from './support';

const TEXT = 'the tide comes in and the tide goes out and '.repeat(40);
const LONG = Boolean(process.env.UNROLL_LONG);

/** Collects what nobody holds; the flag holds for contexts made after it. */
function collect(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

/** Megabytes that the host holds after collections: what is freed beside the heap is counted some time later. */
async function held(): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let quiet = 0; quiet < 3; ) {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    const now = (heapUsed + external) / 1e6;
    quiet = now < least - 0.5 ? 0 : quiet + 1;
    least = Math.min(least, now);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return least;
}

/** Handlers on the events of the extension, by where they hang. */
function handlers(api: UnrollApi): Record<string, number> {
  const count = (owner: unknown, event: string): number => {
    const size = (owner as Record<string, { _size?: number }>)[event]?._size;
    assert.equal(typeof size, 'number', `${event} has no number of listeners`);
    return size!;
  };
  return {
    trainings: count(api.trainings, 'changes'),
    checkpoints: count(api.trainings, 'checkpoints'),
    models: count(api.models, 'changes'),
    runs: count(api.runs, 'changes'),
    process: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
  };
}

const workers = () => process.getActiveResourcesInfo().filter((name) => name === 'Worker' || name === 'MessagePort').length;

describe('a long time of training', () => {
  let api: UnrollApi;
  before(async () => {
    api = await activated();
  });

  it('one run after another, the panel opened and closed each time: no handler, no worker and no memory is left behind', async function () {
    this.timeout(LONG ? 900_000 : 120_000);
    const { uri } = (await openText(TEXT)).document;
    const round = async () => {
      await vscode.commands.executeCommand('unroll.openPanelInEditor');
      const training = await train(api, { steps: 200, validation: 0.2 }, 'unroll.trainOnFile', uri);
      await training.finished;
      assert.equal(training.state, 'done', training.error);
      await vscode.commands.executeCommand('workbench.action.closeEditorsInOtherGroups');
      const panels = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).filter(({ input }) => input instanceof vscode.TabInputWebview);
      await vscode.window.tabGroups.close(panels);
    };
    // The list of trainings is full after 32.
    for (let i = 0; i < (LONG ? 40 : 2); i++) await round();
    const before = { handlers: handlers(api), held: await held(), workers: workers() };
    const rounds = LONG ? 60 : 2;
    for (let i = 0; i < rounds; i++) await round();
    await until('the end of the handlers', () => isDeepStrictEqual(handlers(api), before.handlers)).catch(() => undefined);
    assert.deepEqual(handlers(api), before.handlers);
    assert.ok(api.trainings.list.length <= 32, `${api.trainings.list.length} trainings are kept`);
    await until('the end of the workers', () => workers() <= before.workers);
    const grown = (await held()) - before.held;
    console.log(`      ${rounds} trainings: ${grown.toFixed(1)} MB more held`);
    // A training that stays in the panel keeps its events: much less than a megabyte each.
    assert.ok(grown < 10, `${grown} MB`);
  });

  it('an hour of events, as fast as they come: what the host keeps of them has a limit', async function () {
    this.timeout(300_000);
    const folder = mkdtempSync(path.join(tmpdir(), 'unroll-hour-'));
    const script = path.join(folder, 'hour.js');
    const seconds = LONG ? 8 * 3600 : 3600;
    // Ten messages a second with a step and an evaluation each, in the trainer's own form.
    writeFileSync(
      script,
      `const { parentPort, workerData } = require('node:worker_threads');
      const control = new Int32Array(workerData.control);
      const step = (n) => ({ type: 'step', step: n, loss: 2, gradientNorm: 1, clipped: 0, learningRate: 1, hiddenNorms: [1, 2], charactersPerSecond: 1, seconds: n / 10 });
      let n = 0;
      const some = () => {
        for (let i = 0; i < 500 && n < ${10 * seconds}; i++) {
          n++;
          const evaluation = [{ type: 'evaluation', step: n, loss: 2, bitsPerCharacter: 3, accuracy: 0.5 }];
          parentPort.postMessage({ type: 'events', events: [step(n), ...evaluation] });
        }
        Atomics.add(control, 1, 1);
        if (n < ${10 * seconds}) setImmediate(some);
        else parentPort.postMessage({ type: 'finished', path: null });
      };
      some();`,
    );
    const trainings = new Trainings(script, undefined);
    let most = 0;
    trainings.onDidChange(({ training }) => {
      most = Math.max(most, training.events.length);
    });
    const before = await held();
    const training = trainings.train({
      uri: vscode.Uri.parse('untitled:hour'),
      name: 'hour',
      text: TEXT,
      configuration: defaultConfiguration(TEXT.length, 16, {}),
    });
    await training.finished;
    assert.equal(training.state, 'done', training.error);
    const steps = training.events.filter(({ type }) => type === 'step');
    assert.equal((steps.at(-1) as { step: number }).step, 10 * seconds);
    assert.ok(most <= 8192, `${most} events`);
    const grown = (await held()) - before;
    console.log(`      ${seconds / 3600} h of events: ${grown.toFixed(1)} MB held`);
    assert.ok(grown < 15, `${grown} MB`);
    trainings.dispose();
    rmSync(folder, { recursive: true });
  });

  it('200 runs on the disk: what they add to opening a document is told', () => {
    const project = path.resolve(__dirname, '../../..');
    const root = mkdtempSync(path.join(tmpdir(), 'unroll-many-'));
    const old = path.join(project, 'test/unit/runs/stored/version-1');
    const record = JSON.parse(readFileSync(path.join(old, 'run.json'), 'utf8'));
    for (let index = 0; index < 200; index++) {
      const folder = path.join(root, `run-${index}`);
      mkdirSync(folder);
      cpSync(old, folder, { recursive: true });
      const document = { uri: `file:///many/t${index}.txt`, name: `t${index}.txt` };
      writeFileSync(path.join(folder, 'run.json'), JSON.stringify({ ...record, id: `run-${index}`, document }));
      writeFileSync(path.join(folder, 'model.safetensors'), 'only looked for');
    }
    const timed = (run: () => void) => {
      const from = performance.now();
      run();
      return performance.now() - from;
    };
    const times = { 'models of all documents': [] as number[], 'view of runs': [] as number[] };
    for (let i = 0; i < 9; i++) {
      const [models, view] = [new DocumentModels(root), new RunsView(root, { isServing: () => false })];
      times['models of all documents'].push(timed(() => assert.ok(models.of(vscode.Uri.parse('file:///many/t7.txt')))));
      times['view of runs'].push(timed(() => assert.equal(view.getChildren().length, 200)));
      models.dispose();
      view.dispose();
    }
    for (const [what, all] of Object.entries(times)) {
      const sorted = all.sort((a, b) => a - b);
      console.log(`      ${what}: ${sorted[4]!.toFixed(1)} ms (median of 9), ${sorted[8]!.toFixed(1)} ms at most`);
    }
    rmSync(root, { recursive: true });
  });
});
