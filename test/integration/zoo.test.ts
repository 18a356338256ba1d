import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { UnrollApi } from '../../src/extension/main';
import { activated, openText, until } from './support';

const TEXT = 'the sea writes on the sand and the sand forgets. '.repeat(90);
/** What is left of a gradient in a fresh network, and a task that takes its time. */
const [QUICK, LONG] = [[1, 2], [17]];

describe('the zoo in the extension host', () => {
  let api: UnrollApi;
  before(async () => {
    api = await activated();
  });
  after(() => api.zoo.stop());

  const run = (given: object) => vscode.commands.executeCommand('unroll.runZoo', { minutes: 60, seeds: 1, ...given });

  it('shows its verdicts in a tab and saves them as a page; what is finished is not done again', async () => {
    await openText(TEXT);
    await run({ verdicts: QUICK, document: true });
    const { report } = api.zoo;
    assert.equal(report?.run, 2);
    await until('the page', () => api.zooPanel.html?.includes('at lag 20') === true);
    assert.match(api.zooPanel.html!, /command:unroll\.runZoo/);
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'zoo-')), 'zoo.html');
    await vscode.commands.executeCommand('unroll.saveZoo', vscode.Uri.file(file));
    assert.equal(readFileSync(file, 'utf8'), report.page);
    assert.doesNotMatch(report.page, /command:/);

    const told: number[] = [];
    const listener = api.zoo.onDidChange(() => api.zoo.progress && told.push(api.zoo.progress.done));
    await run({ verdicts: QUICK, document: true });
    listener.dispose();
    assert.deepEqual([told, api.zoo.report?.page], [[], report.page]);
  });

  it('pauses within a training, goes on, and stops without a result of what was under way', async () => {
    const running = run({ verdicts: LONG, document: false });
    await until('a training', () => api.zoo.progress !== undefined);
    await vscode.commands.executeCommand('unroll.pauseZoo');
    assert.equal(api.zoo.state, 'paused');
    await vscode.commands.executeCommand('unroll.resumeZoo');
    assert.equal(api.zoo.state, 'running');
    await vscode.commands.executeCommand('unroll.pauseZoo');
    await vscode.commands.executeCommand('unroll.stopZoo');
    await running;
    assert.equal(api.zoo.state, 'idle');
    assert.equal(api.zoo.report?.run, 0);
  });
});
