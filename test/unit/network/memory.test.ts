import assert from 'node:assert/strict';
import { createLearner } from '../../../src/network/create';
import type { Configuration } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import { UnrollError } from '../../../src/protocol/error';

const configuration: Configuration = {
  ...BASE_CONFIGURATION,
  cell: 'lstm',
  hidden: 1024,
  layers: 4,
  batchSize: 64,
  sequenceLength: 128,
  dropout: 0.5,
};

describe('memory of a learner', () => {
  it('is budgeted: what does not fit is refused with the numbers', () => {
    for (const [limit, own] of [
      [2 ** 28, {}],
      [2 ** 32, { batchSize: 1024, sequenceLength: 4096 }],
    ] as const) {
      try {
        createLearner({ configuration: { ...configuration, ...own }, ports: 5000, memoryLimit: limit });
        assert.fail('it was not refused');
      } catch (error) {
        assert.ok(error instanceof UnrollError, String(error));
        assert.equal(error.id, 'network.memory');
        const [needed, most] = error.args as [number, number];
        assert.equal(most, limit / 2 ** 20);
        assert.ok(needed > most, `${needed} of ${most}`);
      }
    }
  });

  it('is flat over many steps, and small for a small network', () => {
    const learner = createLearner({
      configuration: { ...configuration, cell: 'rnn', hidden: 100, layers: 1, batchSize: 1, sequenceLength: 25, dropout: 0 },
      ports: 65,
    });
    const symbols = Int32Array.from({ length: 25 }, (_, i) => i);
    const window = { inputs: symbols, targets: symbols, steps: 25, resetState: false };
    const before = learner.memoryBytes;
    assert.ok(before < 2 ** 20, `${before} bytes`);
    for (let step = 0; step < 5000; step++) learner.step(window, 1e-3);
    assert.equal(learner.memoryBytes, before);
  });
});
