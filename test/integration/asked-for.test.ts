import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { UnrollApi } from '../../src/extension/main';
import { withSentences } from '../../src/extension/training/notices';
import type { Training } from '../../src/extension/training/training';
import { activated, answering, entering, openText, train, until } from './support';

const TEXT = 'the tide comes in and the tide goes out and '.repeat(40);
const ENDLESS = { steps: 1_000_000, validation: 0, patience: 0 };

describe('what a person asked for', () => {
  let api: UnrollApi;
  before(async () => {
    api = await activated();
  });
  afterEach(() => api.trainings.stopAll(90_000));
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  const started = (training: Training) => until('its first step', () => training.events.some(({ type }) => type === 'step'));
  /** What warnings and errors say while something runs; each is answered by `answer`. */
  async function told(
    run: () => PromiseLike<unknown>,
    answer: (choices: readonly string[]) => string | undefined = () => undefined,
  ): Promise<string[]> {
    const sentences: string[] = [];
    const note = (message: string, choices: readonly string[]) => {
      sentences.push(message);
      return answer(choices);
    };
    await answering({ warning: note, error: note, information: note }, run);
    return sentences;
  }

  it('a setting that a short text cannot honour is reported by name, with what is used instead', async () => {
    await openText('hello, hello');
    const settings = vscode.workspace.getConfiguration('unroll.training');
    await settings.update('sequenceLength', 64, vscode.ConfigurationTarget.Global);
    try {
      const sentences = await told(async () => {
        const training = await train(api, { steps: 3 });
        await training.finished;
        assert.equal(training.state, 'done', training.error);
        assert.ok(training.configuration.sequenceLength < 64);
      });
      assert.equal(sentences.length, 1, sentences.join('\n'));
      assert.match(sentences[0]!, /text-\d+\.txt is too short for your settings: sequenceLength is \d+ instead of 64/);
    } finally {
      await settings.update('sequenceLength', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('an option given for this very run that the text cannot honour is refused, and nothing is trained', async () => {
    await openText('hello, hello');
    const sentences = await told(async () => {
      const training = await train(api, { steps: 3, sequenceLength: 64 });
      await training.finished;
      assert.equal(training.state, 'failed');
      assert.ok(!training.events.some(({ type }) => type === 'step'));
    });
    assert.match(sentences.join('\n'), /too short for a sequence length of 64/);
  });

  it('a command with an option that does not exist or has a wrong value is refused by name', async () => {
    await openText(TEXT);
    const before = api.trainings.list.length;
    for (const [overrides, sentence] of [
      [{ cell: 'transformer' }, /cell must be one of .*, not transformer/],
      [{ hidden: 1e9 }, /hidden must be a whole number from 1 to \d+/],
      [{ hiden: 5 }, /no option hiden/],
    ] as const) {
      const run = () => vscode.commands.executeCommand('unroll.trainOnFile', undefined, { preset: 'quick', overrides });
      assert.match((await told(run)).join('\n'), sentence);
      const sweep = () =>
        vscode.commands.executeCommand('unroll.sweep', undefined, { steps: 5, overrides, axes: [{ parameter: 'seed', values: [1, 2] }] });
      assert.match((await told(sweep)).join('\n'), sentence);
    }
    assert.equal(api.trainings.list.length, before);
  });

  it('a note of the trainer is a sentence in the panel, once, and no message', async () => {
    await openText('the tide '.repeat(200));
    let training: Training | undefined;
    const sentences = await told(async () => {
      training = await train(api, { steps: 3, validation: 0.1, sequenceLength: 4 });
      await training.finished;
    });
    const notes = withSentences(training!.events).filter((event) => event.type === 'note');
    assert.deepEqual(sentences, []);
    for (const note of notes) assert.match(note.text ?? '', /^[A-Z].*\.$/);
    assert.equal(new Set(notes.map(({ text }) => text)).size, notes.length);
  });

  it('"Toggle Suggestions" writes where the value comes from that rules', async () => {
    const { document } = await openText(TEXT, 'md');
    const at = () => vscode.workspace.getConfiguration('unroll.completions', document);
    const { Workspace, Global } = vscode.ConfigurationTarget;
    await at().update('enabled', true, Workspace);
    try {
      await vscode.commands.executeCommand('unroll.toggleCompletions');
      assert.equal(at().get('enabled'), false);
      assert.equal(at().inspect('enabled')?.globalValue, undefined);
      await at().update('enabled', true, Global, true);
      await vscode.commands.executeCommand('unroll.toggleCompletions');
      assert.equal(at().get('enabled'), false, 'the value of the language rules');
      await vscode.commands.executeCommand('unroll.toggleCompletions');
      assert.equal(at().get('enabled'), true);
    } finally {
      await at().update('enabled', undefined, Workspace);
      await at().update('enabled', undefined, Global, true);
    }
  });

  it('a stop is never lost to a pause that comes right behind it, nor to a resume', async () => {
    await openText(TEXT);
    const training = await train(api, ENDLESS);
    await started(training);
    training.stop();
    training.pause();
    training.resume();
    await training.finished;
    assert.equal(training.state, 'stopped', training.error);
    const paused = await train(api, ENDLESS);
    await started(paused);
    paused.pause();
    paused.stop();
    paused.resume();
    await paused.finished;
    assert.equal(paused.state, 'stopped', paused.error);
  });

  it('forgetting a document twice at once leaves every other training alone', async () => {
    const { uri } = (await openText(TEXT)).document;
    const forgotten = await train(api, ENDLESS);
    await started(forgotten);
    await openText(TEXT);
    const other = await train(api, { ...ENDLESS, hidden: 16 });
    await Promise.all([api.trainings.forget(uri), api.trainings.forget(uri)]);
    assert.ok(api.trainings.list.includes(other), 'the other training has gone from the list');
    assert.ok(!api.trainings.list.includes(forgotten));
    await started(other);
  });

  it('when more runs may train at once, as many as that start right away', async () => {
    const settings = vscode.workspace.getConfiguration('unroll.training');
    const trainings: Training[] = [];
    for (let i = 0; i < 3; i++) {
      await openText(TEXT);
      trainings.push(await train(api, { ...ENDLESS, hidden: 8 }));
    }
    await settings.update('concurrentRuns', 3, vscode.ConfigurationTarget.Global);
    try {
      for (const training of trainings) await started(training);
      assert.deepEqual(
        trainings.map(({ state }) => state),
        ['running', 'running', 'running'],
      );
    } finally {
      await settings.update('concurrentRuns', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('"Explode to NaN" shows 30 to 100 steps, and the panel trains again with threshold 1 on the same text from the same seed', async () => {
    const words = 'tide sand moon harbour gull rope stone light wind water'.split(' ');
    await openText(Array.from({ length: 1200 }, (_, i) => words[(i * i + 3 * i) % 10]).join(' '));
    const id = await vscode.commands.executeCommand<string>('unroll.trainOnFile', undefined, { preset: 'explode' });
    const exploded = api.trainings.get(id)!;
    await exploded.finished;
    const done = exploded.events.findLast((event) => event.type === 'done');
    assert.equal(done?.reason, 'diverged', exploded.error);
    assert.ok(done.steps >= 30 && done.steps <= 100, `${done.steps} steps`);
    await api.actions.remedy(id, 'threshold');
    const rescued = api.trainings.latest!;
    assert.notEqual(rescued.id, id);
    await rescued.finished;
    assert.equal(rescued.state, 'done', rescued.error);
    assert.equal(rescued.text, exploded.text);
    const { clip, clipMode, seed, learningRate } = rescued.configuration;
    assert.deepEqual(
      { clip, clipMode, seed, learningRate },
      { clip: 1, clipMode: 'norm', seed: exploded.configuration.seed, learningRate: exploded.configuration.learningRate },
    );
  });

  describe('the panel’s buttons', () => {
    it('"Continue training" continues the run that is shown, not the document in front', async () => {
      const { uri } = (await openText(TEXT)).document;
      const shown = await train(api, { steps: 30, hidden: 24 });
      await shown.finished;
      // As after a reload: the window does not know the run any more.
      await api.trainings.forget(uri);
      await openText('something else entirely, which nobody asked to train on. '.repeat(30));
      await api.actions.command({ type: 'command', command: 'continue', runId: shown.id });
      const continued = api.trainings.latest!;
      assert.equal(continued.uri.toString(), uri.toString());
      assert.equal(continued.text, TEXT);
      assert.equal(continued.configuration.hidden, 24);
    });

    it('"Stop" on a run of an earlier session stops nothing', async () => {
      await openText(TEXT);
      const running = await train(api, ENDLESS);
      await started(running);
      await api.actions.command({ type: 'command', command: 'stop', runId: 'of-an-earlier-session' });
      assert.equal(running.state, 'running');
    });

    it('"Continue training" on a run whose files are gone says so', async () => {
      await openText(TEXT);
      const before = api.trainings.list.length;
      const sentences = await told(() => api.actions.command({ type: 'command', command: 'continue', runId: 'gone' }));
      assert.match(sentences.join('\n'), /files of this run are no longer there/);
      assert.equal(api.trainings.list.length, before);
    });
  });

  describe('several runs selected in the Runs view', () => {
    let nodes: { kind: 'run'; id: string }[];
    const folderOf = (id: string) => path.join(api.runs.root!, id);
    const command = (name: string) => vscode.commands.executeCommand(`unroll.runs.${name}`, nodes[0], nodes);
    beforeEach(async () => {
      await openText(TEXT);
      const trainings: Training[] = [];
      for (const hidden of [8, 12, 16]) {
        const training = await train(api, { steps: 10, hidden });
        await training.finished;
        trainings.push(training);
      }
      nodes = trainings.map(({ id }) => ({ kind: 'run', id }));
    });

    it('are all deleted after one question, and one undo brings all back', async () => {
      const question = (answer: string | undefined) => (message: string, choices: readonly string[]) => {
        assert.match(message, /^Delete 3 runs\?$/);
        return choices.find((choice) => choice === answer);
      };
      await answering({ warning: question(undefined) }, () => command('delete'));
      assert.ok(
        nodes.every(({ id }) => existsSync(folderOf(id))),
        'nobody agreed',
      );
      await answering({ warning: question('Delete'), information: (_message, choices) => choices.find((one) => one === 'Undo') }, () =>
        command('delete'),
      );
      await until('all runs back', () => nodes.every(({ id }) => existsSync(folderOf(id))));
      await answering({ warning: question('Delete'), information: () => undefined }, () => command('delete'));
      await until('the end of all', () => nodes.every(({ id }) => !existsSync(folderOf(id))));
    });

    it('are all pinned, tagged and compared', async () => {
      await command('pin');
      await entering(
        () => 'three',
        () => command('tag'),
      );
      const shown = api.runs.getChildren().flatMap((group) => api.runs.getChildren(group));
      for (const { id } of nodes) {
        const node = shown.find((one) => one.kind === 'run' && one.id === id);
        assert.ok(node?.kind === 'run' && node.run.annotations.pinned && node.run.annotations.tags.includes('three'));
      }
      await command('compare');
      for (const { id } of nodes) assert.ok(api.trainings.get(id));
    });

    it('stand under their tag and under their experiment when the view is grouped so', async () => {
      await entering(
        () => 'grouped',
        () => command('tag'),
      );
      await vscode.commands.executeCommand('unroll.runs.group', 'tag');
      try {
        const group = api.runs.getChildren().find((one) => one.kind === 'group' && one.name === '#grouped');
        assert.deepEqual(
          api.runs.getChildren(group).map((node) => node.kind === 'run' && node.id),
          nodes.map(({ id }) => id).reverse(),
        );
        const item = api.runs.getTreeItem(api.runs.getChildren(group)[0]!);
        assert.match(String(item.description), /text-\d+\.txt/);
      } finally {
        await vscode.commands.executeCommand('unroll.runs.group', 'document');
      }
    });
  });
});
