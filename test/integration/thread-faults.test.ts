import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { UnrollApi } from '../../src/extension/main';
import { ModelFiles } from '../../src/extension/model-files/model-files';
import { PredictorClient } from '../../src/extension/suggestions/predictor-client';
import { FolderReader } from '../../src/extension/training/folder/folder-reader';
import { Playground } from '../../src/extension/training/playground';
import { writeModel } from '../../src/formats/model-file';
import { platform } from '../../src/platform';
import type { Thread, ThreadListener, ThreadOptions } from '../../src/platform/platform';
import type { PlaygroundEvent, PlaygroundRequest } from '../../src/protocol/playground';
import { smallModel } from '../unit/support/small-model';
import { activated, answering, openText, until } from './support';

const dist = path.resolve(__dirname, '../../../dist');
const TEXT = 'the tide comes in and the tide goes out and '.repeat(40);
const LIMITS = { patience: 60_000, heap: 64 };

interface Fault {
  readonly title: string;
  readonly code: string | undefined;
  readonly told: RegExp;
  readonly patience?: number;
}

/** What happens to a thread in the middle of its work, and what a person reads then. */
const FAULTS: Fault[] = [
  { title: 'throws', code: 'throw new RangeError("injected");', told: /failed\. Try again/ },
  { title: 'exits', code: 'process.exit(0);', told: /ended unexpectedly/ },
  { title: 'is terminated from outside', code: `require('node:fs').writeFileSync(__filename + '.busy', ''); for (;;);`, told: /ended unexpectedly/ },
  // In small pieces, as a leak grows.
  { title: 'fills its heap', code: 'let hog; for (;;) hog = { hog };', told: /ran out of memory/ },
  { title: 'hangs', code: 'for (;;);', told: /stopped responding/, patience: 1000 },
  { title: 'has lost its script', code: undefined, told: /cannot be started\. Install Unroll again/ },
];

/**
 * Whether a thread is made to fail in this way: all threads are looked after in one place, so that the predictor's shows every way and each of the others two,
 * and with UNROLL_LONG all of them every one.
 */
const shows = (titles: readonly string[], { title }: Fault) => Boolean(process.env.UNROLL_LONG) || titles.includes(title);

/** One script of the extension that can be made to fail and to work again. */
class FaultyScript {
  readonly path: string;
  /** Read whenever a thread starts. What hangs is told soon; what is mended has all the time that a busy machine needs. */
  readonly limits = { ...LIMITS };

  constructor(private readonly name: string) {
    this.path = path.join(mkdtempSync(path.join(tmpdir(), 'unroll-thread-')), name);
    this.mend();
  }

  mend(): void {
    this.limits.patience = LIMITS.patience;
    this.write('');
  }

  /** With its code at the first sign of life, or with the first message where there is a port to listen to; without any, the script is gone. */
  break({ code, patience = LIMITS.patience }: Fault, onMessage = false): void {
    this.limits.patience = patience;
    if (code === undefined) rmSync(this.path);
    else if (onMessage) this.write(`require('node:worker_threads').parentPort.on('message', () => { ${code} });`);
    else this.write(`Atomics.add = () => { ${code} };`);
  }

  private write(prelude: string): void {
    writeFileSync(this.path, `${prelude}\nrequire(${JSON.stringify(path.join(dist, this.name))});`);
  }
}

/** Ends every thread that says it is busy in a file beside its script, as something outside would. @returns what puts the platform right again */
function terminatesBusyThreads(): () => void {
  const { startThread } = platform;
  platform.startThread = <Reply>(script: string, options: ThreadOptions, listener: ThreadListener<Reply>): Thread => {
    const watch = setInterval(() => {
      if (!existsSync(`${script}.busy`)) return;
      rmSync(`${script}.busy`);
      void thread.terminate();
    }, 10);
    const exit = (code: number) => {
      clearInterval(watch);
      listener.exit?.(code);
    };
    const thread = startThread<Reply>(script, options, {
      message: (reply) => listener.message(reply),
      error: (error) => listener.error(error),
      exit,
    });
    return thread;
  };
  return () => {
    platform.startThread = startThread;
  };
}

/** Error messages that are shown while something runs. */
async function shown(run: () => Promise<void>): Promise<string[]> {
  const messages: string[] = [];
  await answering({ error: (message) => void messages.push(message) }, run);
  return messages;
}

describe('a thread beside the host that dies in the middle of its work', function () {
  this.timeout(120_000);
  let api: UnrollApi;
  let restore: () => void;
  before(async () => {
    api = await activated();
    restore = terminatesBusyThreads();
  });
  after(() => restore());

  for (const fault of FAULTS) {
    const { title, told } = fault;
    it(`injected: the predictor ${title}; said once, and the next question is answered`, async () => {
      const script = new FaultyScript('predictor.js');
      const { document } = await openText(`${TEXT}the tide co`);
      const client = new PredictorClient(script.path, api.models, script.limits);
      const token = new vscode.CancellationTokenSource().token;
      const ask = () => client.suggest(document, document.positionAt(document.getText().length), 1, token);
      try {
        const messages = await shown(async () => {
          script.break(fault, true);
          assert.deepEqual(await ask(), []);
          script.mend();
          await until('a suggestion', async () => (await ask()).length > 0);
        });
        assert.equal(messages.length, 1, messages.join('\n'));
        assert.match(messages[0]!, told);
      } finally {
        client.dispose();
      }
    });

    if (shows(['throws', 'hangs'], fault))
      it(`injected: the thread that reads a folder ${title}; the question ends in a sentence, and the next one is answered`, async () => {
        const script = new FaultyScript('folder.js');
        const folder = mkdtempSync(path.join(tmpdir(), 'unroll-read-'));
        writeFileSync(path.join(folder, 'a.lua'), TEXT);
        const reader = new FolderReader(script.path, script.limits);
        const uri = vscode.Uri.file(folder);
        script.break(fault);
        await assert.rejects(reader.count(uri), (error: Error) => told.test(error.message) && error.message.startsWith('Reading the folder'));
        script.mend();
        assert.equal((await reader.count(uri)).counts['.lua']?.files, 1);
        assert.equal((await reader.read(uri, { extensions: ['.lua'], names: [] })).text, TEXT);
      });

    if (shows(['exits', 'fills its heap'], fault))
      it(`injected: the playground's thread ${title}; the page says so once, and the next experiment runs`, async () => {
        const script = new FaultyScript('playground.js');
        const playground = new Playground<PlaygroundRequest, PlaygroundEvent>(script.path, script.limits);
        script.break(fault);
        const request = { task: 'adding', length: 10, cells: ['gru'], steps: 20, seed: 1 } as const;
        playground.start(request);
        await until('the end', () => !playground.running);
        const failures = playground.events.filter(({ type }) => type === 'failed');
        assert.equal(failures.length, 1);
        assert.ok(failures[0]!.type === 'failed' && told.test(failures[0]!.text), JSON.stringify(failures));
        assert.ok(!playground.events.some(({ type }) => type === 'done'), 'nothing says that it was stopped or ended well');
        script.mend();
        playground.start(request);
        await until('the end', () => !playground.running);
        assert.deepEqual(playground.events.at(-1), { type: 'done', stopped: false });
        playground.dispose();
      });

    if (shows(['is terminated from outside', 'has lost its script'], fault))
      it(`injected: the thread that imports and exports ${title}; nothing is left of it, and the next attempt succeeds`, async () => {
        const script = new FaultyScript('model-files.js');
        const folder = mkdtempSync(path.join(tmpdir(), 'unroll-import-'));
        const runsRoot = path.join(folder, 'runs');
        const target = path.join(folder, 'exported');
        const file = path.join(folder, 'given.safetensors');
        mkdirSync(runsRoot);
        writeFileSync(file, writeModel(smallModel(0.5)));
        const files = new ModelFiles(script.path, script.limits);
        const importOnce = () =>
          files.import({
            ...{ source: { file }, name: 'given.safetensors', runsRoot, id: 'one' },
            ...{ document: { uri: 'file:///a.txt', name: 'a.txt' }, text: TEXT },
          });
        const exportOnce = () => files.export({ source: { file }, name: 'given', format: 'onnx', base: 'given', folder: target });
        script.break(fault);
        await assert.rejects(importOnce(), (error: Error) => told.test(error.message) && error.message.startsWith('Importing the model'));
        await assert.rejects(exportOnce(), (error: Error) => told.test(error.message) && error.message.startsWith('Exporting the model'));
        assert.deepEqual([readdirSync(folder), readdirSync(runsRoot)], [['given.safetensors', 'runs'], []]);
        script.mend();
        assert.ok((await importOnce()).model.startsWith(runsRoot));
        assert.deepEqual((await exportOnce()).files, [{ name: 'given.onnx', content: null }]);
        assert.deepEqual(readdirSync(target), ['given.onnx']);
      });
  }

  it('an import that is killed between writing and taking its place leaves no trace', async () => {
    const script = new FaultyScript('model-files.js');
    const folder = mkdtempSync(path.join(tmpdir(), 'unroll-import-'));
    const file = path.join(folder, 'given.safetensors');
    writeFileSync(file, writeModel(smallModel(0.5)));
    const runsRoot = path.join(folder, 'runs');
    // Everything is written; the thread ends as it asks whether it may take its place.
    writeFileSync(script.path, `Atomics.compareExchange = () => process.exit(0);\nrequire(${JSON.stringify(path.join(dist, 'model-files.js'))});`);
    const asked = new ModelFiles(script.path, LIMITS).import({
      ...{ source: { file }, name: 'given.safetensors', runsRoot, id: 'one' },
      ...{ document: { uri: 'file:///a.txt', name: 'a.txt' }, text: TEXT },
    });
    await assert.rejects(asked, /ended unexpectedly/);
    assert.deepEqual(readdirSync(runsRoot), []);
  });
});
