import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { parseSampleLine, SAMPLE_DEFAULTS, sampleLine } from '../../src/extension/training/samples/sample-options';
import { activated, openText, train, until } from './support';

const TEXT = 'the tide comes in and the tide goes out and '.repeat(40);

describe('sample text', () => {
  let editor: vscode.TextEditor;
  before(async () => {
    const api = await activated();
    editor = await openText(TEXT);
    const training = await train(api, { steps: 200, cell: 'gru', hidden: 24 });
    await training.finished;
    assert.equal(training.state, 'done', training.error);
  });
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  const sample = async (line: string, selection: [number, number] = [0, 8]) => {
    editor = await vscode.window.showTextDocument(editor.document);
    editor.selection = new vscode.Selection(0, selection[0], 0, selection[1]);
    const document = await vscode.commands.executeCommand<vscode.TextDocument | undefined>('unroll.sample', line);
    return document?.getText();
  };

  it('goes on from the selection in a new editor, for as long as asked', async () => {
    const text = await sample('temperature=0.5 seed=3 length=300');
    assert.ok(text?.startsWith('the tide'));
    assert.equal(text?.length, 308);
    const active = vscode.window.activeTextEditor!.document;
    assert.ok(active.isUntitled && active.getText() === text);
  });

  it('is the same for a seed, and another for another; temperature 0 and top-k 1 need none', async () => {
    const first = await sample('temperature=1 seed=3 length=200');
    assert.equal(await sample('temperature=1 seed=3 length=200'), first);
    assert.notEqual(await sample('temperature=1 seed=4 length=200'), first);
    const likeliest = await sample('temperature=0 seed=1 length=200');
    assert.equal(await sample('temperature=3 top-k=1 seed=9 length=200'), likeliest);
    assert.equal(await sample('temperature=3 top-p=0.001 seed=9 length=200'), likeliest);
  });

  it('can be stopped: it ends when its editor is closed', async () => {
    editor = await vscode.window.showTextDocument(editor.document);
    let ended = false;
    const running = Promise.resolve(vscode.commands.executeCommand('unroll.sample', 'length=100000 seed=5')).finally(() => {
      ended = true;
    });
    await until('the first characters', () => {
      const document = vscode.window.activeTextEditor?.document;
      return document?.isUntitled === true && document !== editor.document && document.getText().length > 64;
    });
    assert.ok(!ended);
    const document = vscode.window.activeTextEditor!.document;
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await running;
    assert.ok(document.getText().length < 100_000);
  });

  it('asks in one line that says what is wrong, and remembers', () => {
    assert.deepEqual(parseSampleLine(''), SAMPLE_DEFAULTS);
    const options = { temperature: 1.5, topK: 5, topP: 0.9, seed: 7, length: 12 };
    assert.deepEqual(parseSampleLine(sampleLine(options)), options);
    for (const [line, word] of [
      ['temperature=6', 'temperature'],
      ['temperature=', 'temperature'],
      ['top-k=1.5', 'top-k'],
      ['top-p=0', 'top-p'],
      ['seed=-1', 'seed'],
      ['length=0', 'length'],
      ['heat=1', 'heat'],
      ['constructor=1', 'constructor'],
    ] as const)
      assert.throws(
        () => parseSampleLine(line),
        ({ message }: Error) => message.includes(word) && message.endsWith('.'),
      );
  });
});
