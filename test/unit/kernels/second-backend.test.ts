import assert from 'node:assert/strict';
import { registerProvider } from '../../../src/kernels/registry';
import { createLearner } from '../../../src/network/create';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import { goldenWindows, readGolden, toTensors } from '../support/golden-run';
import { loopBackend } from '../support/loop-backend';

describe('a second backend, plain loops with panels of four columns, under the same networks', () => {
  before(() => registerProvider(loopBackend));

  for (const [file, cell] of [
    ['tanh', 'rnn'],
    ['relu', 'rnn'],
    ['GRU', 'gru'],
    ['LSTM', 'lstm'],
  ] as const)
    it(`${file}: losses and gradient norms of 40 steps and the gradients of step 1 are PyTorch's`, function () {
      const { golden, symbols } = readGolden(this, file);
      const { H, B, T, V, clip, lr } = golden;
      const own = { cell, activation: file === 'relu' ? 'relu' : 'tanh', hidden: H, batchSize: B, sequenceLength: T, clip } as const;
      const learner = createLearner(
        { configuration: { ...BASE_CONFIGURATION, ...own }, ports: V, weights: toTensors(golden.init) },
        { build: loopBackend.backendName },
      );
      assert.equal(learner.backend, 'loops-in-typescript');
      let step = 0;
      for (const window of goldenWindows(golden, symbols)) {
        const { loss, gradientNorm } = learner.step(window, lr)!;
        const near = (value: number, exact: number, limit: number, what: string) =>
          assert.ok(Math.abs(value - exact) <= limit * Math.abs(exact), `${what} of step ${step + 1}: ${value} for ${exact}`);
        near(loss, golden.loss[step]!, 1e-5, 'loss');
        near(gradientNorm, golden.norm[step]!, 1e-4, 'norm');
        if (step === 0)
          for (const [name, { data }] of toTensors(golden.grad_step1)) {
            const gradient = learner.readGradients().get(name)!.data;
            const scale = Math.max(...data.map(Math.abs));
            assert.ok(
              data.every((value, i) => Math.abs(gradient[i]! - value) < 1e-5 * scale),
              name,
            );
          }
        step++;
      }
      assert.equal(step, 40);
      learner.dispose();
    });
});
