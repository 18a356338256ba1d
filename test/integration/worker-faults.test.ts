import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Training } from '../../src/extension/training';
import { Trainings } from '../../src/extension/trainings';
import { loadRun, readCheckpoint, readMetrics } from '../../src/runs/stored-run';
import { FAULT_TEXT, inFrontOf, refusal, TRAINER, trainWith } from './fault-support';
import { answering, until } from './support';

/** In small pieces, as a leak grows: V8 then ends the worker. Filled by large arrays at once it ends the process, which the kill of the whole host stands for. */
const FILL = 'let hog; for (;;) hog = { hog };';
const AFTER_TWO = (code: string) => inFrontOf('renameSync', /run\.json$/, 3, code);
/** What happens to the worker once its second checkpoint is on the disk. */
const DEATHS = [
  {
    title: 'throws',
    prelude: `let saved = false; ${AFTER_TWO('saved = true;')}
      { const { add } = Atomics; Atomics.add = (...args) => { if (saved) throw new RangeError('injected'); return add(...args); }; }`,
    told: /injected/,
  },
  { title: 'hangs: its heartbeat stands still', prelude: AFTER_TWO('for (;;);'), told: /does not answer/, patience: 5000 },
  { title: 'fills its heap until V8 ends it', prelude: AFTER_TWO(FILL), told: /out of memory/, heap: 64 },
];
const checkpointsEvery = (seconds: number | undefined) =>
  vscode.workspace.getConfiguration('unroll.runs').update('checkpointInterval', seconds, vscode.ConfigurationTarget.Global);
const OFTEN = { steps: 2_000_000, validation: 0.2, evaluateEvery: 100, threads: 1 };

const lastStep = ({ events }: Training) => events.reduce((last, event) => (event.type === 'step' ? event.step : last), 0);

describe('a worker that dies between two checkpoints', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'unroll-deaths-'));
    return checkpointsEvery(1);
  });
  after(() => checkpointsEvery(undefined));

  for (const { title, prelude, told, ...limits } of DEATHS)
    it(`injected: it ${title}; told in a sentence, the run is interrupted and goes on from its last checkpoint`, async function () {
      this.timeout(60_000);
      const root = path.join(folder, title.replace(/\W/g, '-'));
      let sentence = '';
      const error = (message: string) => {
        sentence = message;
        return undefined;
      };
      await answering({ error }, async () => {
        const training = trainWith(prelude, root, OFTEN, limits);
        await training.finished;
        assert.equal(training.state, 'failed');
        assert.match(training.error ?? '', told);
        assert.equal(sentence, training.error);
        const run = loadRun(path.join(root, training.id));
        assert.equal(run.record.state, 'interrupted');
        const step = Number(readCheckpoint(run.folder).resume?.counters.step);
        assert.ok(step > 0);
        assert.ok(readMetrics(run.folder).some((event) => event.type === 'step' && event.step <= step));
        const next = new Trainings(TRAINER, root).resumeRun(run, FAULT_TEXT);
        const ended = next.finished;
        const timer = setInterval(() => {
          if (next.events.some((event) => event.type === 'step' && event.step > step)) next.stop();
        }, 20);
        await ended;
        clearInterval(timer);
        assert.equal(next.state, 'stopped', next.error);
        assert.ok(Number(readCheckpoint(run.folder).resume?.counters.step) > step);
      });
    });

  it('injected: the machine has no memory for the network (WebAssembly.Memory fails); told, and nothing else is touched', async () => {
    const root = path.join(folder, 'wasm');
    const prelude = "WebAssembly.Memory = class { constructor() { throw new RangeError('could not allocate memory'); } };";
    await answering({ error: () => undefined }, async () => {
      const training = trainWith(prelude, root);
      await training.finished;
      assert.equal(training.state, 'failed');
      assert.match(training.error ?? '', /memory/);
      assert.equal(loadRun(path.join(root, training.id)).record.state, 'failed');
    });
  });
});

/** Files that a run writes while it goes on, with the disk full or read-only from some moment on. */
const FILES = [
  { what: 'the record', name: 'openSync', files: /run\.json.*tmp$/, from: 2 },
  { what: 'metrics', name: 'appendFileSync', files: /metrics/, from: 2 },
] as const;

describe('a storage that fails while a run is trained', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'unroll-storage-'));
    return checkpointsEvery(1);
  });
  after(() => checkpointsEvery(undefined));

  for (const code of ['ENOSPC', 'EROFS'])
    for (const { what, name, files, from } of FILES)
      it(`injected: ${code} at ${what}; told, the training goes on, and the last good files are there`, async () => {
        const root = path.join(folder, `${code}-${what.replace(/\W/g, '-')}`);
        await answering({ error: () => undefined }, async () => {
          const training = trainWith(inFrontOf(name, files, from, refusal(code)), root, OFTEN);
          const told = () => training.events.find((event) => event.type === 'note' && event.args.includes(code));
          await until('a word about it', () => told() !== undefined || !training.active);
          assert.ok(training.active, 'the training goes on');
          const run = loadRun(path.join(root, training.id));
          assert.equal(run.record.state, 'running');
          const before = lastStep(training);
          await until('further steps', () => lastStep(training) > before || !training.active);
          training.stop();
          await training.finished;
          // What could not be put down at the end either is told as the reason.
          assert.ok(training.state === 'stopped' || training.error?.includes(code), training.error);
          const kept = Number(readCheckpoint(run.folder).resume?.counters.step);
          assert.ok(kept > 0);
          assert.ok(readMetrics(run.folder).length > 0);
          const next = new Trainings(TRAINER, root).resumeRun(loadRun(run.folder), FAULT_TEXT);
          await until('steps after the disk has room again', () => !next.active || lastStep(next) > kept);
          next.stop();
          await next.finished;
          assert.equal(next.state, 'stopped', next.error);
        });
      });
});
