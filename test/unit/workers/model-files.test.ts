import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { writeModel } from '../../../src/formats/model-file';
import { UnrollError } from '../../../src/protocol/error';
import type { Model } from '../../../src/protocol/model';
import { COMMIT, type ExportRequest, type ImportRequest, type ModelFileReply } from '../../../src/protocol/model-file-messages';
import { readModelFile } from '../../../src/runs/file-source';
import { listRuns, readRun } from '../../../src/runs/run-folder';
import { answerModelFiles } from '../../../src/workers/model-files';
import { failing } from '../support/failing-file-system';
import { smallModel } from '../support/small-model';

const SCRIPT = path.resolve(__dirname, '../../../../dist/model-files.js');
const withResume = (value: number): Model => ({
  ...smallModel(value),
  resume: { tensors: new Map([['moment1.head.bias', { shape: [2], data: new Float32Array([1, 2]) }]]), counters: { step: 7 } },
});
const newFolder = () => mkdtempSync(path.join(tmpdir(), 'unroll-model-files-'));
const control = () => new SharedArrayBuffer(8);

function importing(folder: string, change: Partial<ImportRequest> = {}): ImportRequest {
  const file = path.join(folder, 'given.safetensors');
  writeFileSync(file, writeModel(withResume(0.5)));
  const document = { uri: 'file:///a.txt', name: 'a.txt' };
  return {
    type: 'import',
    source: { file },
    name: 'given.safetensors',
    control: control(),
    runsRoot: folder,
    id: 'one',
    document,
    text: 'abc',
    ...change,
  };
}

function exporting(folder: string, change: Partial<ExportRequest> = {}): ExportRequest {
  const file = path.join(folder, 'given.safetensors');
  writeFileSync(file, writeModel(withResume(0.5)));
  return {
    ...{ type: 'export', source: { file }, name: 'given', control: control() },
    ...{ format: 'pytorch', base: 'out', folder: path.join(folder, 'new'), ...change },
  };
}

function answers(request: ImportRequest | ExportRequest, fs?: Parameters<typeof answerModelFiles>[3]): ModelFileReply[] {
  const sent: ModelFileReply[] = [];
  answerModelFiles(
    request,
    (reply) => sent.push(reply),
    () => performance.now(),
    fs,
  );
  return sent;
}

describe('the thread that imports and exports model files', () => {
  it('imports the whole model, the state to resume from too, and names the characters that it does not know', () => {
    const folder = newFolder();
    const last = answers(importing(folder)).at(-1)!;
    assert.ok(last.type === 'imported');
    assert.deepEqual(last.unseen, ['c']);
    assert.deepEqual(readFileSync(last.model), Buffer.from(writeModel(withResume(0.5))));
    assert.equal(readRun(path.dirname(last.model))?.record.state, 'done');
    assert.deepEqual(readdirSync(folder).sort(), ['given.safetensors', 'one']);
  });

  it('exports the same files from a path and from bytes, and never over the model that it reads', () => {
    const folder = newFolder();
    answers(exporting(folder));
    const bytes = new Uint8Array(readFileSync(path.join(folder, 'given.safetensors')));
    const [reply] = answers(exporting(folder, { source: { bytes }, folder: null }));
    assert.ok(reply?.type === 'exported');
    for (const { name, content } of reply.files) assert.deepEqual(readFileSync(path.join(folder, 'new', name)), Buffer.from(content!));
    assert.throws(
      () => answers(exporting(folder, { base: 'given', folder })),
      (error) => error instanceof UnrollError && error.id === 'export.input',
    );
    assert.deepEqual(new Uint8Array(readFileSync(path.join(folder, 'given.safetensors'))), bytes);
  });

  it('a disk that fails at any change leaves no run and no part of a file, whatever fails', () => {
    for (const request of [importing, exporting])
      for (let at = 0; ; at++) {
        const folder = newFolder();
        const { fs, changes } = failing(at, 'ENOSPC', true);
        let failed = false;
        try {
          answers(request(folder), fs);
        } catch (error) {
          failed = true;
          assert.ok(error instanceof UnrollError, String(error));
          assert.match(error.message, /ENOSPC/);
        }
        if (changes() <= at) break;
        assert.deepEqual(
          listRuns(folder).filter(({ record }) => record.state !== 'done'),
          [],
          `change ${at}`,
        );
        if (!failed) continue;
        const left = readdirSync(folder, { recursive: true }).map(String);
        assert.deepEqual(
          left.filter((name) => /tmp|import/.test(name) || (request === importing && name.startsWith('one'))),
          [],
          `change ${at}`,
        );
      }
  });

  it('a request that was cancelled takes no place, even when everything has been written', () => {
    for (const request of [importing, exporting]) {
      const folder = newFolder();
      const asked = request(folder);
      Atomics.store(new Int32Array(asked.control), 0, COMMIT.cancelled);
      const sent = answers(asked);
      assert.ok(sent.every(({ type }) => type !== 'imported' && type !== 'exported'));
      assert.ok(!existsSync(path.join(folder, 'one')) && !existsSync(path.join(folder, 'new', 'out.py')));
    }
  });

  it('refuses what is no model, and models that do not continue texts, in a sentence', () => {
    const folder = newFolder();
    const request = importing(folder);
    const file = path.join(folder, 'given.safetensors');
    const refused = (id: string) =>
      assert.throws(
        () => answers(request),
        (error) => error instanceof UnrollError && error.id === id,
      );
    const task = { id: 'classification' as const, realInputs: 0, outputs: 2, classes: ['x', 'y'], options: {} };
    writeFileSync(file, writeModel({ ...smallModel(0), task }));
    refused('import.task');
    writeFileSync(file, 'no model');
    refused('safetensors.header');
    assert.deepEqual(readdirSync(folder), ['given.safetensors']);
  });

  it('reads a large file by pieces and tells how far it is', () => {
    const folder = newFolder();
    const file = path.join(folder, 'large.safetensors');
    const large = { shape: [3_000_000], data: new Float32Array(3_000_000).fill(1) };
    writeFileSync(file, writeModel({ ...smallModel(1), resume: { tensors: new Map([['moment1.x', large]]), counters: {} } }));
    const told: number[] = [];
    const model = readModelFile(file, (read, of) => told.push(read / of));
    assert.deepEqual(model.resume?.tensors.get('moment1.x'), large);
    assert.ok(told.length > 3 && told.at(-1) === 1 && told.every((share, i) => i === 0 || share >= told[i - 1]!));
  });

  it('works as a thread of its own, beside whoever asks', async () => {
    const folder = newFolder();
    const worker = new Worker(SCRIPT, { workerData: importing(folder) });
    const replies: ModelFileReply[] = [];
    worker.on('message', (reply: ModelFileReply) => replies.push(reply));
    await new Promise((resolve) => worker.on('exit', resolve));
    assert.equal(replies.at(-1)?.type, 'imported');
  });
});
