import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readModel, writeModel } from '../../../src/formats/model-file';
import { readHeader } from '../../../src/formats/safetensors';
import { retrying } from '../../../src/platform/node/retrying-file-system';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import type { StepEvent } from '../../../src/protocol/training-events';
import { FileSource, readWeightsFile } from '../../../src/runs/file-source';
import { RunFolder } from '../../../src/runs/run-folder';
import { loadRun, readCheckpoint, readMetrics, writeAnnotations } from '../../../src/runs/stored-run';
import fc from '../support/properties';
import { smallModel } from '../support/small-model';
import { WindowsFileSystem } from '../support/windows-file-system';

const FILES = ['run.json', 'metrics.jsonl', 'model.safetensors', 'model.previous.safetensors', 'alive', 'notes.json'];
const root = () => mkdtempSync(path.join(tmpdir(), 'unroll-windows-'));
const step = (number: number): StepEvent => ({
  ...{ type: 'step', step: number, loss: 2, gradientNorm: 1, clipped: 0, learningRate: 0.1, hiddenNorms: [1], charactersPerSecond: 1, seconds: 1 },
});
const newRun = {
  id: 'one',
  document: { uri: 'file:///c%3A/a.txt', name: 'a.txt' },
  fingerprint: { hash: 'x', length: 1 },
  configuration: BASE_CONFIGURATION,
  created: new Date().toISOString(),
  state: 'running' as const,
};

describe('a run on Windows, where other programs have files open', () => {
  it('loses nothing and ends well while its files are held for moments, whichever and whenever', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...FILES), fc.integer({ min: 1, max: 7 })), { minLength: 5, maxLength: 40 }), (holds) => {
        const folder = path.join(root(), 'run');
        const windows = new WindowsFileSystem();
        const fs = retrying(windows.fs, () => undefined);
        const run = RunFolder.create(folder, newRun, fs);
        for (const [round, [name, times]] of holds.entries()) {
          windows.hold(path.join(folder, name), times);
          run.appendEvents([step(round + 1)]);
          run.saveModel(smallModel(round + 1));
          run.update({ progress: { step: round + 1, seconds: 1, parameters: 1, bestLoss: null } });
        }
        run.finish('done');
        writeAnnotations(folder, { ...loadRun(folder, fs).annotations }, fs);
        assert.equal(loadRun(folder).record.state, 'done');
        assert.equal(readMetrics(folder).length, holds.length);
        assert.deepEqual(writeModel(readCheckpoint(folder)), writeModel(readModel(writeModel(smallModel(holds.length)))));
        assert.deepEqual(
          readdirSync(folder).filter((name) => name.endsWith('.tmp')),
          [],
        );
      }),
      { numRuns: 40 },
    );
  });

  it('says so where a file stays refused, keeps the last good checkpoint and leaves no temporary file', () => {
    const folder = path.join(root(), 'run');
    const windows = new WindowsFileSystem();
    const slept: number[] = [];
    const fs = retrying(windows.fs, (milliseconds) => void slept.push(milliseconds));
    const run = RunFolder.create(folder, newRun, fs);
    run.saveModel(smallModel(1));
    windows.hold(path.join(folder, 'model.safetensors'), 1000);
    assert.throws(() => run.saveModel(smallModel(2)), { id: 'run.storage' });
    assert.deepEqual(writeModel(readCheckpoint(folder)), writeModel(readModel(writeModel(smallModel(1)))));
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith('.tmp')),
      [],
    );
    // Each wait is longer than the one before, and all of them less than a second.
    assert.ok(slept.every((milliseconds, i) => i === 0 || milliseconds > slept[i - 1]!) && slept.reduce((a, b) => a + b, 0) < 1000, slept.join());
  });

  it('is not tried again for an error that does not pass', () => {
    let calls = 0;
    const windows = new WindowsFileSystem();
    const fs = retrying(
      {
        ...windows.fs,
        rename() {
          calls++;
          throw Object.assign(new Error('injected'), { code: 'ENOSPC' });
        },
      },
      () => assert.fail('a wait'),
    );
    assert.throws(() => fs.rename('a', 'b'), { code: 'ENOSPC' });
    assert.equal(calls, 1);
  });
});

describe('a model file that is looked at', () => {
  it('is not kept open, so that a training can replace it; what changes meanwhile is told', async () => {
    const file = path.join(root(), 'model.safetensors');
    writeFileSync(file, writeModel(smallModel(1)));
    const source = new FileSource(file);
    await readHeader(source);
    if (process.platform === 'linux') {
      const open = readdirSync('/proc/self/fd').map((handle) => {
        try {
          return readlinkSync(`/proc/self/fd/${handle}`);
        } catch {
          return '';
        }
      });
      assert.ok(!open.includes(file));
    }
    writeFileSync(`${file}.new`, writeModel(smallModel(2)));
    renameSync(`${file}.new`, file);
    await assert.rejects(readHeader(source), { id: 'file.changed' });
  });

  it('costs the predictor its weights alone', () => {
    const file = path.join(root(), 'model.safetensors');
    const model = smallModel(1);
    const large = { shape: [1 << 20], data: new Float32Array(1 << 20) };
    const resume = { tensors: new Map([['moment1.x', large]]), counters: { step: 7 } };
    writeFileSync(file, writeModel({ ...model, resume }));
    const before = process.memoryUsage().arrayBuffers;
    const read = readWeightsFile(file);
    assert.ok(process.memoryUsage().arrayBuffers - before < 1 << 20);
    assert.deepEqual(read.weights, readModel(readFileSync(file)).weights);
    assert.deepEqual([read.vocabulary, read.configuration], [model.vocabulary, readModel(readFileSync(file)).configuration]);
    assert.equal(read.resume?.counters.step, 7);
    writeFileSync(file, readFileSync(file).subarray(0, 3000));
    assert.throws(() => readWeightsFile(file), { name: 'UnrollError' });
  });
});
