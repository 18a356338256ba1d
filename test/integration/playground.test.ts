import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { UnrollApi } from '../../src/extension/main';
import type { PlaygroundMessage } from '../../src/protocol/playground';
import { activated, until } from './support';

describe('the playground in the extension host', () => {
  let api: UnrollApi;
  before(async () => {
    api = await activated();
  });
  afterEach(() => api.playground.stop());

  it('the command shows it; an experiment runs in its own thread, and stops', async () => {
    await vscode.commands.executeCommand('unroll.playground');
    const { playground } = api;
    const heard: PlaygroundMessage[] = [];
    const listener = playground.onDidChange(({ events }) => heard.push(...events));
    try {
      playground.start({ task: 'adding', length: 20, cells: ['tanh', 'gru'], steps: 20_000, seed: 1 });
      assert.ok(playground.running);
      await until('points', () => heard.filter(({ type }) => type === 'point').length > 6);
      playground.stop();
      await until('the end', () => !playground.running);
      assert.deepEqual(playground.events.at(-1), { type: 'done', stopped: true });
      assert.deepEqual(playground.events, heard);
    } finally {
      listener.dispose();
    }
  });

  it('a second experiment takes the place of the first; what cannot be is one sentence', async () => {
    const { playground } = api;
    playground.start({ task: 'copy', length: 5, cells: ['lstm'], steps: 20_000, seed: 1 });
    playground.start({ task: 'adding', length: 10, cells: ['gru'], steps: 20, seed: 1 });
    await until('the end', () => !playground.running);
    const [begin] = playground.events;
    assert.ok(begin?.type === 'begin' && begin.request.task === 'adding');
    assert.deepEqual(playground.events.at(-1), { type: 'done', stopped: false });
    playground.start({ task: 'adding', length: 900, cells: ['gru'], steps: 20, seed: 1 });
    await until('the end', () => !playground.running);
    assert.deepEqual(playground.events, [{ type: 'failed', text: 'The length of this task goes from 10 to 200.' }]);
  });

  it('the command of the glimpse playground shows it; it learns in a thread of its own, beside the other', async () => {
    await vscode.commands.executeCommand('unroll.glimpses');
    const { glimpses } = api;
    glimpses.start({ pictures: 'translated', glimpses: 2, networks: ['learned'], steps: 50, seed: 1 });
    await until('the end', () => !glimpses.running);
    assert.deepEqual(
      glimpses.events.map(({ type }) => type),
      ['begin', 'point', 'walks', 'point', 'walks', 'done'],
    );
    glimpses.start({ pictures: 'translated', glimpses: 9, networks: ['learned'], steps: 50, seed: 1 });
    await until('the end', () => !glimpses.running);
    assert.deepEqual(glimpses.events, [{ type: 'failed', text: 'glimpses must be a whole number from 2 to 8, not 9.' }]);
  });
});
