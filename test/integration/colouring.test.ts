import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { UnrollApi } from '../../src/extension/main';
import { activated, openText, train, until } from './support';

const LINE = 'const tide = "comes in"; // and (goes) out';

describe('colours in the editor', () => {
  let api: UnrollApi;
  let editor: vscode.TextEditor;

  /** The next time that text is coloured after something was done. */
  const coloured = (act: () => unknown): Promise<{ by: string; runs: number; milliseconds: number }> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('nothing was coloured')), 20_000);
      const subscription = api.colouring.onDidColour((event) => {
        clearTimeout(timer);
        subscription.dispose();
        resolve(event);
      });
      void act();
    });

  before(async () => {
    api = await activated();
    editor = await openText(`${LINE}\r\n`.repeat(60), 'txt');
    const training = await train(api, { steps: 300, hidden: 32, validation: 0 });
    await training.finished;
    assert.equal(training.state, 'done', training.error);
  });

  after(() => api.colouring.off());

  it('by surprisal: what is new stands out, also after an edit; hover explains', async () => {
    const before = await coloured(() => vscode.commands.executeCommand('unroll.colourBySurprisal'));
    assert.equal(before.by, 'surprisal');
    // A colouring that was under way may come first.
    let runs = 0;
    const subscription = api.colouring.onDidColour((event) => {
      runs = event.runs;
    });
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), 'zqxjkv ZQXJKV!? zqxjkv\r\n'));
    await until('more colours than before', () => runs > before.runs, 20_000);
    subscription.dispose();
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      editor.document.uri,
      new vscode.Position(2, 3),
    );
    const text = hovers
      .flatMap(({ contents }) => contents.map((content) => (content as vscode.MarkdownString).value))
      .find((value) => /Unroll/.test(value));
    assert.match(text ?? '', /`s`: \d+\.\d\d bits, number \d+ of the expected characters/);
    assert.match(text ?? '', /%/);
    assert.match(text ?? '', /Norm of the hidden state: \d/);
  });

  it('by a hidden unit, by number', async () => {
    const { by, runs } = await coloured(() => vscode.commands.executeCommand('unroll.colourByUnit', { layer: 0, unit: 5 }));
    assert.equal(by, 'unit');
    assert.ok(runs > 10);
  });

  it('by a hidden unit from the panel, where no text editor is the active one', async () => {
    await vscode.commands.executeCommand('unroll.openPanelInEditor');
    await until('the panel to be active', () => vscode.window.activeTextEditor === undefined, 20_000);
    const { by, runs } = await coloured(() => vscode.commands.executeCommand('unroll.colourByUnit', { layer: 0, unit: 3 }));
    assert.equal(by, 'unit');
    assert.ok(runs > 10);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    editor = await vscode.window.showTextDocument(editor.document, vscode.ViewColumn.One);
  });

  it('by the memory at the cursor, which follows the cursor', async () => {
    editor.selection = new vscode.Selection(8, 10, 8, 10);
    const { by, runs } = await coloured(() => vscode.commands.executeCommand('unroll.showMemory'));
    assert.equal(by, 'memory');
    assert.ok(runs > 0);
    await coloured(() => {
      editor.selection = new vscode.Selection(9, 5, 9, 5);
    });
  });

  it('a file of 500 kB: the host is busy for milliseconds only', async () => {
    editor = await openText(`${LINE}\n`.repeat(12_000), 'txt');
    const training = await train(api, { steps: 30, validation: 0 });
    await training.finished;
    const times: number[] = [];
    times.push((await coloured(() => vscode.commands.executeCommand('unroll.colourBySurprisal'))).milliseconds);
    for (const line of [3000, 6000, 9000, 11_000, 500])
      times.push((await coloured(() => editor.revealRange(new vscode.Range(line, 0, line, 0), vscode.TextEditorRevealType.InCenter))).milliseconds);
    const median = times.sort((a, b) => a - b)[3]!;
    console.log(`busy: ${times.map((time) => time.toFixed(2)).join(', ')} ms`);
    // 5 ms on a quiet machine; tests share theirs.
    assert.ok(median < 10, `${median} ms`);
  });

  it('off: no hover, no colours', async () => {
    await vscode.commands.executeCommand('unroll.colouringOff');
    assert.equal(api.colouring.current, undefined);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      editor.document.uri,
      new vscode.Position(2, 3),
    );
    assert.ok(hovers.every(({ contents }) => contents.every((content) => !/Unroll/.test((content as vscode.MarkdownString).value))));
  });
});
