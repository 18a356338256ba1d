import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Random } from '../../../src/network/random';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import { CONTROL_WORDS } from '../../../src/protocol/trainer-messages';
import { fingerprintOf } from '../../../src/runs/record';
import { findRun, loadRun, readCheckpoint, readMetrics } from '../../../src/runs/stored-run';

const TEXT = 'the tide comes in and the tide goes out and the moon looks on.\n'.repeat(60);
const INTERVAL = 0.05;
const SETTINGS = { hidden: 16, batchSize: 4, sequenceLength: 16, threads: 1, seconds: 0, dropout: 0.2, evaluateEvery: 50, warmup: 5 };

/** Milliseconds behind the first sign of a training, or what must be there first as well. */
interface Kill {
  readonly after: number;
  readonly once?: () => boolean;
}

/** A process that trains as the extension host does; killed at a moment, or left to end. */
async function host(folder: string, steps: number, reopen: boolean, kill?: Kill, threads = 1): Promise<void> {
  const request = {
    runId: 'killed',
    runFolder: folder,
    text: TEXT,
    document: { uri: 'file:///tide.txt', name: 'tide.txt' },
    configuration: { ...BASE_CONFIGURATION, ...SETTINGS, steps, threads },
    checkpointInterval: INTERVAL,
    ...(reopen ? { reopen } : {}),
  };
  const program = `
    const { Worker } = require('node:worker_threads');
    const workerData = { ...${JSON.stringify(request)}, control: new SharedArrayBuffer(${4 * CONTROL_WORDS}) };
    const worker = new Worker(${JSON.stringify(path.resolve('dist/trainer.js'))}, { workerData });
    worker.on('message', (message) => {
      if (message.type === 'failed') { console.error(message.detail); process.exit(1); }
      if (message.type === 'events') console.log('events');
    });`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (data) => {
    errors += data;
  });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  if (kill === undefined) {
    assert.equal(await ended, 0, errors);
    return;
  }
  await Promise.race([new Promise((resolve) => child.stdout.once('data', resolve)), ended]);
  await new Promise((resolve) => setTimeout(resolve, kill.after));
  while (kill.once && !kill.once() && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 10));
  child.kill('SIGKILL');
  await ended;
  assert.equal(errors, '');
}

/** Kills of one run. */
const ROUNDS = process.env.UNROLL_LONG ? 10 : 3;

describe('kill -9 of the process that trains', () => {
  it(`at ${ROUNDS} random moments loses no run: it is found, its model loads, and it goes on`, async () => {
    const root = mkdtempSync(path.join(tmpdir(), 'unroll-kill-'));
    const folder = path.join(root, 'run');
    const random = new Random(process.env.UNROLL_LONG ? Date.now() % 2 ** 31 : 1, 'moments of the kills');
    let step = 0;
    let reopen = false;
    for (let round = 0; round < ROUNDS; round++) {
      const moment = Math.round(random.uniform() * 300);
      // The last one may wait for a checkpoint, to which a busy machine does not get in that time.
      const once = round === ROUNDS - 1 ? () => loadRun(folder).model !== undefined : undefined;
      await host(folder, 1_000_000, reopen, { after: moment, ...(once ? { once } : {}) });
      const { record, model } = loadRun(folder);
      assert.equal(record.state, 'interrupted', `killed after ${moment} ms`);
      assert.deepEqual(record.fingerprint, fingerprintOf(TEXT));
      // Without a checkpoint it starts anew.
      reopen = true;
      if (!model) {
        assert.equal(step, 0, 'a checkpoint is gone');
        continue;
      }
      const checkpoint = readCheckpoint(folder);
      const reached = Number(checkpoint.resume?.counters.step);
      assert.ok(reached >= step, `from step ${step} back to ${reached}`);
      step = reached;
      assert.equal(findRun(root, 'file:///tide.txt')?.model, model);
      assert.ok(readMetrics(folder).some((event) => event.type === 'step' && event.step <= step));
    }
    assert.ok(step > 0, 'never got to a checkpoint');
  });

  for (const threads of [1, 2])
    it(`does not change the result with ${threads} threads: killed twice and resumed is as if never stopped`, async () => {
      const root = mkdtempSync(path.join(tmpdir(), 'unroll-kill-'));
      const [killed, whole] = [path.join(root, 'killed'), path.join(root, 'whole')];
      const steps = 4000;
      await host(whole, steps, false, undefined, threads);
      await host(killed, steps, false, { after: 150 }, threads);
      await host(killed, steps, true, { after: 100 }, threads);
      await host(killed, steps, true, undefined, threads);
      const [a, b] = [readCheckpoint(killed), readCheckpoint(whole)];
      assert.equal(Number(a.resume?.counters.step), steps);
      for (const [name, { data }] of b.resume!.tensors) assert.deepEqual(a.resume!.tensors.get(name)?.data, data, name);
      for (const [name, { data }] of b.weights) assert.deepEqual(a.weights.get(name)?.data, data, name);
      const evaluations = (folder: string) => readMetrics(folder).filter((event) => event.type === 'evaluation');
      assert.deepEqual(evaluations(killed), evaluations(whole));
      assert.equal(readMetrics(killed).filter(({ type }) => type === 'start').length, 1);
      assert.equal(loadRun(killed).record.state, 'done');
    });
});
