import assert from 'node:assert/strict';
import { canRun } from '../../../src/kernels/registry';
import { createLearner } from '../../../src/network/create';
import type { Configuration } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import { goldenWindows, readGolden, toTensors } from '../support/golden-run';
import { NATIVE_RUNS } from '../support/native';
import { spawn } from '../support/threads';

const relative = (a: number, b: number) => Math.abs(a - b) / Math.max(Math.abs(b), 1e-12);

describe('kernels against PyTorch in float64', () => {
  for (const file of ['tanh', 'relu', 'GRU', 'LSTM']) {
    for (const [build, threads] of [
      ['wasm-simd', 1],
      ['wasm-relaxed', 1],
      ['wasm-relaxed-shared', 2],
      ['wasm-simd-shared', 3],
      ...NATIVE_RUNS,
    ] as const) {
      it(`${file} on ${build}, threads: ${threads}: 40 losses, norms and the gradients of step 1`, function () {
        const { golden, symbols } = readGolden(this, file);
        if (!canRun(build)) {
          this.test!.title += ' [left out: this engine has no relaxed SIMD]';
          this.skip();
        }
        const cell = { tanh: 'rnn', relu: 'rnn', GRU: 'gru', LSTM: 'lstm' }[file] as Configuration['cell'];
        const configuration: Configuration = {
          ...BASE_CONFIGURATION,
          cell,
          activation: file === 'relu' ? 'relu' : 'tanh',
          hidden: golden.H,
          batchSize: golden.B,
          sequenceLength: golden.T,
          clip: golden.clip,
          threads,
        };
        const learner = createLearner({ configuration, ports: golden.V, weights: toTensors(golden.init) }, { build, spawn });
        let step = 0;
        for (const window of goldenWindows(golden, symbols)) {
          const result = learner.step(window, golden.lr)!;
          assert.ok(relative(result.loss, golden.loss[step]!) < 1e-5, `loss of step ${step + 1}: ${result.loss} for ${golden.loss[step]}`);
          assert.ok(
            relative(result.gradientNorm, golden.norm[step]!) < 1e-4,
            `norm of step ${step + 1}: ${result.gradientNorm} for ${golden.norm[step]}`,
          );
          if (step === 0) {
            const gradients = learner.readGradients();
            for (const [name, expected] of toTensors(golden.grad_step1)) {
              const own = gradients.get(name)!;
              assert.deepEqual(own.shape, expected.shape, name);
              const scale = Math.max(...expected.data.map(Math.abs));
              expected.data.forEach((value, i) => {
                assert.ok(Math.abs(own.data[i]! - value) < 1e-5 * scale, `${name}[${i}]: ${own.data[i]} for ${value}`);
              });
            }
          }
          step++;
        }
        assert.equal(step, golden.steps);
        assert.equal(learner.backend, build);
        learner.dispose();
      });
    }
  }
});
