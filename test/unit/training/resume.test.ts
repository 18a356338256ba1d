import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readModel, writeModel } from '../../../src/formats/model-file';
import { buildable } from '../../../src/network/buildable-architecture';
import { createLearner } from '../../../src/network/create';
import { CELLS, type Configuration } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import type { Model } from '../../../src/protocol/model';
import { CONTROL } from '../../../src/protocol/trainer-messages';
import type { TrainingEvent } from '../../../src/protocol/training-events';
import { languageModel } from '../../../src/tasks/language-model';
import { Trainer } from '../../../src/training/trainer';
import fc from '../support/properties';
import { spawn } from '../support/threads';

const TEXT = 'the tide comes in and the tide goes out and the moon looks on.\n'.repeat(20);
const STEPS = 24;
const SMALL: Configuration = {
  ...BASE_CONFIGURATION,
  hidden: 8,
  batchSize: 3,
  sequenceLength: 7,
  steps: STEPS,
  seconds: 0,
  warmup: 5,
  dropout: 0.3,
  validation: 0.2,
  evaluateEvery: 4,
  clip: 0.5,
  threads: 1,
};

interface Part {
  readonly model: Model;
  readonly events: TrainingEvent[];
  readonly checkpoints: Model[];
}

/** Trains until the end, a step, or the look number `looks` at the control word, which is when a stop arrives. */
function train(configuration: Configuration, resume?: Model, stop: { after?: number; looks?: number; every?: boolean } = {}): Part {
  const events: TrainingEvent[] = [];
  const checkpoints: Model[] = [];
  let looks = 0;
  const trainer = new Trainer(
    { task: languageModel(TEXT), configuration, logEvery: 1, ...(resume ? { resume } : {}), ...(stop.after ? { stopAfter: stop.after } : {}) },
    {
      createLearner: (options, build) => createLearner(options, { spawn, ...(build ? { build } : {}) }),
      emit: (event) => events.push(event),
      checkpoint: (model) => checkpoints.push(readModel(writeModel(model))),
      checkpointDue: () => stop.every === true,
      now: () => 0,
      control: () => (stop.looks !== undefined && ++looks > stop.looks ? CONTROL.stop : CONTROL.run),
      waitWhilePaused: () => undefined,
    },
  );
  const { model } = trainer.run();
  // Through the file, as a run on disk.
  return { model: readModel(writeModel(model)), events, checkpoints };
}

const checksum = (model: Model) => createHash('sha256').update(writeModel(model)).digest('hex');
const series = (events: readonly TrainingEvent[]) => events.filter(({ type }) => type === 'step' || type === 'evaluation');

describe('a resumed run', () => {
  for (const cell of CELLS) {
    const configuration = buildable({ ...SMALL, cell, layers: cell === 'feedforward' ? 1 : 2 });
    it(`of a ${cell} is the uninterrupted one, bit for bit, wherever it was stopped (dropout on)`, () => {
      const whole = train(configuration);
      fc.assert(
        fc.property(fc.integer({ min: 0, max: STEPS * 9 }), fc.integer({ min: 0, max: 60 }), (looks, more) => {
          const first = train(configuration, undefined, { looks });
          const second = train(configuration, first.model, { looks: more });
          const third = train(configuration, second.model);
          assert.equal(checksum(third.model), checksum(whole.model));
          assert.deepEqual(series([...first.events, ...second.events, ...third.events]), series(whole.events));
        }),
        { numRuns: process.env.UNROLL_LONG ? 200 : 2 },
      );
    });
  }

  for (const cell of CELLS)
    it(`of a ${cell} on two threads is the uninterrupted one, bit for bit (dropout on)`, () => {
      const configuration = buildable({ ...SMALL, cell, layers: cell === 'feedforward' ? 1 : 2, threads: 2, batchSize: 4 });
      const whole = train(configuration);
      assert.ok(whole.events.some((event) => event.type === 'start' && event.threads === 2));
      for (const after of [1, 11, STEPS - 1]) {
        const first = train(configuration, undefined, { after });
        const second = train(configuration, first.model);
        assert.equal(checksum(second.model), checksum(whole.model), `stopped after ${after}`);
        assert.deepEqual(series([...first.events, ...second.events]), series(whole.events));
      }
    });

  for (const optimizer of ['adamw', 'adagrad', 'rmsprop', 'sgd'] as const) {
    it(`with ${optimizer} is the uninterrupted one after a stop at every step`, () => {
      const configuration = { ...SMALL, optimizer, cell: 'lstm' as const, momentum: 0.9, embedding: 5 };
      const whole = train(configuration);
      for (let after = 1; after < STEPS; after++) {
        const first = train(configuration, undefined, { after });
        const second = train(configuration, first.model);
        assert.equal(checksum(second.model), checksum(whole.model), `stopped after ${after}`);
        assert.deepEqual(series([...first.events, ...second.events]), series(whole.events));
      }
    });
  }

  it('from any of its checkpoints, as after a kill, ends the same', () => {
    const whole = train(SMALL, undefined, { every: true });
    assert.ok(whole.checkpoints.length >= STEPS);
    for (const checkpoint of whole.checkpoints) assert.equal(checksum(train(SMALL, checkpoint).model), checksum(whole.model));
  });

  it('stops early at the same step', () => {
    const configuration = { ...SMALL, steps: 400, learningRate: 1, patience: 2 };
    const whole = train(configuration);
    const done = Number(whole.model.resume?.counters.step);
    assert.ok(done < 400, `${done} steps`);
    for (let after = 1; after < done; after += 3) {
      const first = train(configuration, undefined, { after });
      assert.equal(checksum(train(configuration, first.model).model), checksum(whole.model), `stopped after ${after}`);
    }
  });

  it('refuses another text of the same length', () => {
    const { model } = train(SMALL, undefined, { after: 3 });
    const other = TEXT.replace('tide', 'edit');
    assert.throws(
      () =>
        new Trainer(
          { task: languageModel(other), configuration: SMALL, resume: model },
          {
            createLearner: (options) => createLearner(options),
            emit: () => undefined,
            checkpoint: () => undefined,
            now: () => 0,
            control: () => CONTROL.run,
            waitWhilePaused: () => undefined,
          },
        ),
      /text that it was started on/,
    );
  });
});
