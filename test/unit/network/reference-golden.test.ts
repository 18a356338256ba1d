import assert from 'node:assert/strict';
import { ReferenceLearner } from '../../../src/network/reference/learner';
import type { Parameters } from '../../../src/network/reference/matrix';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import { goldenWindows, readGolden, toParameters } from '../support/golden-run';

const TOLERANCE = 1e-9;

function assertClose(own: Parameters, expected: Parameters, what: string): void {
  assert.deepEqual([...own.keys()].sort(), [...expected.keys()].sort());
  for (const [name, { shape, data }] of expected) {
    assert.deepEqual(own.get(name)!.shape, shape, name);
    const scale = data.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
    data.forEach((value, i) => {
      assert.ok(Math.abs(own.get(name)!.data[i]! - value) <= TOLERANCE * scale, `${what} ${name}[${i}]: ${own.get(name)!.data[i]} for ${value}`);
    });
  }
}

describe('float64 reference against PyTorch in float64', () => {
  for (const [file, cell, activation] of [
    ['tanh', 'rnn', 'tanh'],
    ['relu', 'rnn', 'relu'],
    ['GRU', 'gru', 'tanh'],
    ['LSTM', 'lstm', 'tanh'],
  ] as const) {
    it(`${file}: 40 losses and norms, the gradients of step 1, the final weights within 1e-9`, function () {
      const { golden, symbols } = readGolden(this, file);
      const configuration = { ...BASE_CONFIGURATION, cell, activation, hidden: golden.H, batchSize: golden.B, clip: golden.clip };
      const weights = toParameters(golden.init);
      const learner = new ReferenceLearner(configuration, golden.V, weights);
      let step = 0;
      for (const window of goldenWindows(golden, symbols)) {
        const result = learner.step(window, golden.lr);
        const [loss, norm] = [golden.loss[step]!, golden.norm[step]!];
        assert.ok(Math.abs(result.loss - loss) < TOLERANCE * loss, `loss of step ${step + 1}: ${result.loss} for ${loss}`);
        assert.ok(Math.abs(result.gradientNorm - norm) < TOLERANCE * norm, `norm of step ${step + 1}: ${result.gradientNorm} for ${norm}`);
        if (step === 0) assertClose(result.gradients, toParameters(golden.grad_step1), 'gradient');
        step++;
      }
      assert.equal(step, 40);
      assertClose(weights, toParameters(golden.final), 'final');
    });
  }
});
