// An extension for tests of the web host: a file system in memory, and what a test asks of Unroll from inside. Answers stand in a status bar item.
const vscode = require('vscode');

const LINE = 'the tide comes in and the tide goes out and ';
const files = new Map([['/tide.txt', new TextEncoder().encode(LINE.repeat(60))]]);
const { FileType, FileSystemError } = vscode;
const changes = new vscode.EventEmitter();

/** Every path but the root is a file. */
const provider = {
  onDidChangeFile: changes.event,
  watch: () => ({ dispose() {} }),
  stat({ path }) {
    if (path === '/') return { type: FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    const bytes = files.get(path);
    if (!bytes) throw FileSystemError.FileNotFound(path);
    return { type: FileType.File, ctime: 0, mtime: bytes.changed ?? 0, size: bytes.length };
  },
  readDirectory: () => [...files.keys()].map((path) => [path.slice(1), FileType.File]),
  createDirectory() {},
  readFile({ path }) {
    const bytes = files.get(path);
    if (!bytes) throw FileSystemError.FileNotFound(path);
    return bytes;
  },
  writeFile(uri, bytes) {
    files.set(uri.path, Object.assign(bytes.slice(), { changed: Date.now() }));
    changes.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  },
  delete: ({ path }) => void files.delete(path),
  rename(from, to) {
    files.set(to.path, files.get(from.path));
    files.delete(from.path);
  },
};

/** SHA-256 of the tensors of a model file, without its header, which tells the time that a run has taken. */
async function digest(bytes) {
  const header = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes.slice(8 + header)));
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A sample of each task with what is to be learnt from it. */
const TASKS = [
  ['kinds.csv', { id: 'classification', options: { input: 'text', label: 'kind' } }],
  ['ice-cream.csv', { id: 'forecast', options: { column: 'sold' } }],
  ['dates.tsv', { id: 'pairs', options: { input: 'source', label: 'target' } }],
];
const later = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

exports.activate = async (context) => {
  context.subscriptions.push(vscode.workspace.registerFileSystemProvider('memfs', provider));
  const item = vscode.window.createStatusBarItem('answer', vscode.StatusBarAlignment.Right);
  item.text = 'ready';
  item.show();
  const tide = vscode.Uri.parse('memfs:/tide.txt');
  const unroll = () => vscode.extensions.getExtension('unroll.unroll').activate();
  /** Where the browser keeps the runs. */
  const storage = vscode.Uri.joinPath(context.globalStorageUri, '..', 'unroll.unroll', 'runs');
  const stored = async () => {
    const runs = {};
    for (const [name, type] of await vscode.workspace.fs.readDirectory(storage).then(
      (found) => found,
      () => [],
    )) {
      if (type !== FileType.Directory || name.startsWith('.')) continue;
      const read = (file) => vscode.workspace.fs.readFile(vscode.Uri.joinPath(storage, name, file));
      const record = await read('run.json').then(
        (bytes) => JSON.parse(new TextDecoder().decode(bytes)),
        () => undefined,
      );
      const tensors = await read('model.safetensors').then(digest, () => undefined);
      if (record)
        runs[name] = {
          state: record.state,
          step: record.progress.step,
          backend: record.versions.backend,
          configuration: record.configuration,
          tensors,
        };
    }
    return runs;
  };
  let answers = 0;
  const answer = (run) => async () => {
    // The number tells one answer from the one before.
    const number = ++answers;
    try {
      item.text = `${number} ${JSON.stringify((await run()) ?? 'done')}`;
    } catch (error) {
      item.text = `${number} ${JSON.stringify({ error: String(error?.stack ?? error) })}`;
    }
  };
  const { registerCommand, executeCommand } = vscode.commands;
  const small = {
    seconds: 0,
    seed: 7,
    cell: 'gru',
    hidden: 32,
    batchSize: 8,
    sequenceLength: 20,
    evaluateEvery: 200,
    patience: 0,
    learningRate: 0.01,
  };
  context.subscriptions.push(
    item,
    registerCommand(
      'virtualFiles.trainToStep40',
      answer(async () => {
        const { trainings } = await unroll();
        const id = await executeCommand('unroll.trainOnFile', tide, { preset: 'quick', overrides: { ...small, steps: 1500 } });
        const training = trainings.get(id);
        await reached(trainings, training, 40);
        training.pause();
        const paused = training.state;
        const at = lastStep(training);
        await new Promise((resolve) => setTimeout(resolve, 700));
        const drift = lastStep(training) - at;
        training.resume();
        training.stop();
        await training.finished;
        return { id, state: training.state, paused, drift, step: lastStep(training), error: training.error };
      }),
    ),
    registerCommand(
      'virtualFiles.resume',
      answer(async () => {
        const { trainings, models } = await unroll();
        const id = await executeCommand('unroll.runs.resume', models.of(tide).run);
        const training = trainings.get(id);
        return { id, state: training?.state };
      }),
    ),
    registerCommand(
      'virtualFiles.exports',
      answer(async () => {
        const written = {};
        for (const format of ['csv', 'onnx', 'pytorch']) {
          const found = await executeCommand('unroll.exportModel', tide, { format, folder: vscode.Uri.parse('memfs:/'), name: 'tide' });
          for (const { path } of found) written[path] = files.get(path)?.length ?? 0;
        }
        // The model itself, for the inspector.
        const [run] = Object.keys(await stored());
        provider.writeFile(
          vscode.Uri.parse('memfs:/run.safetensors'),
          await vscode.workspace.fs.readFile(vscode.Uri.joinPath(storage, run, 'model.safetensors')),
        );
        return written;
      }),
    ),
    registerCommand(
      'virtualFiles.inspect',
      answer(() => executeCommand('vscode.open', vscode.Uri.parse('memfs:/run.safetensors'), { preview: false }).then(() => 'open')),
    ),
    registerCommand(
      'virtualFiles.showText',
      answer(() => executeCommand('vscode.open', tide, { preview: false }).then(() => 'open')),
    ),
    registerCommand(
      'virtualFiles.threads',
      answer(async () => {
        const { trainings } = await unroll();
        const id = await executeCommand('unroll.trainOnFile', tide, { preset: 'quick', overrides: { ...small, steps: 300, threads: 2 } });
        const training = trainings.get(id);
        await training.finished;
        const start = training.events.find(({ type }) => type === 'start');
        return {
          id,
          threads: start?.threads,
          backend: start?.backend,
          isolated: globalThis.crossOriginIsolated,
          state: training.state,
          error: training.error,
        };
      }),
    ),
    registerCommand(
      'virtualFiles.speed',
      answer(async () => {
        const { trainings, activation } = await unroll();
        const started = performance.now();
        const large = { ...small, hidden: 128, batchSize: 32, sequenceLength: 64, seconds: 8, steps: 0, evaluateEvery: 1_000_000, validation: 0 };
        const training = trainings.get(await executeCommand('unroll.trainOnFile', tide, { preset: 'quick', overrides: large }));
        await reached(trainings, training, 3);
        const falling = performance.now() - started;
        // What is drawn costs time of the same cores, in either host.
        for (const part of ['closePanel', 'closeSidebar', 'closeAuxiliaryBar']) await executeCommand(`workbench.action.${part}`);
        await training.finished;
        const steps = training.events.filter(({ type }) => type === 'step').map(({ step, seconds }) => [step, seconds]);
        return { activation, falling, steps, configuration: training.configuration };
      }),
    ),
    registerCommand(
      'virtualFiles.tasks',
      answer(async () => {
        const { trainings, zoo } = await unroll();
        const samples = vscode.Uri.joinPath(vscode.extensions.getExtension('unroll.unroll').extensionUri, 'samples');
        const overrides = { steps: 20, seconds: 0, hidden: 8, batchSize: 8, evaluateEvery: 10, threads: 1 };
        const found = {};
        for (const [name, task] of TASKS) {
          const uri = vscode.Uri.parse(`memfs:/${name}`);
          provider.writeFile(uri, await vscode.workspace.fs.readFile(vscode.Uri.joinPath(samples, name)));
          await executeCommand('vscode.open', uri, { preview: false });
          const training = trainings.get(await executeCommand('unroll.trainOnFile', uri, { task, overrides }));
          await training.finished;
          found[task.id] = training.error ?? `${training.state}, ${training.events.findLast(({ type }) => type === 'report')?.report.part}`;
        }
        await executeCommand('vscode.open', tide, { preview: false });
        // What is left of a gradient in fresh networks: two verdicts that take a second.
        await executeCommand('unroll.runZoo', { minutes: 60, seeds: 1, verdicts: [1, 2], document: true });
        return { ...found, zoo: zoo.report?.run };
      }),
    ),
    registerCommand(
      'virtualFiles.everyCommand',
      answer(async () => {
        const { commands } = vscode.extensions.getExtension('unroll.unroll').packageJSON.contributes;
        const refused = {};
        for (const { command } of commands) {
          await executeCommand('vscode.open', tide, { preview: false });
          // A question stays open: it is closed without an answer, as by Escape.
          const running = Promise.resolve(executeCommand(command)).catch((error) => {
            refused[command] = String(error?.message ?? error);
          });
          await Promise.race([running, later(400)]);
          await executeCommand('workbench.action.closeQuickOpen');
          await Promise.race([running, later(400)]);
        }
        return { tried: commands.length, refused };
      }),
    ),
    registerCommand(
      'virtualFiles.report',
      answer(async () => {
        const { runs, trainings } = await unroll();
        const text = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === tide.toString())?.getText();
        return {
          stored: await stored(),
          listed: runs.getChildren().flatMap((node) => runs.getChildren(node)).length,
          text,
          active: trainings.list.some(({ active }) => active),
        };
      }),
    ),
  );
};

const lastStep = ({ events }) => events.findLast(({ type }) => type === 'step')?.step ?? 0;

/** Resolves when a training has told of an update. */
function reached(trainings, training, step) {
  if (lastStep(training) >= step || !training.active) return undefined;
  return new Promise((resolve) => {
    const subscription = trainings.onDidChange(() => {
      if (lastStep(training) < step && training.active) return;
      subscription.dispose();
      resolve();
    });
  });
}
