import assert from 'node:assert/strict';
import { createLearner } from '../../../src/network/create';
import { ACTIVATIONS, type Configuration, OUTPUTS } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';

/** Loss of the best prediction that knows the character but not what came before: the two l's are followed by different ones. */
const FLOOR = { softmax: (2 * Math.LN2) / 4, sigmoid: Math.LN2, squared: 0.125 };
const LIMIT = 300;

describe('"hello" goes below its memoryless floor', () => {
  for (const activation of ACTIVATIONS)
    for (const output of OUTPUTS) {
      it(`${activation} with ${output}`, () => {
        for (const seed of [1, 2, 3]) {
          const configuration: Configuration = {
            ...BASE_CONFIGURATION,
            cell: 'rnn',
            activation,
            output,
            hidden: 10,
            bias: false,
            sequenceLength: 4,
            batchSize: 1,
            clip: 0,
            seed,
          };
          const learner = createLearner({ configuration, ports: 4 });
          // e, h, l, o
          const window = { inputs: Int32Array.of(1, 0, 2, 2), targets: Int32Array.of(0, 2, 2, 3), steps: 4, resetState: true };
          let loss = Number.POSITIVE_INFINITY;
          let right = 0;
          let step = 0;
          while (step < LIMIT && (loss >= FLOOR[output] || right < 4)) {
            loss = learner.step(window, 0.01)!.loss;
            right = learner.evaluate([window], 1)!.correct;
            step++;
          }
          assert.ok(loss < FLOOR[output] && right === 4, `seed ${seed}: ${loss} nats, ${right} right after ${step} steps`);
          learner.dispose();
        }
      });
    }
});
