import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { UnrollApi } from '../../src/extension/main';
import type { Training } from '../../src/extension/training/training';
import { readMetrics } from '../../src/runs/stored-run';
import { activated, answering, entering, openText, until } from './support';

/** A sample of the product. */
function sample(name: string): string {
  const extension = vscode.extensions.all.find(({ packageJSON }) => packageJSON.name === 'unroll' && packageJSON.contributes?.commands)!;
  return readFileSync(path.join(extension.extensionPath, 'samples', name), 'utf8');
}

describe('tasks on data in the extension host', () => {
  let api: UnrollApi;
  before(async () => {
    api = await activated();
  });
  afterEach(() => api.trainings.stopAll(90_000));

  async function start(given: object): Promise<Training> {
    const id = await vscode.commands.executeCommand<string>('unroll.trainOnFile', vscode.window.activeTextEditor!.document.uri, given);
    const training = api.trainings.get(id);
    assert.ok(training, 'a training was started');
    return training;
  }

  const classes = { id: 'classification', options: { input: 'text', label: 'kind' } };

  it('asks on a CSV what is to be learnt, the label first, then for the columns, and remembers it for the file', async () => {
    await openText(sample('kinds.csv'), 'csv');
    const asked: (readonly string[])[] = [];
    const labels = ['A label', 'kind', 'Quick look, 10 s'];
    const answer = ({ items = [] }: { items?: readonly string[] }) => {
      asked.push(items);
      return labels[asked.length - 1];
    };
    const id = await entering(answer, () => vscode.commands.executeCommand<string>('unroll.trainOnFile'));
    const training = api.trainings.get(id)!;
    assert.deepEqual(training.task, classes);
    assert.equal(asked[0]![0], 'A label');
    assert.ok(asked[0]!.includes('Its characters'));
    training.stop();
    await training.finished;
    const again: (readonly string[])[] = [];
    await entering(
      ({ items = [] }) => void again.push(items),
      () => vscode.commands.executeCommand('unroll.trainOnFile'),
    );
    assert.deepEqual(again[0]!.slice(0, 2), ['A label', 'A label']);
  });

  it('lets the options of a task be changed before it is trained, and remembers them', async () => {
    await openText(sample('ice-cream.csv'), 'csv');
    const said = ['A forecast', 'sold', 'Options of the task…', 'Season', '6', 'Several values ahead', 'direct', 'Done', 'Quick look, 10 s'];
    let asked = 0;
    const id = await entering(
      () => said[asked++],
      () => vscode.commands.executeCommand<string>('unroll.trainOnFile'),
    );
    const training = api.trainings.get(id)!;
    assert.deepEqual(training.task, { id: 'forecast', options: { column: 'sold', season: 6, multiStep: 'direct' } });
    training.stop();
    await training.finished;
  });

  it('a classification tells scores, a report with what it confuses, and what it believes of a typed example; it makes no suggestions', async () => {
    const { document } = await openText(sample('kinds.csv'), 'csv');
    const training = await start({ task: classes, overrides: { steps: 40, hidden: 16, threads: 1 } });
    await training.finished;
    assert.equal(training.state, 'done', training.error);
    const done = training.events.findLast((event) => event.type === 'done')!;
    assert.ok(done.test!.accuracy! > 0.2 && done.baselines!.naiveBayes!.accuracy! > 0.5);
    const report = training.events.findLast((event) => event.type === 'report')!.report;
    assert.ok(report.task === 'classification' && report.part === 'test');
    assert.equal(
      report.confusion!.flat().reduce((a, b) => a + b, 0),
      report.examples,
    );
    assert.ok(report.worst.every(({ line, text }) => document.lineAt(line! - 1).text.includes(text.slice(0, 5))));
    assert.equal(api.models.of(document.uri), undefined);
    const answer = await api.taskAnswers.of(training.id, '#d5f557');
    assert.ok(answer?.task === 'classification');
    assert.deepEqual([answer.beliefs.length, answer.classes.length], [7, report.classes.length]);
    for (const own of answer.beliefs) assert.ok(Math.abs(own.reduce((a, b) => a + b, 0) - 1) < 1e-9);
    // After a reload the run's folder tells the same.
    const kept = readMetrics(training.runFolder!).findLast((event) => event.type === 'report');
    assert.deepEqual(kept?.type === 'report' && kept.report, report);
    await api.taskAnswers.openLine(training.id, 3);
    assert.equal(vscode.window.activeTextEditor!.selection.start.line, 2);
  });

  it('writes the predicted class behind the rows that are seen on request, and takes it away again', async () => {
    const editor = await openText(sample('kinds.csv'), 'csv');
    const training = await start({ task: classes, overrides: { steps: 30, hidden: 8, threads: 1 } });
    await training.finished;
    const kinds = training.events.findLast((event) => event.type === 'report')!.report;
    assert.ok(kinds.task === 'classification');
    let written: readonly vscode.DecorationOptions[] = [];
    const listening = api.predictedClasses.onDidWrite((options) => {
      written = options;
    });
    await vscode.window.showTextDocument(editor.document);
    await vscode.commands.executeCommand('unroll.togglePredictedClasses');
    await until('classes behind rows', () => written.length > 0);
    for (const { renderOptions, range } of written) {
      const [, label, share] = /^(.*) (\d+) %$/.exec(renderOptions!.after!.contentText!)!;
      assert.ok(kinds.classes.includes(label!) && Number(share) > 0 && Number(share) <= 100);
      assert.ok(range.start.line > 0, 'the names of the columns have no class');
    }
    await vscode.commands.executeCommand('unroll.togglePredictedClasses');
    listening.dispose();
  });

  for (const [name, task, overrides] of [
    ['kinds.csv', classes, { hidden: 8, evaluateEvery: 10 }],
    ['ice-cream.csv', { id: 'forecast', options: { column: 'sold' } }, { hidden: 8 }],
    ['dates.tsv', { id: 'pairs', options: { input: 'source', label: 'target' } }, { hidden: 8, batchSize: 8, evaluateEvery: 10 }],
  ] as const)
    it(`a stopped run of ${task.id} goes on from its checkpoint to the same end, which its folder shows after a reload`, async () => {
      await openText(sample(name), 'csv');
      const startWith = (steps: number) => start({ task, overrides: { ...overrides, steps, threads: 1 } });
      // On a busy machine a run may be over before it is stopped: then a longer one.
      let steps = 60;
      let stopped = await startWith(steps);
      for (;;) {
        await until('a step', () => stopped.events.some((event) => event.type === 'step'));
        stopped.stop();
        await stopped.finished;
        if (stopped.state !== 'done') break;
        steps *= 4;
        stopped = await startWith(steps);
      }
      const whole = await startWith(steps);
      await whole.finished;
      const run = api.texts.run(stopped.id)!;
      assert.deepEqual(run.record.task, task);
      const resumed = api.trainings.resumeRun(run, await api.texts.toResume(run));
      await resumed.finished;
      const end = ({ events }: Training) => events.findLast((event) => event.type === 'done')!;
      const report = ({ events }: Training) => events.findLast((event) => event.type === 'report')!.report;
      assert.deepEqual([end(resumed).test, end(resumed).bestLoss], [end(whole).test, end(whole).bestLoss]);
      assert.deepEqual(report(resumed), report(whole));
      const kept = readMetrics(resumed.runFolder!).findLast((event) => event.type === 'report');
      assert.deepEqual(kept?.type === 'report' && kept.report, report(whole));
    });

  for (const [name, task, score] of [
    ['kinds.csv', classes, 'accuracy'],
    ['ice-cream.csv', { id: 'forecast', options: { column: 'sold' } }, 'RMSE'],
    ['dates.tsv', { id: 'pairs', options: { input: 'source', label: 'target' } }, 'exact match'],
  ] as const)
    it(`${task.id} is compared over kinds of layers and seeds and swept by its own measure, and serves no suggestions`, async () => {
      const { document } = await openText(sample(name), 'csv');
      const told: string[] = [];
      const information = (message: string, choices: readonly string[]) => void told.push(`${message} ${choices.join()}`);
      const run = async (command: string, given: object) => {
        const id = await vscode.commands.executeCommand<string>(command, document.uri, {
          steps: 3,
          task,
          overrides: { hidden: 8, threads: 1 },
          ...given,
        });
        const runs = api.experiments.of(id);
        await Promise.all(runs.map(({ finished }) => finished));
        assert.deepEqual(
          runs.map(({ state, error }) => [state, error]),
          runs.map(() => ['done', undefined]),
        );
        return runs;
      };
      await answering({ information }, async () => {
        const compared = await run('unroll.compareArchitectures', { cells: ['gru', 'rnn'], seeds: 2 });
        assert.deepEqual(
          compared.map(({ configuration: { cell, seed } }) => `${cell} ${seed}`),
          ['gru 1', 'rnn 1', 'gru 2', 'rnn 2'],
        );
        await until('how the comparison went', () => told.length === 1);
        const swept = await run('unroll.sweep', { axes: [{ parameter: 'learningRate', values: [0.001, 0.01] }] });
        assert.deepEqual(
          swept.map(({ configuration }) => configuration.learningRate),
          [0.001, 0.01],
        );
        await until('how the sweep went', () => told.length === 2);
      });
      for (const sentence of told) {
        assert.match(sentence, new RegExp(`^Best on .*\\d (% )?${score}\\. Show comparison$`));
        assert.doesNotMatch(sentence, /Use for suggestions/);
      }
    });

  describe('a folder with a file per class, and given test data', () => {
    const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'unroll-classes-')));
    const names = { Low: ['bob', 'ob', 'lob', 'rob'], High: ['kit', 'it', 'lit', 'bit'] };
    const lines = (own: readonly string[]) => ['', 'a', 'e', 'i', 'o', 'u'].flatMap((end) => own.map((name) => name + end)).join('\n');
    const folder = (name: string, files: Record<string, string>) => {
      mkdirSync(path.join(root, name));
      for (const [file, text] of Object.entries(files)) writeFileSync(path.join(root, name, file), text);
      return vscode.Uri.file(path.join(root, name));
    };
    const onFolder = (uri: vscode.Uri, given?: object) => vscode.commands.executeCommand<string>('unroll.trainOnFolder', uri, given);
    const classes = folder('classes', { 'Low.txt': lines(names.Low), 'High.txt': lines(names.High) });

    it('is offered for the folder, is learnt with its files as classes, opens its lines, goes on after a stop, and is offered first the next time', async () => {
      const asked: (readonly string[])[] = [];
      const said = ['A class per file or sub-folder', 'Options of the task…', 'Pooling', 'mean', 'Done', 'Quick look, 10 s'];
      const id = await entering(
        ({ items = [] }) => said[asked.push(items) - 1],
        () => onFolder(classes),
      );
      const training = api.trainings.get(id)!;
      assert.deepEqual(training.task, { id: 'classification', options: { pooling: 'mean' } });
      await until('a step', () => training.events.some((event) => event.type === 'step'));
      training.stop();
      await training.finished;
      const run = api.texts.run(training.id)!;
      assert.ok(run.record.folder?.classes && run.record.folder.files === 2);
      const node = api.runs.getChildren().find((one) => one.kind === 'group' && one.id === training.uri.toString());
      assert.ok(node?.kind === 'group' && node.folder);
      const resumed = api.trainings.resumeRun(run, await api.texts.toResume(run));
      await resumed.finished;
      assert.equal(resumed.state, 'done', resumed.error);
      const report = resumed.events.findLast((event) => event.type === 'report')!.report;
      assert.ok(report.task === 'classification');
      assert.deepEqual(report.classes, ['High', 'Low']);
      for (const { file, text, truth, line } of report.worst)
        assert.ok(file === `${truth}.txt` && lines(names[truth as 'Low']).split('\n')[line! - 1] === text);
      await api.taskAnswers.openLine(resumed.id, 3, 'Low.txt');
      const { document, selection } = vscode.window.activeTextEditor!;
      assert.deepEqual([path.basename(document.uri.path), selection.start.line], ['Low.txt', 2]);
      assert.equal(api.models.of(document.uri), undefined);
      const again: (readonly string[])[] = [];
      await entering(
        ({ items = [] }) => void again.push(items),
        () => onFolder(classes),
      );
      assert.equal(again[0]![0], 'A class per file or sub-folder');
      assert.ok(asked[0]!.indexOf('A class per file or sub-folder') > 0);
    });

    it('says what is missing where the folder is empty or has one class, and what the test data may not have', async () => {
      const task = { id: 'classification', options: {} };
      const told: string[] = [];
      const error = (message: string) => void told.push(message);
      await answering({ error }, async () => {
        await onFolder(folder('empty', {}), { task });
        await onFolder(folder('blank', { 'a.txt': ' \n', 'b.txt': '' }), { task });
        await onFolder(folder('one', { 'a.txt': 'x\ny\n', 'b.txt': '' }), { task });
      });
      assert.equal(told.length, 3, told.join());
      assert.match(told[0]!, /has no files to learn\./);
      assert.match(told[1]!, /has no files to learn\./);
      assert.match(told[2]!, /has one class only \("a"\)\./);
    });

    it('test data are chosen among the options of the task, judge the network, are remembered, and may have no class of their own', async () => {
      const rows = (own: readonly string[], kind: string) => own.map((name) => `${name},${kind}`).join('\n');
      const table = (high: string) => `name,kind\n${rows(names.Low, 'low')}\n${rows(names.High, high)}\n`;
      const good = path.join(root, 'test.csv');
      const strange = path.join(root, 'strange.csv');
      writeFileSync(good, table('high'));
      writeFileSync(strange, table('middle'));
      const { document } = await openText(table('high').replace('name,kind\n', `name,kind\n${rows(['bobo', 'kiki'], 'low')}\n`), 'csv');
      const said = ['A label', 'kind', 'Options of the task…', 'Test data', good, 'Done', 'Recommended'];
      let asked = 0;
      const id = await entering(
        () => said[asked++],
        () => vscode.commands.executeCommand<string>('unroll.trainOnFile', document.uri),
      );
      const training = api.trainings.get(id)!;
      await training.finished;
      assert.equal(training.state, 'done', training.error);
      assert.equal(training.task!.test, vscode.Uri.file(good).toString());
      const report = training.events.findLast((event) => event.type === 'report')!.report;
      assert.deepEqual([report.part, report.examples], ['test', 8]);
      const run = api.texts.run(training.id)!;
      assert.equal(run.record.task!.test, training.task!.test);
      assert.match((await api.texts.test(run.record.task))!, /bob,low/);
      const told: string[] = [];
      await answering({ error: (message) => void told.push(message) }, async () => {
        const task = { ...training.task!, test: vscode.Uri.file(strange).toString() };
        const other = await vscode.commands.executeCommand<string>('unroll.trainOnFile', document.uri, { task, overrides: { steps: 1 } });
        await api.trainings.get(other)!.finished;
      });
      assert.match(told.join(), /The class "middle" of the test data \(line 6\) does not occur/);
    });
  });

  it('pairs write the target of a typed source, with the share of every source character', async () => {
    await openText(sample('dates.tsv'), 'csv');
    const training = await start({
      task: { id: 'pairs', options: { input: 'source', label: 'target' } },
      overrides: { steps: 60, hidden: 16, batchSize: 16, threads: 1 },
    });
    await training.finished;
    assert.equal(training.state, 'done', training.error);
    const report = training.events.findLast((event) => event.type === 'report')!.report;
    assert.ok(report.task === 'pairs' && report.part === 'test');
    const { source } = report.samples[0]!;
    const answer = await api.taskAnswers.of(training.id, source);
    assert.ok(answer?.task === 'pairs');
    assert.equal(answer.attention!.length, Array.from(answer.written).length);
    for (const shares of answer.attention!) {
      assert.equal(shares.length, Array.from(source).length);
      assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-5);
    }
  });

  it('a forecast has its series, an interval and errors by horizon beside those of the baselines', async () => {
    await openText(sample('ice-cream.csv'), 'csv');
    const training = await start({ task: { id: 'forecast', options: { column: 'sold' } }, overrides: { steps: 30, threads: 1 } });
    await training.finished;
    assert.equal(training.state, 'done', training.error);
    const report = training.events.findLast((event) => event.type === 'report')!.report;
    assert.ok(report.task === 'forecast');
    assert.deepEqual([report.season, report.truth.length], [12, report.forecast.length]);
    assert.ok(report.interval!.low.every((value, i) => value <= report.interval!.high[i]!));
    assert.deepEqual(Object.keys(report.errors).slice(0, 3), ['network', 'persistence', 'seasonalNaive']);
  });
});
