import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { reportNotes } from '../../src/extension/training/notices';
import type { Training } from '../../src/extension/training/training';
import { Trainings } from '../../src/extension/training/trainings';
import { readModel } from '../../src/formats/model-file';
import { loadRun, readCheckpoint, readMetrics } from '../../src/runs/stored-run';
import { FAULT_TEXT, halfWritten, inFrontOf, refusal, TRAINER, trainingsWith, trainWith } from './fault-support';
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
  { title: 'hangs: its heartbeat stands still', prelude: AFTER_TWO('for (;;);'), told: /stopped responding/, patience: 5000 },
  { title: 'fills its heap until V8 ends it', prelude: AFTER_TWO(FILL), told: /out of memory/, heap: 64 },
];
const checkpointsEvery = (seconds: number | undefined) =>
  vscode.workspace.getConfiguration('unroll.runs').update('checkpointInterval', seconds, vscode.ConfigurationTarget.Global);
const OFTEN = { steps: 2_000_000, validation: 0.2, evaluateEvery: 100, threads: 1 };

const LONG = Boolean(process.env.UNROLL_LONG);

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
      this.timeout(120_000);
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
  { what: 'the record', inject: (code: string) => inFrontOf('openSync', /run\.json.*tmp$/, 2, refusal(code)) },
  { what: 'metrics', inject: (code: string) => inFrontOf('appendFileSync', /metrics/, 2, refusal(code)) },
];

/** What can go wrong with every checkpoint after the second. */
const CHECKPOINTS = /model\.safetensors.*tmp$/;
const CHECKPOINT_FAULTS = [
  { what: 'EROFS at the opening of checkpoints', code: 'EROFS', prelude: inFrontOf('openSync', CHECKPOINTS, 3, refusal('EROFS')) },
  ...(LONG
    ? [{ what: 'ENOSPC at the opening of checkpoints', code: 'ENOSPC', prelude: inFrontOf('openSync', CHECKPOINTS, 3, refusal('ENOSPC')) }]
    : []),
  { what: 'ENOSPC half-way through writing checkpoints', code: 'ENOSPC', prelude: halfWritten(CHECKPOINTS, 3, 'ENOSPC') },
  { what: 'EIO at the renaming of checkpoints', code: 'EIO', prelude: inFrontOf('renameSync', /model\.safetensors$/, 3, refusal('EIO')) },
];

describe('a storage that fails while a run is trained', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'unroll-storage-'));
    return checkpointsEvery(1);
  });
  after(() => checkpointsEvery(undefined));

  for (const code of LONG ? ['ENOSPC', 'EROFS'] : ['ENOSPC'])
    for (const { what, inject } of FILES)
      it(`injected: ${code} at ${what}; told, the training goes on, and the last good files are there`, async () => {
        const root = path.join(folder, `${code}-${what.replace(/\W/g, '-')}`);
        await answering({ error: () => undefined }, async () => {
          const training = trainWith(inject(code), root, OFTEN);
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

  for (const { what, code, prelude } of CHECKPOINT_FAULTS)
    it(`injected: ${what}; one warning, the last good checkpoint stays readable, the training goes on, stops, and is resumed from it`, async () => {
      const root = path.join(folder, what.replace(/\W/g, '-'));
      const errors: string[] = [];
      const shown: string[] = [];
      await answering({ error: (message) => void errors.push(message), warning: (message) => void shown.push(message) }, async () => {
        const { trainings, training } = trainingsWith(prelude, root, OFTEN);
        const reports = reportNotes(trainings);
        const warnings = () => training.events.filter((event) => event.type === 'note' && event.id === 'run.storage');
        const run = path.join(root, training.id);
        await until('a warning', () => warnings().length > 0 || !training.active);
        assert.ok(training.active, training.error);
        const good = readFileSync(path.join(run, 'model.safetensors'));
        const kept = Number(readModel(good).resume?.counters.step);
        assert.ok(kept > 0);
        assert.equal(loadRun(run).record.progress.step, kept, 'the record tells of the checkpoint that is there');
        // Long enough for more checkpoints to fail.
        const later = lastStep(training);
        await until('further steps', () => lastStep(training) > Math.max(kept, later) + 2000 || !training.active);
        assert.ok(training.active, training.error);
        training.stop();
        await training.finished;
        assert.equal(training.state, 'stopped', training.error);
        assert.deepEqual(errors, []);
        reports.dispose();
        assert.equal(shown.length, 1, shown.join('\n'));
        assert.match(shown[0]!, new RegExp(`cannot be kept in .*${code}`));
        assert.deepEqual(readFileSync(path.join(run, 'model.safetensors')), good);
        assert.ok(
          readdirSync(run).every((name) => !name.endsWith('.tmp')),
          readdirSync(run).join(),
        );
        assert.equal(loadRun(run).record.state, 'stopped');
        const next = new Trainings(TRAINER, root).resumeRun(loadRun(run), FAULT_TEXT);
        await until('steps after the disk has room again', () => !next.active || lastStep(next) > kept);
        next.stop();
        await next.finished;
        assert.equal(next.state, 'stopped', next.error);
        assert.ok(Number(readCheckpoint(run).resume?.counters.step) > kept);
      });
    });
});

describe('a stop while files are slow to write', () => {
  it('injected: a second for every checkpoint; it is told as soon as computing ends, the next training begins, and nothing is lost', async () => {
    const root = path.join(mkdtempSync(path.join(tmpdir(), 'unroll-slow-')), 'runs');
    const slow = inFrontOf('openSync', CHECKPOINTS, 1, 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);');
    const { training, trainings } = trainingsWith(slow, root, OFTEN);
    await until('a step', () => lastStep(training) > 0);
    const next = trainings.train({
      uri: vscode.Uri.parse('untitled:next'),
      name: 'next',
      text: FAULT_TEXT,
      configuration: { ...training.configuration, steps: 20 },
    });
    assert.equal(next.state, 'queued');
    const states: string[] = [];
    trainings.onDidChange(({ training: changed }) => {
      if (changed === training && states.at(-1) !== changed.state) states.push(changed.state);
      if (changed === next && changed.state === 'running') states.push('next');
    });
    training.stop();
    await training.finished;
    assert.deepEqual([...new Set(states.filter((state) => state !== 'running'))], ['saving', 'next', 'stopped']);
    const run = loadRun(path.join(root, training.id));
    assert.equal(run.record.state, 'stopped');
    assert.equal(Number(readCheckpoint(run.folder).resume?.counters.step), lastStep(training), 'the step that it was stopped at');
    await next.finished;
    assert.equal(next.state, 'done', next.error);
    trainings.dispose();
  });
});
