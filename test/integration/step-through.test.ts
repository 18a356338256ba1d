import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { UnrollApi } from '../../src/extension/main';
import type { BpttTrace } from '../../src/protocol/bptt-trace';
import { activated, openText, train, until } from './support';

/** What the page would check before it draws. */
const total = (walk: BpttTrace) => walk.columns.reduce((sum, { loss }) => sum + (loss ?? 0), 0);

describe('stepping through a network in the extension host', () => {
  let api: UnrollApi;
  before(async () => {
    api = await activated();
  });
  afterEach(() => api.trainings.stopAll(90_000));

  it('"Step through a tiny network" trains on "hello", and the answer holds every number', async () => {
    const started = performance.now();
    const id = await vscode.commands.executeCommand<string>('unroll.stepThrough');
    const training = api.trainings.get(id)!;
    await training.finished;
    const seconds = (performance.now() - started) / 1000;
    assert.equal(training.state, 'done', training.error);
    console.log(`"hello" is trained after ${seconds.toFixed(2)} s`);
    const { cell, activation, hidden, bias } = training.configuration;
    assert.deepEqual([cell, activation, hidden, bias], ['rnn', 'tanh', 3, false]);
    const walk = (await api.walks.of(id, null))!;
    assert.deepEqual([walk.text, walk.vocabularySize, walk.step], ['hello', 4, 60]);
    assert.equal(walk.numbers!.moments.length, 4);
    // Below the memoryless floor, 2 ln 2: the state tells the two l's apart.
    assert.ok(total(walk) < 2 * Math.LN2, `E = ${total(walk)}`);
    assert.deepEqual(
      walk.columns.map(({ rank }) => rank),
      [1, 1, 1, 1],
    );
    // Another text, with a character that the network does not know.
    const other = (await api.walks.of(id, 'hex'))!;
    assert.deepEqual(
      other.columns.map(({ loss }) => loss !== null),
      [true, false],
    );
  });

  it('the settings of the user do not make it large', async () => {
    const settings = vscode.workspace.getConfiguration('unroll.training');
    await settings.update('hidden', 200, vscode.ConfigurationTarget.Global);
    try {
      const id = await vscode.commands.executeCommand<string>('unroll.stepThrough');
      assert.equal(api.trainings.get(id)!.configuration.hidden, 3);
    } finally {
      await settings.update('hidden', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('looks at the weights while a run trains, while it is paused, and at those that are kept afterwards', async () => {
    await openText('the tide comes in and the tide goes out and '.repeat(40));
    const training = await train(api, { steps: 1_000_000, hidden: 16, cell: 'gru' });
    await until('steps', () => training.events.some((event) => event.type === 'step' && event.step > 20));
    const first = (await api.walks.of(training.id, null))!;
    assert.equal(first.text, 'the tide comes in');
    assert.equal(first.numbers, null);
    assert.ok(first.step! > 0);
    await until('later weights', async () => (await api.walks.of(training.id, 'the tide'))!.step! > first.step!);
    training.pause();
    // The worker pauses between two steps.
    let paused = await api.walks.of(training.id, null);
    await until('the pause', async () => {
      const before = paused!.step;
      paused = await api.walks.of(training.id, null);
      return paused!.step === before;
    });
    training.resume();
    training.stop();
    await training.finished;
    const last = (await api.walks.of(training.id, null))!;
    assert.ok(last.step! >= 0 && last.columns.length === 16);
  });

  it('reads what stands at the cursor of the document', async () => {
    const editor = await openText('one\r\nthe tide comes in\r\nand the tide goes out\r\n');
    const training = await train(api, { steps: 5, hidden: 4, validation: 0 });
    await training.finished;
    editor.selection = new vscode.Selection(2, 3, 2, 3);
    assert.equal((await api.walks.of(training.id, null, true))!.text, 'ide comes in\nand ');
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    assert.equal((await api.walks.of(training.id, null, true))!.text, 'one\nthe tide come'.slice(0, 17), 'with nothing before it, the beginning');
  });

  it('of a run that is not there nothing is told, and no name leads out of the runs', async () => {
    assert.equal(await api.walks.of('nothing', 'hello'), null);
    assert.equal(await api.walks.of('../sample', 'hello'), null);
  });
});
