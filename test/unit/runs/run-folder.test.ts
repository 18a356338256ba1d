import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readModel } from '../../../src/formats/model-file';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import { UnrollError } from '../../../src/protocol/error';
import type { StepEvent } from '../../../src/protocol/training-events';
import { fileSystem, writeAtomically } from '../../../src/runs/file-system';
import { NO_ANNOTATIONS } from '../../../src/runs/record';
import { RunFolder } from '../../../src/runs/run-folder';
import { surplusRuns } from '../../../src/runs/size-limit';
import { findRun, listRuns, loadRun, readCheckpoint, readMetrics, writeAnnotations } from '../../../src/runs/stored-run';
import { staleTrash, trashOf } from '../../../src/runs/trash';
import { failing } from '../support/failing-file-system';
import { smallModel } from '../support/small-model';

const root = () => mkdtempSync(path.join(tmpdir(), 'unroll-runs-'));
const step = (number: number): StepEvent => ({
  type: 'step',
  step: number,
  loss: 2,
  gradientNorm: 1,
  clipped: 0,
  learningRate: 0.1,
  hiddenNorms: [1],
  charactersPerSecond: 1,
  seconds: 1,
});
const newRun = (id: string, created = new Date().toISOString(), uri = 'file:///a.txt') => ({
  id,
  document: { uri, name: 'a.txt' },
  fingerprint: { hash: 'x', length: 1 },
  configuration: BASE_CONFIGURATION,
  created,
  state: 'running' as const,
});

describe('a run in its folder', () => {
  it('survives a full disk or a kill at every single change: the last good record, model and metrics are there', () => {
    const life = (folder: string, fs = fileSystem) => {
      const run = RunFolder.create(folder, newRun('one'), fs);
      for (let round = 1; round <= 3; round++) {
        run.appendEvents([step(round)]);
        run.saveModel(smallModel(round));
        run.update({ progress: { step: round, seconds: 1, parameters: 1, bestLoss: null } });
      }
      run.finish('done');
    };
    const counted = failing(Number.POSITIVE_INFINITY, 'EIO');
    life(path.join(root(), 'run'), counted.fs);
    assert.ok(counted.changes() > 20);
    for (let at = 0; at < counted.changes(); at++) {
      const folder = path.join(root(), 'run');
      const { fs } = failing(at, 'ENOSPC');
      // From the change number `at` on nothing is written any more.
      assert.throws(() => life(folder, fs), /ENOSPC|injected/);
      if (!existsSync(path.join(folder, 'run.json'))) {
        assert.ok(at < 4, `no record though change ${at} failed`);
        continue;
      }
      const { record } = loadRun(folder);
      const metrics = readMetrics(folder);
      assert.ok(metrics.length >= record.progress.step, `metrics at ${at}`);
      if (record.progress.step > 0) {
        const value = readCheckpoint(folder).weights.get('head.bias')!.data[0]!;
        assert.ok(value >= record.progress.step, `a model of ${value} after ${record.progress.step}`);
      }
    }
  });

  it('goes on after one failed change, and misses none of its metrics', () => {
    for (let at = 4; at < 8; at++) {
      const folder = path.join(root(), 'run');
      const { fs } = failing(at, 'ENOSPC', true);
      const run = RunFolder.create(folder, newRun('one'), fs);
      for (let number = 1; number <= 5; number++) {
        try {
          run.appendEvents([step(number)]);
        } catch (error) {
          assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
        }
      }
      const steps = new Set(readMetrics(folder).map((event) => (event.type === 'step' ? event.step : 0)));
      assert.deepEqual([...steps], [1, 2, 3, 4, 5], `change ${at}`);
    }
  });

  it('says in a sentence that its folder cannot be written, and leaves no temporary file', () => {
    const { fs } = failing(0, 'EROFS');
    assert.throws(
      () => RunFolder.create(path.join(root(), 'run'), newRun('one'), fs),
      (error) => error instanceof UnrollError && error.id === 'run.storage',
    );
    const folder = root();
    writeAtomically(path.join(folder, 'file'), 'old');
    assert.throws(() => writeAtomically(path.join(folder, 'file'), 'new', failing(1, 'ENOSPC', true).fs));
    assert.deepEqual(readdirSync(folder), ['file']);
    assert.equal(readFileSync(path.join(folder, 'file'), 'utf8'), 'old');
  });

  it('with a truncated checkpoint goes on from the one before it', () => {
    const folder = path.join(root(), 'run');
    const run = RunFolder.create(folder, newRun('one'));
    run.saveModel(smallModel(1));
    run.saveModel(smallModel(2));
    truncateSync(path.join(folder, 'model.safetensors'), 100);
    assert.throws(() => readModel(readFileSync(path.join(folder, 'model.safetensors'))), UnrollError);
    assert.equal(readCheckpoint(folder).weights.get('head.bias')!.data[0], 1);
  });

  it('is interrupted when its process is gone, and running while it lives', () => {
    const folder = path.join(root(), 'run');
    RunFolder.create(folder, newRun('one'));
    assert.equal(loadRun(folder).record.state, 'running');
    const alive = path.join(folder, 'alive');
    const owner = JSON.parse(readFileSync(alive, 'utf8')) as object;
    writeFileSync(alive, JSON.stringify({ ...owner, pid: 2 ** 22 + 1 }));
    assert.equal(loadRun(folder).record.state, 'interrupted');
    writeFileSync(alive, JSON.stringify(owner));
    utimesSync(alive, new Date(0), new Date(0));
    assert.equal(loadRun(folder).record.state, 'interrupted', 'no sign of life for long');
    RunFolder.abandon(folder, 'interrupted');
    assert.equal(JSON.parse(readFileSync(path.join(folder, 'run.json'), 'utf8')).state, 'interrupted');
  });

  it('takes notes from one window while the worker of another writes its record', () => {
    const folder = path.join(root(), 'run');
    const run = RunFolder.create(folder, newRun('one'));
    for (let round = 1; round <= 20; round++) {
      run.update({ progress: { step: round, seconds: 1, parameters: 1, bestLoss: 1 } });
      writeAnnotations(folder, { ...NO_ANNOTATIONS, note: `note ${round}`, tags: ['kept'] });
    }
    run.finish('done');
    const { record, annotations } = loadRun(folder);
    assert.equal(record.progress.step, 20);
    assert.equal(record.state, 'done');
    assert.deepEqual(annotations, { ...NO_ANNOTATIONS, note: 'note 20', tags: ['kept'] });
  });
});

describe('the runs of a storage', () => {
  const day = (number: number) => `2026-01-${String(number).padStart(2, '0')}T00:00:00.000Z`;
  const add = (folder: string, number: number, uri?: string) => {
    const run = RunFolder.create(path.join(folder, `run-${number}`), newRun(`run-${number}`, day(number), uri));
    run.saveModel(smallModel(number));
    run.finish('done');
  };

  it('serve a document with the newest one, or the one that was chosen since', () => {
    const folder = root();
    for (const number of [1, 2, 3]) add(folder, number);
    assert.equal(findRun(folder, 'file:///a.txt')?.record.id, 'run-3');
    writeAnnotations(path.join(folder, 'run-1'), { ...NO_ANNOTATIONS, chosen: day(10) });
    assert.equal(findRun(folder, 'file:///a.txt')?.record.id, 'run-1');
    add(folder, 11);
    assert.equal(findRun(folder, 'file:///a.txt')?.record.id, 'run-11', 'trained later than chosen');
  });

  it('beyond the size limit go from the oldest on, without the pinned, the serving and the running ones', () => {
    const folder = root();
    for (let number = 1; number <= 6; number++) add(folder, number);
    add(folder, 7, 'file:///b.txt');
    RunFolder.create(path.join(folder, 'run-0'), newRun('run-0', '2025-01-01T00:00:00.000Z'));
    writeAnnotations(path.join(folder, 'run-2'), { ...NO_ANNOTATIONS, pinned: true });
    assert.deepEqual(
      surplusRuns(folder, 0).map(({ record }) => record.id),
      ['run-1', 'run-3', 'run-4', 'run-5'],
    );
    assert.deepEqual(surplusRuns(folder, 1e9), []);
    assert.equal(surplusRuns(folder, 25_000).length < 4, true);
  });

  it('that were deleted by a window which then crashed leave the disk after a day; those that may still be undone stay', () => {
    const folder = root();
    assert.deepEqual(staleTrash(folder), []);
    const now = Date.now();
    const [old, young] = [trashOf(path.join(folder, 'old'), now - 25 * 3600_000), trashOf(path.join(folder, 'young'), now - 1000)];
    for (const bin of [old, young, path.join(folder, '.deleted', 'unnamed')]) fileSystem.makeFolder(bin);
    assert.deepEqual(staleTrash(folder, fileSystem, now).sort(), [old, path.join(folder, '.deleted', 'unnamed')].sort());
  });

  it('are listed past damaged folders', () => {
    const folder = root();
    add(folder, 1);
    fileSystem.makeFolder(path.join(folder, 'empty'));
    fileSystem.makeFolder(path.join(folder, 'broken'));
    writeFileSync(path.join(folder, 'broken', 'run.json'), '{"format":2');
    fileSystem.makeFolder(path.join(folder, '.deleted'));
    assert.deepEqual(
      listRuns(folder).map(({ record }) => record.id),
      ['run-1'],
    );
  });
});
