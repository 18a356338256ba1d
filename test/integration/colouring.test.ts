import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { UnrollApi } from '../../src/extension/main';
import { activated, openText, train, until } from './support';

type Coloured = Parameters<Parameters<UnrollApi['colouring']['onDidColour']>[0]>[0];

const LINE = 'const tide = "comes in"; // and (goes) out';
/** Of a large file: 100 kB are many times what is in view, with UNROLL_LONG it is 500 kB. */
const LINES = process.env.UNROLL_LONG ? 12_000 : 2400;

describe('colours in the editor', () => {
  let api: UnrollApi;
  let editor: vscode.TextEditor;

  /** The next time that text is coloured after something was done. */
  const coloured = (act: () => unknown): Promise<Coloured> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('nothing was coloured')), 100_000);
      const subscription = api.colouring.onDidColour((event) => {
        clearTimeout(timer);
        subscription.dispose();
        resolve(event);
      });
      void act();
    });

  /** How long each colouring held the host thread, the very first ones included. */
  const held: number[] = [];
  let times: vscode.Disposable;

  before(async () => {
    api = await activated();
    times = api.colouring.onDidColour(({ milliseconds }) => held.push(milliseconds));
    editor = await openText(`${LINE}\r\n`.repeat(60), 'txt');
    const training = await train(api, { steps: 300, hidden: 32, validation: 0 });
    await training.finished;
    assert.equal(training.state, 'done', training.error);
  });

  after(() => {
    times.dispose();
    api.colouring.off();
    console.log(`colouring from the start: ${held.map((one) => one.toFixed(2)).join(' ')} ms`);
  });

  it('by surprisal: what is new stands out, also after an edit; hover explains', async () => {
    const before = await coloured(() => vscode.commands.executeCommand('unroll.colourBySurprisal'));
    assert.equal(before.by, 'surprisal');
    // A colouring that was under way may come first.
    let runs = 0;
    const subscription = api.colouring.onDidColour((event) => {
      runs = event.runs.length;
    });
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), 'zqxjkv ZQXJKV!? zqxjkv\r\n'));
    await until('more colours than before', () => runs > before.runs.length);
    subscription.dispose();
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      editor.document.uri,
      new vscode.Position(2, 3),
    );
    const text = hovers
      .flatMap(({ contents }) => contents.map((content) => (content as vscode.MarkdownString).value))
      .find((value) => /Unroll/.test(value));
    assert.match(text ?? '', /`s`: \d+\.\d\d bits, rank \d+ among the expected characters/);
    assert.match(text ?? '', /%/);
    assert.match(text ?? '', /Norm of the hidden state: \d/);
  });

  it('by a hidden unit, by number', async () => {
    const { by, runs } = await coloured(() => vscode.commands.executeCommand('unroll.colourByUnit', { layer: 0, unit: 5 }));
    assert.equal(by, 'unit');
    assert.ok(runs.length > 10);
  });

  it('by a hidden unit from the panel, where no text editor is the active one', async () => {
    await vscode.commands.executeCommand('unroll.openPanelInEditor');
    await until('the panel to be active', () => vscode.window.activeTextEditor === undefined);
    const { by, runs } = await coloured(() => vscode.commands.executeCommand('unroll.colourByUnit', { layer: 0, unit: 3 }));
    assert.equal(by, 'unit');
    assert.ok(runs.length > 10);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    editor = await vscode.window.showTextDocument(editor.document, vscode.ViewColumn.One);
  });

  it('by the memory at the cursor, which follows the cursor', async () => {
    editor.selection = new vscode.Selection(8, 10, 8, 10);
    const { by, runs } = await coloured(() => vscode.commands.executeCommand('unroll.showMemory'));
    assert.equal(by, 'memory');
    assert.ok(runs.length > 0);
    await coloured(() => {
      editor.selection = new vscode.Selection(9, 5, 9, 5);
    });
  });

  it('carriage returns, tabs and surrogate pairs: every run ends where a character does, and hover shows the whole one', async () => {
    editor = await openText('\tlet 🌊 = "𝒜𝒷";\t// 🌊🌊\r\n'.repeat(40), 'txt');
    const training = await train(api, { steps: 60, validation: 0 });
    await training.finished;
    const { document } = editor;
    assert.equal(document.eol, vscode.EndOfLine.CRLF);
    for (const [command, given] of [['unroll.colourBySurprisal'], ['unroll.colourByUnit', { layer: 0, unit: 2 }], ['unroll.showMemory']] as const) {
      editor.selection = new vscode.Selection(20, 9, 20, 9);
      const { runs } = await coloured(() => vscode.commands.executeCommand(command, given));
      assert.ok(runs.length > 0, command);
      for (const { line, start, end } of runs) {
        const { text } = document.lineAt(line);
        assert.ok(end <= text.length, 'no run beyond the end of its line');
        for (const place of [start, end])
          assert.ok(place === text.length || !/[\udc00-\udfff]/.test(text[place]!), `${command}: a pair is cut at ${place}`);
      }
    }
    await coloured(() => vscode.commands.executeCommand('unroll.colourBySurprisal'));
    const wave = document.lineAt(20).text.indexOf('🌊');
    const [hover] = (
      await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, new vscode.Position(20, wave))
    ).filter(({ contents }) => contents.some((content) => /Unroll/.test((content as vscode.MarkdownString).value)));
    assert.ok(hover);
    assert.match((hover.contents[0] as vscode.MarkdownString).value, /`🌊`: \d/);
    assert.equal(document.getText(hover.range), '🌊');
  });

  it('the hidden layer of a feed-forward net', async () => {
    editor = await openText(`${LINE}\n`.repeat(40), 'txt');
    const training = await train(api, { cell: 'feedforward', steps: 60, validation: 0 });
    await training.finished;
    assert.equal(training.state, 'done', training.error);
    const { runs } = await coloured(() => vscode.commands.executeCommand('unroll.colourByUnit', { layer: 0, unit: 1 }));
    assert.ok(runs.length > 10);
  });

  it('a large file, while it trains on and afterwards: what is in view and no more, and the host stays free while one types', async () => {
    editor = await openText(`${LINE}\n`.repeat(LINES), 'txt');
    const first = await train(api, { steps: 30, validation: 0 });
    await first.finished;
    const modes: [string, object?][] = [['unroll.colourBySurprisal'], ['unroll.colourByUnit', { layer: 0, unit: 4 }], ['unroll.showMemory']];
    const busy: number[] = [];
    const handlers: number[] = [];
    const look = async () => {
      for (const [command, given] of modes) {
        const { document } = editor;
        editor.selection = new vscode.Selection(LINES / 2, 20, LINES / 2, 20);
        editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenter);
        await until('the middle in view', () => editor.visibleRanges.some((range) => range.contains(editor.selection.active)));
        await vscode.commands.executeCommand(command, given);
        api.takeHostTimes();
        const { version } = document;
        const events: Coloured[] = [];
        const subscription = api.colouring.onDidColour((event) => events.push(event));
        for (const character of 'the tide;') {
          await vscode.commands.executeCommand('type', { text: character });
          handlers.push(...api.takeHostTimes());
        }
        await until(`colours after typing (${command})`, () => document.version > version && events.length > 0);
        subscription.dispose();
        for (const { runs, units, milliseconds } of events) {
          busy.push(milliseconds);
          const [top, bottom] = [editor.visibleRanges[0]!.start.line, editor.visibleRanges.at(-1)!.end.line];
          assert.ok(runs.length > 0 && runs.every(({ line }) => line >= top && line <= bottom), 'colours outside of the view');
          assert.ok(units <= (bottom - top + 1) * (LINE.length + 40), `${units} units for ${bottom - top + 1} lines`);
          assert.ok(runs.reduce((sum, { start, end }) => sum + end - start, 0) <= units);
        }
      }
      await coloured(() => vscode.commands.executeCommand('unroll.colourBySurprisal'));
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        editor.document.uri,
        new vscode.Position(LINES / 2 + 1, 3),
      );
      assert.ok(hovers.some(({ contents }) => contents.some((content) => /Unroll/.test((content as vscode.MarkdownString).value))));
    };
    const training = await train(api, { steps: 100_000, validation: 0 });
    await until('the run to train', () => training.state === 'running');
    await look();
    assert.equal(training.state, 'running', 'it trains on');
    await vscode.commands.executeCommand('unroll.stop');
    await training.finished;
    await look();
    const told = (times: number[]) => {
      const sorted = [...times].sort((x, y) => x - y);
      return `${sorted.length} events, median ${sorted[sorted.length >> 1]?.toFixed(2)} ms, largest ${sorted.at(-1)?.toFixed(2)} ms`;
    };
    console.log(`colouring: ${told(busy)}; handlers: ${told(handlers)}`);
    assert.ok(busy.length > 0);
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
