import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { spectralRadii } from '../../../src/diagnostics/spectra';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import type { Tensors } from '../../../src/protocol/model';
import { CONTROL_WORDS, type TrainerMessage } from '../../../src/protocol/trainer-messages';
import type { TrainingEvent } from '../../../src/protocol/training-events';
import { readCheckpoint } from '../../../src/runs/stored-run';
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
});
