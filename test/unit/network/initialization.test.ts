import assert from 'node:assert/strict';
import { createLearner } from '../../../src/network/create';
import { initializeWeights } from '../../../src/network/initialization';
import type { Configuration } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';

describe('initial weights', () => {
  const cases: Partial<Configuration>[] = [
    { cell: 'rnn', hidden: 5 },
    { cell: 'gru', hidden: 11, layers: 2, embedding: 6 },
    { cell: 'lstm', hidden: 16, forgetBias: 1 },
    { cell: 'lstm', hidden: 9, initialization: 'orthogonal', bias: false },
    { cell: 'rnn', activation: 'relu', hidden: 12, initialization: 'identity' },
    { cell: 'gru', hidden: 7, initialization: 'normal' },
    { cell: 'feedforward', hidden: 10, window: 3 },
    { cell: 'feedforward', hidden: 10, window: 3, embedding: 5 },
  ];
  for (const options of cases)
    it(`drawn in the memory of a learner are those of the seed: ${JSON.stringify(options)}`, () => {
      const configuration = { ...BASE_CONFIGURATION, ...options, threads: 1 };
      const learner = createLearner({ configuration, ports: 13 });
      const expected = initializeWeights(configuration, 13);
      assert.deepEqual([...learner.readWeights()], [...expected]);
      learner.dispose();
      const other = createLearner({ configuration: { ...configuration, seed: configuration.seed + 1 }, ports: 13 });
      if (configuration.initialization !== 'identity') assert.notDeepEqual(other.readWeights().get('head.weight'), expected.get('head.weight'));
      other.dispose();
    });

  it('with a forget bias open the gate once, not twice', () => {
    const { hidden: H } = BASE_CONFIGURATION;
    const weights = initializeWeights({ ...BASE_CONFIGURATION, cell: 'lstm', forgetBias: 1 }, 13);
    const slice = (name: string) => [...weights.get(name)!.data.subarray(H, 2 * H)];
    assert.deepEqual([...new Set(slice('rnn.bias_ih_l0'))], [1]);
    assert.deepEqual([...new Set(slice('rnn.bias_hh_l0'))], [0]);
  });
});
