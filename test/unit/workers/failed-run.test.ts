import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import { CONTROL_WORDS, type TrainerMessage } from '../../../src/protocol/trainer-messages';
import { findRun, loadRun } from '../../../src/runs/stored-run';

const TRAINER = path.resolve('dist/trainer.js');
const URI = 'file:///tide.txt';
const TEXT = 'the tide comes in and the tide goes out and the moon looks on. '.repeat(30);
const EXPLOSIVE = {
  ...BASE_CONFIGURATION,
  ...{ cell: 'rnn', activation: 'relu', initialization: 'identity', hidden: 16, batchSize: 2, sequenceLength: 50, threads: 1 },
  ...{ optimizer: 'sgd', learningRate: 0.6, warmup: 0, clip: 0, validation: 0.2, evaluateEvery: 1, seconds: 0, steps: 5000, patience: 0 },
} as const;

/** A disk that takes no file whose name matches from the call number `from` on. */
const full = (files: RegExp, from: number) => `{
  const fs = require('node:fs'), { openSync } = fs;
  let calls = 0;
  fs.openSync = (...args) => {
    if (${files}.test(String(args[0])) && /w/.test(String(args[1])) && ++calls >= ${from}) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    return openSync(...args);
  };
}`;

async function trainWith(prelude: string): Promise<{ root: string; folder: string; messages: TrainerMessage[] }> {
  const root = mkdtempSync(path.join(tmpdir(), 'unroll-failed-'));
  const script = path.join(root, 'trainer.js');
  const folder = path.join(root, 'run');
  writeFileSync(script, `${prelude}\nrequire(${JSON.stringify(TRAINER)});`);
  const worker = new Worker(script, {
    workerData: {
      ...{ runId: 'run', runFolder: folder, text: TEXT, document: { uri: URI, name: 'tide.txt' }, checkpointInterval: 0 },
      ...{ configuration: EXPLOSIVE, control: new SharedArrayBuffer(4 * CONTROL_WORDS) },
    },
  });
  const messages: TrainerMessage[] = [];
  worker.on('message', (message: TrainerMessage) => messages.push(message));
  await new Promise((resolve) => worker.once('exit', resolve));
  return { root, folder, messages };
}

describe('a run that diverges', () => {
  const faults = [
    { title: 'on a sound disk', prelude: '' },
    { title: 'injected: while the disk takes no record any more', prelude: full(/run\.json.*tmp$/, 3) },
    { title: 'injected: while the disk takes no checkpoint any more', prelude: full(/model\.safetensors.*tmp$/, 3) },
  ];
  for (const { title, prelude } of faults)
    it(`${title}, has failed and serves no document, now and after a reload`, async () => {
      const { root, folder, messages } = await trainWith(prelude);
      const events = messages.flatMap((message) => (message.type === 'events' ? message.events : []));
      assert.ok(
        events.some(({ type }) => type === 'alarm'),
        'it diverges',
      );
      const alarm = messages.findIndex((message) => message.type === 'events' && message.events.some(({ type }) => type === 'alarm'));
      assert.ok(messages.slice(alarm).every((message) => message.type !== 'checkpoint'));
      assert.equal(messages.findLast((message) => message.type === 'finished')?.path, null);
      const run = loadRun(folder);
      assert.equal(run.record.state, 'failed');
      assert.ok(run.model, 'its last good weights are kept');
      assert.equal(findRun(root, URI), undefined);
    });
});
