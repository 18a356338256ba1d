import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { checkRequest } from '../../src/protocol/panel-requests';
import { activated } from './support';

const root = path.resolve(__dirname, '../../..');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const names = JSON.parse(readFileSync(path.join(root, 'package.nls.json'), 'utf8'));

describe('the extension', () => {
  before(activated);

  it('registers every command that it contributes', async () => {
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const { command } of manifest.contributes.commands) assert.ok(registered.has(command), command);
  });

  it('has a text for every placeholder of the manifest, and no text too many, in both languages', () => {
    const used = new Set([...JSON.stringify(manifest).matchAll(/"%([^%"]+)%"/g)].map((match) => match[1]!));
    assert.deepEqual([...used].sort(), Object.keys(names).sort());
    const chinese = JSON.parse(readFileSync(path.join(root, 'package.nls.zh-cn.json'), 'utf8'));
    assert.deepEqual(Object.keys(chinese).sort(), Object.keys(names).sort());
  });

  it('translates every sentence', () => {
    const english = JSON.parse(readFileSync(path.join(root, 'l10n/bundle.l10n.json'), 'utf8'));
    const chinese = JSON.parse(readFileSync(path.join(root, 'l10n/bundle.l10n.zh-cn.json'), 'utf8'));
    assert.deepEqual(Object.keys(chinese).sort(), Object.keys(english).sort());
    for (const [text, translation] of Object.entries(chinese as Record<string, string>)) {
      const places = (value: string) => [...value.matchAll(/\{\d\}/g)].map(String).sort();
      assert.deepEqual(places(translation), places(text), text);
    }
  });

  it('opens a copy of the sample, not the extension folder', async () => {
    await vscode.commands.executeCommand('unroll.openSample');
    const shown = vscode.window.visibleTextEditors.map(({ document }) => document.uri.fsPath).find((file) => file.endsWith('prose.txt'));
    assert.ok(shown && !shown.startsWith(root) && existsSync(path.join(path.dirname(shown), 'hello.txt')));
    assert.equal(readFileSync(path.join(path.dirname(shown), 'hello.txt'), 'utf8'), 'hello');
  });

  it('takes from the page only what it knows', () => {
    assert.deepEqual(checkRequest({ type: 'command', command: 'stop', runId: null, extra: 1 }), { type: 'command', command: 'stop', runId: null });
    for (const wrong of [
      null,
      1,
      'ready',
      {},
      { type: 'command', command: 'constructor', runId: null },
      { type: 'command', command: 'stop' },
      { type: 'export', format: 'exe', name: 'x', content: 'y' },
      { type: 'export', format: 'csv', name: 1, content: 'y' },
      { type: 'openGuide', anchor: '../../etc' },
    ])
      assert.equal(checkRequest(wrong), undefined, JSON.stringify(wrong));
  });
});
