import assert from 'node:assert/strict';
import { createLearner } from '../../../src/network/create';
import { createInference } from '../../../src/network/inference';
import { languagePorts } from '../../../src/network/ports';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import type { Tensors } from '../../../src/protocol/model';

const V = 5;
const symbols = Int32Array.from({ length: 200 }, (_, i) => (i * i + 3 * i) % V);

/** Nats a character of the probabilities that the network tells one after another. */
function oneByOne(output: 'softmax' | 'sigmoid' | 'squared', weights: Tensors): number {
  const network = createInference({ ...BASE_CONFIGURATION, cell: 'rnn', hidden: 6, output }, V, weights);
  const state = network.createState();
  const logs = new Float32Array(V + 32);
  let sum = 0;
  for (let t = 0; t + 1 < symbols.length; t++) {
    network.advance(state, symbols[t]!, logs);
    sum -= logs[symbols[t + 1]!]!;
  }
  return sum / (symbols.length - 1);
}

describe('outputs by sigmoids', () => {
  for (const output of ['softmax', 'sigmoid', 'squared'] as const)
    it(`an evaluation tells the surprisal of ${output} outputs as predicting one by one does`, () => {
      const configuration = { ...BASE_CONFIGURATION, ...({ cell: 'rnn', hidden: 6, output, threads: 1, batchSize: 2, sequenceLength: 20 } as const) };
      const learner = createLearner({ configuration, ports: languagePorts(configuration, V) });
      const window = { inputs: symbols.subarray(0, -1), targets: symbols.subarray(1), steps: symbols.length - 1, resetState: true };
      const { surprisal, nats, characters } = learner.evaluate([window], 1)!;
      const expected = oneByOne(output, learner.readWeights());
      assert.ok(Math.abs(surprisal / characters - expected) < 1e-5, `${surprisal / characters} should be ${expected}`);
      assert.equal(nats === surprisal, output === 'softmax');
    });

  it('have probabilities that add up to one, however small every one of them is', () => {
    const configuration = { ...BASE_CONFIGURATION, ...({ cell: 'rnn', hidden: 6, output: 'squared', threads: 1 } as const) };
    const weights = createLearner({ configuration, ports: languagePorts(configuration, V) }).readWeights();
    for (const level of [0, -80, -800, -1e5]) {
      weights.get('head.bias')!.data.fill(level);
      weights.get('head.bias')!.data[2] = level + 1;
      const network = createInference(configuration, V, weights);
      const logs = new Float32Array(V);
      network.advance(network.createState(), 0, logs);
      const total = logs.reduce((sum, log) => sum + Math.exp(log), 0);
      assert.ok(Math.abs(total - 1) < 1e-2, `${level}: ${total}, ${[...logs]}`);
      assert.ok(logs.every((log) => log <= 1e-6));
    }
  });
});
