import assert from 'node:assert/strict';
import { createLearner } from '../../../src/network/create';
import type { Configuration } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import { UnrollError } from '../../../src/protocol/error';
import type { Model } from '../../../src/protocol/model';
import { languageModel } from '../../../src/tasks/language-model';
import { Trainer } from '../../../src/training/trainer';
import fc from '../support/properties';

const TEXT = 'the tide comes in and the tide goes out and the moon looks on.\n'.repeat(8);
const SMALL: Configuration = {
  ...BASE_CONFIGURATION,
  ...{ hidden: 4, batchSize: 3, sequenceLength: 7, steps: 24, seconds: 0, dropout: 0.3, validation: 0.4, evaluateEvery: 4, threads: 1 },
};

function train(resume?: Model, stopAfter = 0) {
  const trainer = new Trainer(
    { task: languageModel(TEXT), configuration: SMALL, ...(resume ? { resume } : {}), ...(stopAfter ? { stopAfter } : {}) },
    {
      createLearner: (given) => createLearner(given),
      emit: () => undefined,
      checkpoint: () => undefined,
      now: () => 0,
      control: () => 0,
      waitWhilePaused: () => undefined,
    },
  );
  return trainer.run();
}

/** A wrong value in place of a counter, or none at all. */
const WRONG = fc.oneof(fc.constantFrom(undefined, null, Number.NaN, -1, 1.5, 'seven', [], {}, true, Number.MAX_VALUE), fc.jsonValue());

describe('resuming from a damaged file', () => {
  const { model } = train(undefined, 10);
  const counters = JSON.parse(JSON.stringify(model.resume!.counters)) as Record<string, unknown>;
  const resumed = (change: Record<string, unknown>) =>
    train({ ...model, resume: { tensors: model.resume!.tensors, counters: JSON.parse(JSON.stringify({ ...counters, ...change })) } });
  const refuses = (change: Record<string, unknown>, name: string) =>
    assert.throws(
      () => resumed(change),
      (error) => error instanceof UnrollError && error.id === 'resume.damaged' && String(error.args[0]).startsWith(name),
      JSON.stringify(change),
    );

  it('is refused by a sentence that names the first counter which is missing, of a wrong type or impossible', () => {
    for (const name of ['learner', 'step', 'seconds', 'characters', 'best', 'sinceBest']) {
      refuses({ [name]: undefined }, name);
      refuses({ [name]: 'x' }, name);
      refuses({ [name]: -1 }, name);
    }
    refuses({ learner: { updates: null } }, 'learner.updates');
    refuses({ learner: { updates: 3, dropout: [1, 2] } }, 'learner.dropout');
    refuses({ best: { step: 99, loss: 1 } }, 'best.step');
    refuses({ reported: { step: 99, clipped: 0 } }, 'reported.step');
    refuses({ recentNorms: [1, 'x'] }, 'recentNorms');
    refuses({ unevaluated: 'no' }, 'unevaluated');
  });

  it('never trains on garbage: any change of a counter is refused, or gives a finite loss', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(counters)), WRONG, (name, value) => {
        try {
          const { done, model: after } = resumed({ [name]: value });
          for (const { data } of after.weights.values()) assert.ok(data.every(Number.isFinite));
          assert.ok(done.steps >= 24 && Number.isFinite(done.seconds));
        } catch (error) {
          assert.ok(error instanceof UnrollError, `${name} = ${JSON.stringify(value)}: ${(error as Error).stack}`);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('goes on where the counters are those of version 0.1', () => {
    const { unevaluated: _, text: __, ...old } = counters;
    const { done } = train({ ...model, resume: { tensors: model.resume!.tensors, counters: { ...old, reported: { step: 10, clipped: 2 } } } });
    assert.equal(done.steps, 24);
  });
});
