import assert from 'node:assert/strict';
import { createLearner } from '../../../src/network/create';
import { languagePorts } from '../../../src/network/ports';
import type { Configuration } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import { CONTROL } from '../../../src/protocol/trainer-messages';
import type { TrainingEvent } from '../../../src/protocol/training-events';
import { languageModel } from '../../../src/tasks/language-model';
import { evaluationWindows } from '../../../src/text/streams';
import { Vocabulary } from '../../../src/text/vocabulary';
import { Trainer } from '../../../src/training/trainer';

const TEXT = 'the tide comes in and the tide goes out and the moon looks on.\n'.repeat(20);
/** Weight decay turns the weights over and makes them 99 times as large with every step, until a loss overflows. */
const EXPLOSIVE: Configuration = {
  ...BASE_CONFIGURATION,
  ...{ cell: 'rnn', hidden: 16, batchSize: 4, sequenceLength: 20, steps: 200, seconds: 0, warmup: 0, validation: 0, clip: 0, threads: 1 },
  ...{ optimizer: 'adamw', learningRate: 100, weightDecay: 1, patience: 0 },
};

/** @param broken update after which the weights are so large that no loss can be computed */
function train(change: Partial<Configuration>, broken = 0) {
  const events: TrainingEvent[] = [];
  const trainer = new Trainer(
    { task: languageModel(TEXT), configuration: { ...EXPLOSIVE, ...change } },
    {
      createLearner(options) {
        const learner = createLearner(options);
        const step = learner.step.bind(learner);
        let updates = 0;
        learner.step = (...given) => {
          const result = step(...given);
          if (++updates === broken)
            learner.writeWeights(new Map([...learner.readWeights()].map(([name, { shape, data }]) => [name, { shape, data: data.map(() => 3e38) }])));
          return result;
        };
        return learner;
      },
      emit: (event) => events.push(event),
      checkpoint: () => undefined,
      now: () => 0,
      control: () => CONTROL.run,
      waitWhilePaused: () => undefined,
    },
  );
  return { ...trainer.run(), events };
}

/** Nats a character of what was kept, on the whole text. */
function lossOf({ configuration, vocabulary, weights }: ReturnType<typeof train>['model']): number {
  const known = new Vocabulary(vocabulary);
  const { streams, windows } = evaluationWindows(known.encode([...TEXT]), configuration.sequenceLength);
  const learner = createLearner({ configuration, ports: languagePorts(configuration, known.size), weights });
  const { nats, characters } = learner.evaluate(windows, streams)!;
  return nats / characters;
}

describe('a training that diverges', () => {
  it('keeps weights that give a finite loss, with validation and without', () => {
    for (const validation of [0, 0.2]) {
      const { done, model, events } = train({ validation });
      assert.equal(done.reason, 'diverged', String(validation));
      assert.ok(events.some(({ type }) => type === 'alarm'));
      assert.ok(Number.isFinite(lossOf(model)), `validation ${validation}`);
    }
  });

  it('has diverged also when its very last update was the one that broke it', () => {
    for (const validation of [0, 0.2]) {
      const calm = { validation, learningRate: 0.01, weightDecay: 0, steps: 9 };
      assert.equal(train(calm).done.reason, 'budget');
      const { done, model, events } = train(calm, 9);
      assert.deepEqual([done.steps, done.reason], [9, 'diverged'], `validation ${validation}`);
      assert.ok(events.some((event) => event.type === 'alarm' && event.step === 9));
      assert.ok(Number.isFinite(lossOf(model)));
    }
  });
});
