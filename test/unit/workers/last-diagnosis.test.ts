import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { spectralRadii } from '../../../src/diagnostics/spectra';
import type { Configuration } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import type { Tensors } from '../../../src/protocol/model';
import { PRESETS } from '../../../src/protocol/presets/trainings';
import { CONTROL, CONTROL_WORDS, type TrainerMessage } from '../../../src/protocol/trainer-messages';
import type { TrainingEvent } from '../../../src/protocol/training-events';
import { findRun, loadRun, readCheckpoint } from '../../../src/runs/stored-run';
import { takeWeights } from '../../../src/training/resume-tensors';

describe('the diagnosis at the end of a run', () => {
  it('is of the weights of the step that it names, also where those of an earlier step are kept', async () => {
    const folder = path.join(mkdtempSync(path.join(tmpdir(), 'unroll-last-')), 'run');
    const run = {
      hidden: 12,
      batchSize: 2,
      sequenceLength: 8,
      threads: 1,
      seconds: 0,
      steps: 300,
      learningRate: 0.05,
      evaluateEvery: 20,
      patience: 0,
    };
    // What comes last is like nothing before: learning makes it worse soon.
    const text = `${'the tide comes in and the tide goes out. '.repeat(60)}${'tuo seog edit '.repeat(30)}`;
    const worker = new Worker(path.resolve('dist/trainer.js'), {
      workerData: {
        ...{ runId: 'last', runFolder: folder, text, document: { uri: 'file:///tide.txt', name: 'tide.txt' } },
        ...{ configuration: { ...BASE_CONFIGURATION, ...run, validation: 0.15 }, control: new SharedArrayBuffer(4 * CONTROL_WORDS) },
      },
    });
    const events: TrainingEvent[] = [];
    worker.on('message', (message: TrainerMessage) => {
      if (message.type === 'events') events.push(...message.events);
    });
    await new Promise((resolve) => worker.once('exit', resolve));
    const done = events.find(({ type }) => type === 'done') as Extract<TrainingEvent, { type: 'done' }>;
    assert.ok(done.bestStep < 200, `best at step ${done.bestStep}`);
    const last = events.findLast(({ type }) => type === 'diagnosis') as Extract<TrainingEvent, { type: 'diagnosis' }>;
    assert.equal(last.step, 300);
    const model = readCheckpoint(folder);
    const radius = (weights: Tensors) => spectralRadii(model.configuration, model.vocabulary.length, weights)[0]!;
    const told = last.diagnosis.spectra[0]![0]!.spectralRadius;
    assert.ok(Math.abs(told - radius(takeWeights(model.resume!))) < 1e-3 * told);
    assert.ok(Math.abs(told - radius(model.weights)) > 1e-2 * told, 'the kept weights are others');
  });

  it('comes after the end of a run that was stopped: the weights shown are the trained ones', async () => {
    const control = new SharedArrayBuffer(4 * CONTROL_WORDS);
    const configuration = { ...BASE_CONFIGURATION, hidden: 12, batchSize: 2, sequenceLength: 8, threads: 1, seconds: 0, steps: 1e7, validation: 0 };
    const worker = new Worker(path.resolve('dist/trainer.js'), {
      workerData: {
        ...{ runId: 'stopped', runFolder: null, text: 'the tide comes in. '.repeat(60), document: { uri: 'file:///tide.txt', name: 'tide.txt' } },
        ...{ configuration, control },
      },
    });
    const told: { steps: number; diagnosed: number | undefined; finished: boolean } = { steps: 0, diagnosed: undefined, finished: false };
    worker.on('message', (message: TrainerMessage) => {
      if (message.type === 'finished') told.finished = true;
      if (message.type !== 'events') return;
      for (const event of message.events) {
        if (event.type === 'step') Atomics.store(new Int32Array(control), 0, CONTROL.stop);
        if (event.type === 'done') told.steps = event.steps;
        if (event.type === 'diagnosis') told.diagnosed = event.step;
      }
    });
    await new Promise((resolve) => worker.once('exit', resolve));
    assert.ok(told.finished && told.steps > 0, JSON.stringify(told));
    assert.equal(told.diagnosed, told.steps);
  });
});

describe('a run that diverges', () => {
  it('reports no model after it has, is kept as failed, and never serves its document', async () => {
    const root = mkdtempSync(path.join(tmpdir(), 'unroll-diverged-'));
    const document = { uri: 'file:///tide.txt', name: 'tide.txt' };
    const train = async (runId: string, change: Partial<Configuration>) => {
      const worker = new Worker(path.resolve('dist/trainer.js'), {
        workerData: {
          ...{ runId, runFolder: path.join(root, runId), text: 'the tide comes in and goes out. '.repeat(100), document },
          configuration: { ...BASE_CONFIGURATION, hidden: 32, batchSize: 2, sequenceLength: 50, threads: 1, seconds: 0, steps: 600, ...change },
          control: new SharedArrayBuffer(4 * CONTROL_WORDS),
        },
      });
      const order: string[] = [];
      worker.on('message', (message: TrainerMessage) => {
        order.push(message.type);
        if (message.type === 'events') order.push(...message.events.map(({ type }) => type));
      });
      await new Promise((resolve) => worker.once('exit', resolve));
      return order;
    };
    await train('good', { steps: 5 });
    const order = await train('exploded', { ...PRESETS.explode });
    const alarm = order.indexOf('alarm');
    assert.ok(alarm >= 0);
    assert.ok(!order.slice(alarm).includes('checkpoint'));
    assert.equal(loadRun(path.join(root, 'exploded')).record.state, 'failed');
    assert.ok(loadRun(path.join(root, 'exploded')).record.created > loadRun(path.join(root, 'good')).record.created);
    assert.equal(findRun(root, document.uri)?.record.id, 'good');
  });
});
