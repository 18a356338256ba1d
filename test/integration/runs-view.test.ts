import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { UnrollApi } from '../../src/extension/main';
import type { RunNode } from '../../src/extension/runs/runs-view';
import type { Training } from '../../src/extension/training/training';
import { readModel } from '../../src/formats/model-file';
import { loadRun, readRun } from '../../src/runs/stored-run';
import { activated, answering, entering, openText, suggestions, train, until } from './support';

const TEXT = 'the tide comes in and the tide goes out and '.repeat(40);

describe('the view of runs', () => {
  let api: UnrollApi;
  let editor: vscode.TextEditor;
  let uri: vscode.Uri;
  const trained: Training[] = [];
  const folderOf = (id: string) => path.join(api.runs.root!, id);
  const command = <T>(name: string, ...args: unknown[]) => vscode.commands.executeCommand<T>(`unroll.runs.${name}`, ...args);
  /** Nodes of the document's runs as the view shows them now. */
  const shown = (): Extract<RunNode, { kind: 'run' }>[] => {
    const document = api.runs.getChildren().find((node) => node.kind === 'group' && node.id === uri.toString());
    return document ? api.runs.getChildren(document).filter((node) => node.kind === 'run') : [];
  };
  const item = (id: string) => api.runs.getTreeItem(shown().find((node) => node.id === id)!);

  before(async () => {
    api = await activated();
    editor = await openText(TEXT);
    ({ uri } = editor.document);
    for (const hidden of [16, 24, 32]) {
      const training = await train(api, { steps: 150, hidden, validation: 0.2, evaluateEvery: 50 });
      await training.finished;
      assert.equal(training.state, 'done', training.error);
      trained.push(training);
    }
  });
  afterEach(() => api.trainings.stopAll(90_000));

  it('names runs by network and best value, then says what they do and how old they are, the newest first', () => {
    assert.deepEqual(
      shown().map(({ id }) => id),
      trained.map(({ id }) => id).reverse(),
    );
    assert.match(String(item(trained[0]!.id).label), /^RNN 16 · \d\.\d\d bits$/);
    assert.match(String(item(trained[0]!.id).description), /^(now|\d+ (second|minute)s? ago)$/);
    assert.match(String(item(trained[2]!.id).description), /^makes suggestions · /);
    const tooltip = String(item(trained[0]!.id).tooltip);
    assert.match(tooltip, /best validation: \d\.\d{4} bits\/char · step 150 · \d+\.\d s of training/);
    assert.ok(tooltip.includes(path.basename(uri.fsPath)));
  });

  it('saves one run or several as a page', async () => {
    const page = vscode.Uri.file(path.join(path.dirname(api.runs.root!), 'page.html'));
    await command(
      'report',
      trained[0]!.id,
      trained.map(({ id }) => id),
      page,
    );
    const html = readFileSync(page.fsPath, 'utf8');
    for (const { hidden } of [{ hidden: 16 }, { hidden: 24 }, { hidden: 32 }]) assert.match(html, new RegExp(`RNN ${hidden} · \\d\\.\\d\\d bits`));
    assert.ok((html.match(/<img /g)?.length ?? 0) >= 3);
  });

  it('renames, notes, tags, pins and unpins; it is on the disk, and nothing else of the run changes', async () => {
    const { id } = trained[0]!;
    const record = readFileSync(path.join(folderOf(id), 'run.json'), 'utf8');
    await entering(
      () => ' baseline ',
      () => command('rename', id),
    );
    await entering(
      () => 'with a small net',
      () => command('note', id),
    );
    await entering(
      () => '#small, first small',
      () => command('tag', { kind: 'run', id }),
    );
    await command('pin', id);
    const { label, description, tooltip, iconPath, contextValue } = item(id);
    assert.equal(label, 'baseline');
    assert.match(String(description), /^RNN 16 · \d\.\d\d bits · .*#small · #first$/);
    assert.match(String(tooltip), /with a small net/);
    assert.equal((iconPath as vscode.ThemeIcon).id, 'pinned');
    assert.match(String(contextValue), /pinned/);
    assert.equal(shown()[0]!.id, id, 'pinned runs come first');
    assert.deepEqual(loadRun(folderOf(id)).annotations.tags, ['small', 'first']);
    await command('unpin', id);
    assert.match(String(item(id).contextValue), /loose/);
    await entering(
      () => undefined,
      () => command('rename', id),
    );
    assert.equal(item(id).label, 'baseline', 'left as it was');
    assert.equal(readFileSync(path.join(folderOf(id), 'run.json'), 'utf8'), record);
  });

  it('filters by words of name, note, tags and state, and sorts', async () => {
    const ids = trained.map(({ id }) => id);
    await command('filter', 'small DONE');
    assert.deepEqual(
      shown().map(({ id }) => id),
      [ids[0]],
    );
    await command('filter', '');
    assert.equal(shown().length, 3);
    const choose = (label: string) =>
      entering(
        ({ items }) => items?.find((one) => one === label),
        () => command('sort'),
      );
    await choose('Best bits per character first');
    const losses = shown().map(({ run }) => run.record.progress.bestLoss!);
    assert.deepEqual(
      losses,
      [...losses].sort((a, b) => a - b),
    );
    await choose('Longest first');
    const seconds = shown().map(({ run }) => run.record.progress.seconds);
    assert.deepEqual(
      seconds,
      [...seconds].sort((a, b) => b - a),
    );
    await choose('Newest first');
    assert.equal(shown()[0]!.id, ids[2]);
  });

  it('"Use for suggestions" lets an older run serve its document', async () => {
    assert.equal(api.models.of(uri)?.configuration.hidden, 32);
    await command('use', trained[1]!.id);
    assert.equal(api.models.of(uri)?.configuration.hidden, 24);
    const end = editor.document.positionAt(TEXT.length);
    await until('a suggestion', async () => (await suggestions(api, editor.document, end)).length > 0);
  });

  it('"Reveal" shows the run’s folder', async () => {
    const revealed: unknown[] = [];
    const commands = vscode.commands as unknown as Record<string, unknown>;
    const { executeCommand } = commands;
    commands.executeCommand = (name: string, ...args: unknown[]) =>
      name === 'revealFileInOS' ? Promise.resolve(revealed.push(...args)) : (executeCommand as (...all: unknown[]) => unknown)(name, ...args);
    try {
      await command('reveal', trained[0]!.id);
    } finally {
      commands.executeCommand = executeCommand;
    }
    assert.deepEqual(
      revealed.map((one) => (one as vscode.Uri).fsPath),
      [path.join(folderOf(trained[0]!.id), 'run.json')],
    );
  });

  it('"Compare" puts the chosen runs into the panel', async () => {
    const nodes = trained.slice(0, 2).map(({ id }) => ({ kind: 'run', id }));
    await command('compare', nodes[0], nodes);
    for (const { id } of nodes) {
      const training = api.trainings.get(id);
      assert.ok(training?.events.some(({ type }) => type === 'step'));
    }
  });

  it('"Train again with…" asks for changes, refuses wrong ones, and keeps all other options', async () => {
    const { id, configuration } = trained[1]!;
    const again = await entering(
      ({ value, validateInput }) => {
        assert.match(value!, /cell=rnn layers=1 hidden=24 .*seed=\d+/);
        assert.match(String(validateInput!('hidden=0')), /hidden/);
        assert.match(String(validateInput!('hiden=5')), /hiden/);
        assert.equal(validateInput!('hidden=20 seed=9'), undefined);
        return 'hidden=20 seed=9';
      },
      () => command<string>('trainAgain', id),
    );
    const training = api.trainings.get(again)!;
    await training.finished;
    assert.equal(training.state, 'done', training.error);
    assert.deepEqual(loadRun(folderOf(again)).record.configuration, { ...configuration, hidden: 20, seed: 9 });
    assert.equal(shown().length, 4);
  });

  it('trains another document from a run’s weights; the vocabulary is remapped, and what cannot be is told', async () => {
    const other = 'the tide comes on, and on, the sand. '.repeat(40);
    await openText(other);
    const id = await command<string>('startFrom', trained[2]!.id);
    const training = api.trainings.get(id)!;
    await training.finished;
    assert.equal(training.state, 'done', training.error);
    const note = training.events.find((event) => event.type === 'note' && event.id === 'note.vocabulary');
    assert.ok(note?.type === 'note');
    const characters = (text: string) => [...new Set(text)].sort();
    const fresh = characters(other).filter((one) => !TEXT.includes(one));
    const gone = characters(TEXT).filter((one) => !other.includes(one));
    assert.deepEqual(note.args, [fresh.length, fresh.join(' '), gone.length, gone.join(' ')]);
    const first = training.events.find((event) => event.type === 'evaluation');
    assert.ok(first?.type === 'evaluation' && first.loss < Math.log(characters(other).length), `${first?.type === 'evaluation' && first.loss}`);
    assert.deepEqual(readModel(readFileSync(path.join(folderOf(id), 'model.safetensors'))).vocabulary, characters(other));
    // What asks for a document of a run that is not there is told, and nothing starts.
    const before = api.trainings.list.length;
    await answering({ error: () => undefined }, () => command('startFrom', 'no-such-run'));
    assert.equal(api.trainings.list.length, before);
  });

  it('deletes with undo; without it the run leaves the disk; a run in training stays', async () => {
    const { id } = trained[1]!;
    const model = readFileSync(path.join(folderOf(id), 'model.safetensors'));
    await command('use', id);
    await answering({ information: (_message, choices) => choices.find((choice) => choice === 'Undo') }, () => command('delete', id));
    await until('the run again', () => existsSync(folderOf(id)));
    assert.deepEqual(readFileSync(path.join(folderOf(id), 'model.safetensors')), model);
    assert.equal(api.models.of(uri)?.configuration.hidden, 24, 'still chosen');
    await answering({ information: () => undefined }, () => command('delete', id));
    await until('the end of its files', () => !readdirSync(path.join(api.runs.root!, '.deleted')).some((name) => name.endsWith(id)));
    assert.ok(!existsSync(folderOf(id)) && shown().every((node) => node.id !== id));
    assert.notEqual(api.models.of(uri)?.configuration.hidden, 24);
    await vscode.window.showTextDocument(editor.document);
    const running = await train(api, { steps: 1_000_000 });
    await until('its folder', () => readRun(folderOf(running.id)) !== undefined);
    let told = '';
    await answering(
      {
        error: (message) => {
          told = message;
          return undefined;
        },
      },
      () => command('delete', running.id),
    );
    assert.match(told, /being trained/);
    assert.ok(readRun(folderOf(running.id)));
  });

  it('keeps to the size limit: the oldest go; pinned, serving and running ones stay; what a crash left deleted goes', async () => {
    await vscode.window.showTextDocument(editor.document);
    await command('pin', trained[0]!.id);
    await command('use', trained[2]!.id);
    const loose = shown().find(({ run }) => run.record.configuration.hidden === 20)!;
    const trash = path.join(api.runs.root!, '.deleted');
    const [old, young] = [path.join(trash, '1000-gone'), path.join(trash, `${Date.now()}-undo`)];
    for (const folder of [old, young]) mkdirSync(folder, { recursive: true });
    const settings = vscode.workspace.getConfiguration('unroll.runs');
    // Ten kilobytes: less than any run takes.
    await settings.update('maximumSize', 0.01, vscode.ConfigurationTarget.Global);
    try {
      const running = await train(api, { steps: 1_000_000 });
      await until('its folder', () => readRun(folderOf(running.id)) !== undefined);
      await openText(TEXT);
      const last = await train(api, { steps: 3 });
      running.stop();
      await Promise.all([running.finished, last.finished]);
      await until('the end of the oldest', () => !existsSync(loose.run.folder));
      assert.ok(existsSync(path.join(folderOf(trained[0]!.id), 'model.safetensors')), 'pinned');
      assert.ok(existsSync(api.models.of(uri)!.path), 'serving');
      assert.ok(existsSync(folderOf(last.id)), 'the only one of its document');
      assert.ok(!existsSync(old) && existsSync(young));
    } finally {
      await settings.update('maximumSize', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
