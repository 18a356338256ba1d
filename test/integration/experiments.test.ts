import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { UnrollApi } from '../../src/extension/main';
import { ARCHITECTURES } from '../../src/protocol/presets/architectures';
import { loadRun } from '../../src/runs/stored-run';
import { activated, entering, openText, until } from './support';

const TEXT = 'the tide comes in and the tide goes out and '.repeat(60);
const TINY = { overrides: { hidden: 8, threads: 1 } };

describe('experiments in the extension host', () => {
  let api: UnrollApi;
  before(async () => {
    api = await activated();
  });
  afterEach(() => api.trainings.stopAll(90_000));

  const finished = (id: string) => Promise.all(api.experiments.of(id).map((run) => run.finished));

  it('compares all architectures: every run ends, is on disk and tagged; none serves the document until one is chosen', async () => {
    const editor = await openText(TEXT);
    const id = await vscode.commands.executeCommand<string>('unroll.compareArchitectures', undefined, { ...TINY, steps: 12 });
    const runs = api.experiments.of(id);
    assert.equal(runs.length, ARCHITECTURES.length);
    // The panel is only a view of it.
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await finished(id);
    assert.deepEqual(
      runs.map(({ state, error }) => error ?? state),
      runs.map(() => 'done'),
    );
    for (const [index, run] of runs.entries()) {
      const { record, annotations } = loadRun(run.runFolder!);
      assert.equal(record.state, 'done');
      assert.deepEqual([record.group?.id, record.group?.kind, record.group?.index], [id, 'comparison', index]);
      assert.deepEqual(annotations.tags, [record.group?.tag]);
      const steps = run.events.flatMap((event) => (event.type === 'diagnosis' ? [event.step] : []));
      assert.ok(steps.includes(0) && steps.length > 1, `diagnosed at ${steps}`);
    }
    assert.deepEqual(
      runs.map(({ events }) => events.flatMap((event) => (event.type === 'baseline' ? [event.name] : [])).join()),
      runs.map((_, index) => (index === 0 ? 'gzip,n-gram' : '')),
    );
    assert.equal(api.models.of(editor.document.uri), undefined);
    api.experiments.use(runs[7]!);
    assert.equal(api.models.of(editor.document.uri)?.path, path.join(runs[7]!.runFolder!, 'model.safetensors'));
  });

  it('compares the layer kinds that are chosen at equal size, each tuned, as the questions are answered', async () => {
    await openText(TEXT);
    const asked: string[] = [];
    const answers: Record<string, string> = {
      'Compare architectures': 'Chosen layer kinds…',
      'What is held equal': 'Weights',
      Tuning: 'Three learning rates by two weight decays',
      Seeds: 'One seed',
    };
    // The list of kinds is left: nothing is begun.
    const left = await entering(
      ({ title }) => answers[title!],
      () => vscode.commands.executeCommand<string>('unroll.compareArchitectures'),
    );
    assert.equal(left, undefined);
    const whole = { ...answers, 'Compare architectures': 'Every layer kind' };
    await entering(
      ({ title, items }) => {
        asked.push(`${title}: ${items?.length}`);
        return whole[title as keyof typeof whole];
      },
      () => vscode.commands.executeCommand<string>('unroll.compareArchitectures'),
    );
    // Attention to the window alone carries nothing: an equal state is not offered.
    assert.deepEqual(asked, ['Compare architectures: 3', 'What is held equal: 2', 'Tuning: 2', 'Seeds: 3', 'Time or steps: 6']);
    const given = { overrides: { hidden: 8, threads: 1 }, steps: 4, cells: ['gru', 'mingru'], equal: 'parameters', tune: true };
    const id = await vscode.commands.executeCommand<string>('unroll.compareArchitectures', undefined, given);
    await finished(id);
    const runs = api.experiments.of(id);
    assert.equal(runs.length, 12);
    const sizes = runs.map(({ events }) => events.flatMap((event) => (event.type === 'start' ? [event.parameters] : []))[0]!);
    for (const size of sizes) assert.ok(Math.abs(size / sizes[0]! - 1) < 0.25, `${sizes}`);
    const { record, annotations } = loadRun(runs[11]!.runFolder!);
    assert.deepEqual(record.group?.parameters, ['learningRate', 'weightDecay']);
    assert.match(annotations.name, /^minGRU.*, learningRate 0.001, weightDecay 0.1$/);
  });

  it('stops all of them, those that wait included', async () => {
    await openText(TEXT);
    const id = await vscode.commands.executeCommand<string>('unroll.compareArchitectures', undefined, { ...TINY, steps: 1_000_000 });
    const runs = api.experiments.of(id);
    await until('a step', () => runs[0]!.events.some(({ type }) => type === 'step'));
    await vscode.commands.executeCommand('unroll.stopAll');
    await finished(id);
    assert.deepEqual(
      runs.map(({ state }) => state),
      runs.map(() => 'stopped'),
    );
    assert.equal(runs.filter(({ events }) => events.length > 0).length, 1);
  });

  it('goes on when one run fails', async () => {
    await openText(TEXT);
    const given = { ...TINY, steps: 1000, cells: ['rnn', 'gru', 'lstm'] };
    const id = await vscode.commands.executeCommand<string>('unroll.compareArchitectures', undefined, given);
    const runs = api.experiments.of(id);
    assert.equal(runs.length, 3);
    await until('the second run', () => runs[1]!.events.length > 0);
    runs[1]!.terminateWorker();
    await finished(id);
    assert.deepEqual(
      runs.map(({ state }) => state),
      runs.map((_, i) => (i === 1 ? 'failed' : 'done')),
    );
  });

  it('sweeps over two hyper-parameters', async () => {
    await openText(TEXT);
    const axes = [
      { parameter: 'learningRate', values: [0.001, 0.01] },
      { parameter: 'hidden', values: [4, 8] },
    ];
    const id = await vscode.commands.executeCommand<string>('unroll.sweep', undefined, { steps: 10, overrides: { threads: 1 }, axes });
    await finished(id);
    const runs = api.experiments.of(id);
    assert.deepEqual(
      runs.map(({ configuration }) => [configuration.learningRate, configuration.hidden]),
      [
        [0.001, 4],
        [0.001, 8],
        [0.01, 4],
        [0.01, 8],
      ],
    );
    assert.ok(runs.every(({ state }) => state === 'done'));
    assert.deepEqual(loadRun(runs[0]!.runFolder!).record.group?.parameters, ['learningRate', 'hidden']);
  });

  // The command line's comparison (test/unit/cli/experiments.test.ts) finds the same in every run of the tests.
  if (process.env.UNROLL_LONG)
    it('shows on the prose of the samples which starts let a gradient through, before the first step', async () => {
      const file = path.resolve(__dirname, '../../../samples/prose.txt');
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
      const started = performance.now();
      const id = await vscode.commands.executeCommand<string>('unroll.compareArchitectures', undefined, { seconds: 0, steps: 3 });
      await finished(id);
      const seconds = (performance.now() - started) / 1000;
      const left = api.experiments.of(id).map((run) => {
        const first = run.events.find((event) => event.type === 'diagnosis');
        assert.ok(first?.type === 'diagnosis' && first.step === 0);
        return first.diagnosis.flow.norms[0]?.[first.diagnosis.flow.lags.indexOf(20)] ?? Number.NEGATIVE_INFINITY;
      });
      console.log(
        `compare architectures on ${readFileSync(file, 'utf8').length} characters: ${seconds.toFixed(1)} s; log10 at lag 20: ${left.map((log) => log.toFixed(2))}`,
      );
      // tanh, sigmoid, ReLU, IRNN, orthogonal, LSTM, LSTM, forget bias 1, GRU, feed-forward
      assert.deepEqual(
        left.map((log) => log > -2),
        [false, false, false, true, true, false, true, false, false],
      );
    });
});
