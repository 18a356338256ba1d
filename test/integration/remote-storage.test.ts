import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { UnrollApi } from '../../src/extension/main';
import { DocumentModels } from '../../src/extension/runs/document-models';
import { keepInStep, RemoteStorage } from '../../src/extension/runs/remote/remote-storage';
import { RunTrash } from '../../src/extension/runs/run-trash';
import { RunsView } from '../../src/extension/runs/runs-view';
import { PredictorClient } from '../../src/extension/suggestions/predictor-client';
import type { Training } from '../../src/extension/training/training';
import { Trainings } from '../../src/extension/training/trainings';
import { readModel } from '../../src/formats/model-file';
import { defaultConfiguration } from '../../src/protocol/defaults';
import { parseRecord } from '../../src/runs/record';
import { loadRun, readCheckpoint, readMetrics, readRun, writeAnnotations } from '../../src/runs/stored-run';
import { FAULT_TEXT as TEXT, TRAINER } from './fault-support';
import { type Change, MemoryFileSystem } from './memory-file-system';
import { activated, answering, openText, until } from './support';

const PREDICTOR = path.join(path.dirname(TRAINER), 'predictor.js');
/** Long enough to be stopped on the way. */
const LONG = { steps: 60_000, seconds: 0, validation: 0.2, evaluateEvery: 500, cell: 'rnn', hidden: 16, threads: 1 } as const;

const lastStep = ({ events }: Training) => events.reduce((last, event) => (event.type === 'step' ? event.step : last), 0);

describe('a storage that is no folder of this machine', () => {
  const memory = new MemoryFileSystem();
  const storage = vscode.Uri.parse('unroll-storage:/user/runs');
  const disposables: vscode.Disposable[] = [];
  let folder: string;
  let api: UnrollApi;
  let document: vscode.TextDocument;
  let machines = 0;

  /** A window of another machine on the same storage, with the parts of the extension that deal with runs. */
  const machine = () => {
    const remote = new RemoteStorage(storage, path.join(folder, `machine-${++machines}`));
    const trainings = new Trainings(TRAINER, remote.local);
    const trash = new RunTrash(remote.local);
    const models = new DocumentModels(remote.local, trash);
    const runs = new RunsView(remote.local, { isServing: () => false });
    disposables.push(...keepInStep(remote, { trainings, models, runs, trash }), trainings, models, runs, remote);
    disposables.push(trainings.onDidCheckpoint(({ training, path: file }) => models.checkpoint(training.uri, file)));
    const train = (steps: number) =>
      trainings.train({
        uri: document.uri,
        name: 'remote.txt',
        text: TEXT,
        configuration: defaultConfiguration(TEXT.length, 16, { ...LONG, steps }),
      });
    return { remote, trainings, trash, models, runs, train, folderOf: (id: string) => path.join(remote.local, id) };
  };
  const listed = ({ runs }: ReturnType<typeof machine>) =>
    runs.getChildren().flatMap((node) => runs.getChildren(node).flatMap((one) => (one.kind === 'run' ? [one.run] : [])));
  const remoteFile = (id: string, name: string) => memory.files.get(`${storage.path}/${id}/${name}`);
  const namesOf = (id: string) => memory.names(`${storage.path}/${id}`).sort();

  const FILES = ['metrics.jsonl', 'model.safetensors', 'run.json'];
  /** Whether the storage has the three files of a run as a machine has them, and nothing that is being written. */
  const hasSameFiles = (one: Pick<ReturnType<typeof machine>, 'folderOf'>, id: string) =>
    namesOf(id).join() === FILES.join() && FILES.every((name) => readFileSync(path.join(one.folderOf(id), name)).equals(remoteFile(id, name)!));

  const checkpointsEvery = (seconds: number | undefined) =>
    vscode.workspace.getConfiguration('unroll.runs').update('checkpointInterval', seconds, vscode.ConfigurationTarget.Global);

  before(async () => {
    api = await activated();
    await checkpointsEvery(1);
    folder = mkdtempSync(path.join(tmpdir(), 'unroll-remote-'));
    disposables.push(vscode.workspace.registerFileSystemProvider('unroll-storage', memory, { isCaseSensitive: true }));
    ({ document } = await openText(TEXT));
  });
  after(async () => {
    await checkpointsEvery(undefined);
    for (const one of disposables.reverse()) one.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it('gets a run while it is trained; the next machine lists it, resumes it bit for bit, suggests with it, renames and deletes it', async function () {
    this.timeout(180_000);
    const first = machine();
    const training = first.train(LONG.steps);
    await until('the record there', () => remoteFile(training.id, 'run.json') !== undefined);
    await until('some steps', () => lastStep(training) > 500);
    training.stop();
    await training.finished;
    assert.equal(training.state, 'stopped', training.error);
    // The last diagnosis comes behind the end of the run, and is copied as everything else.
    await until('the same files there', () => hasSameFiles(first, training.id));

    const second = machine();
    await until('the run in the view', () => listed(second).length === 1);
    const run = listed(second)[0]!;
    assert.equal(run.record.state, 'stopped');
    const stopped = Number(readCheckpoint(run.folder).resume?.counters.step);
    assert.ok(stopped > 0 && stopped < LONG.steps);
    assert.deepEqual(readMetrics(run.folder), readMetrics(first.folderOf(training.id)));
    const resumed = second.trainings.resumeRun(run, TEXT);
    await resumed.finished;
    assert.equal(resumed.state, 'done', resumed.error);
    // Never stopped, and nowhere near a remote storage.
    const whole = new Trainings(TRAINER, path.join(folder, 'whole')).train({
      uri: document.uri,
      name: 'whole',
      text: TEXT,
      configuration: training.configuration,
    });
    await whole.finished;
    const [there, here] = [readCheckpoint(run.folder), readCheckpoint(path.join(folder, 'whole', whole.id))];
    assert.deepEqual(there.weights, here.weights);
    assert.deepEqual(there.resume?.tensors, here.resume?.tensors);
    await second.remote.sync();
    assert.equal(parseRecord(Buffer.from(remoteFile(training.id, 'run.json')!).toString()).state, 'done');
    assert.deepEqual(readModel(remoteFile(training.id, 'model.safetensors')!).weights, here.weights);

    const third = machine();
    await until('the run in the view', () => listed(third).length === 1);
    assert.equal(third.models.of(document.uri)?.path, path.join(third.folderOf(training.id), 'model.safetensors'));
    const predictor = new PredictorClient(PREDICTOR, third.models);
    const end = document.positionAt(TEXT.length);
    const { token } = new vscode.CancellationTokenSource();
    await until('a suggestion', async () => (await predictor.suggest(document, end, 1, token)).some((text) => text.length > 0));
    predictor.dispose();

    const model = vscode.Uri.joinPath(storage, training.id, 'model.safetensors');
    await vscode.commands.executeCommand('vscode.openWith', model, 'unroll.model');
    const sent = () => api.inspector.pages.find(({ file }) => file.uri.toString() === model.toString())?.sent ?? [];
    await until('the inspector', () => sent().length > 0);
    const [shown] = sent();
    assert.ok(shown?.type === 'file' && shown.file.kind === 'unroll', JSON.stringify(shown));
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');

    const { annotations } = loadRun(third.folderOf(training.id));
    writeAnnotations(third.folderOf(training.id), { ...annotations, name: 'by the third' });
    third.runs.refresh();
    await until('the name there', () => remoteFile(training.id, 'notes.json') !== undefined);
    const fourth = machine();
    await until('the name elsewhere', () => listed(fourth)[0]?.annotations.name === 'by the third');

    // Deleted and brought back, it is there again as a whole; deleted for good it is nowhere.
    const trash = fourth.trash.put(fourth.folderOf(training.id));
    await until('its end there', () => namesOf(training.id).length === 0);
    fourth.trash.restore(trash, fourth.folderOf(training.id));
    fourth.runs.refresh();
    await until('its return', () => namesOf(training.id).length === 4);
    assert.equal(fourth.models.forget(document.uri), 1);
    await fourth.remote.sync();
    assert.deepEqual(memory.names(storage.path), []);
    assert.ok(!existsSync(fourth.folderOf(training.id)));
  });

  it('takes what another machine has done since, and what this one could not copy before it ended', async () => {
    const first = machine();
    const [kept, gone] = [first.train(20), first.train(20)];
    await Promise.all([kept.finished, gone.finished]);
    await until('the same files there', () => hasSameFiles(first, kept.id) && hasSameFiles(first, gone.id));
    first.remote.dispose();
    const other = machine();
    await until('both runs', () => listed(other).length === 2);
    other.trash.discard(other.folderOf(gone.id));
    const { annotations } = loadRun(other.folderOf(kept.id));
    writeAnnotations(other.folderOf(kept.id), { ...annotations, note: 'from elsewhere' });
    await other.remote.sync();
    // A run that was written after the last copy, as by a window that was killed.
    const late = new Trainings(TRAINER, first.remote.local).train({
      uri: document.uri,
      name: 'late',
      text: TEXT,
      configuration: { ...kept.configuration, steps: 20 },
    });
    await late.finished;
    assert.equal(remoteFile(late.id, 'run.json'), undefined);
    const again = new RemoteStorage(storage, first.remote.local);
    await again.sync();
    assert.ok(!existsSync(first.folderOf(gone.id)), 'deleted elsewhere');
    assert.equal(loadRun(first.folderOf(kept.id)).annotations.note, 'from elsewhere');
    assert.deepEqual(namesOf(late.id), FILES);
    again.dispose();
    other.models.forget(document.uri);
    first.models.forget(document.uri);
    await Promise.all([other.remote.sync(), first.remote.sync()]);
    assert.deepEqual(memory.names(storage.path), []);
  });

  const stepOf = (bytes: Uint8Array | undefined) => (bytes ? String(readModel(bytes).resume?.counters.step) : 'none');
  const FAULTS = [
    {
      what: 'writing',
      file: /model\.safetensors/,
      code: 'NoPermissions',
      kind: 'writeFile',
      error: () => vscode.FileSystemError.NoPermissions('injected'),
    },
    {
      what: 'giving its name to',
      file: /model\.safetensors$/,
      code: 'Unavailable',
      kind: 'rename',
      error: () => vscode.FileSystemError.Unavailable('injected'),
    },
  ] as const;
  /** The copy on the way to its place. */
  const EARLIER = {
    what: 'renaming',
    file: /model\.safetensors/,
    code: 'Unavailable',
    kind: 'rename',
    error: () => vscode.FileSystemError.Unavailable('injected'),
  } as const;
  for (const { what, file, code, kind, error } of process.env.UNROLL_LONG ? [...FAULTS, EARLIER] : FAULTS)
    it(`injected: ${code} half-way through ${what} a checkpoint; one sentence, the last good files stay, the training goes on, and all is there later`, async () => {
      const sentences: string[] = [];
      await answering({ warning: (message) => void sentences.push(message) }, async () => {
        const { remote, trainings, train, folderOf } = machine();
        const training = train(1_000_000);
        await until('a checkpoint there', () => remoteFile(training.id, 'model.safetensors') !== undefined);
        await remote.sync();
        const good = remoteFile(training.id, 'model.safetensors')!;
        let refused = 0;
        memory.refuse = (change: Change) => {
          if (change.kind !== kind || !file.test(change.path)) return;
          refused++;
          throw error();
        };
        // Metrics go on until the next checkpoint comes up against it; some times.
        await until('several refusals', async () => {
          await remote.sync();
          return refused > 2;
        });
        assert.equal(sentences.length, 1, sentences.join('\n'));
        assert.match(sentences[0]!, new RegExp(code));
        const kept = remoteFile(training.id, 'model.safetensors') ?? remoteFile(training.id, 'model.safetensors.old');
        assert.ok(
          kept !== undefined && Buffer.from(kept).equals(Buffer.from(good)),
          `${kept?.length} bytes, step ${stepOf(kept)}; before ${good.length}, step ${stepOf(good)}`,
        );
        assert.ok(readModel(good).resume);
        assert.ok(!memory.names(storage.path).some((name) => name.endsWith('.tmp')), memory.names(storage.path).join());
        assert.equal(parseRecord(Buffer.from(remoteFile(training.id, 'run.json')!).toString()).state, 'running');
        const before = lastStep(training);
        await until('further steps', () => lastStep(training) > before || !training.active);
        assert.ok(training.active, training.error);
        memory.refuse = undefined;
        training.stop();
        await training.finished;
        await until('the same files there', async () => {
          await remote.sync();
          return hasSameFiles({ folderOf }, training.id);
        });
        assert.equal(sentences.length, 1);
        const other = machine();
        await until('the run elsewhere', () => readRun(other.folderOf(training.id)) !== undefined);
        const checkpoint = (root: string) => readFileSync(path.join(root, 'model.safetensors'));
        assert.ok(checkpoint(other.folderOf(training.id)).equals(checkpoint(folderOf(training.id))), 'the same checkpoint elsewhere');
        other.models.forget(document.uri);
        await other.remote.sync();
        trainings.dispose();
      });
    });

  it('injected: the storage cannot be read when the window opens (Unavailable); one sentence, training works, and its runs come later', async () => {
    const first = machine();
    const earlier = first.train(20);
    await earlier.finished;
    await first.remote.sync();
    const sentences: string[] = [];
    await answering({ warning: (message) => void sentences.push(message) }, async () => {
      memory.refuseReading = () => {
        throw vscode.FileSystemError.Unavailable('injected');
      };
      const second = machine();
      await until('a word', () => sentences.length > 0);
      const training = second.train(20);
      await training.finished;
      assert.equal(training.state, 'done', training.error);
      await second.remote.sync();
      assert.equal(sentences.length, 1);
      assert.ok(readRun(second.folderOf(training.id))?.model);
      memory.refuseReading = undefined;
      await second.remote.sync();
      await until('both runs', () => listed(second).length === 2);
      assert.deepEqual(namesOf(training.id), ['metrics.jsonl', 'model.safetensors', 'run.json']);
      second.models.forget(document.uri);
      await second.remote.sync();
    });
  });

  it('takes from a storage no name that leads out of its folder', async () => {
    memory.createDirectory(storage);
    for (const name of ['..', 'a b', '.hidden', 'run'])
      memory.createDirectory(vscode.Uri.parse(`unroll-storage:/user/runs/x`).with({ path: `${storage.path}/${name}` }));
    for (const name of ['run/..%2fescaped', 'run/.hidden', 'a b/run.json', '.hidden/run.json', 'run/metrics.jsonl'])
      memory.files.set(`${storage.path}/${name}`, Buffer.from('{}'));
    const { remote } = machine();
    await remote.sync();
    assert.deepEqual(readdirSync(remote.local, { recursive: true }).map(String).sort(), ['.copied.json', 'run', path.join('run', 'metrics.jsonl')]);
    assert.ok(!existsSync(path.join(folder, 'escaped')));
  });
});
