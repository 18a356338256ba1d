import assert from 'node:assert/strict';
import { canRun } from '../../../../src/kernels/registry';
import { createLearner } from '../../../../src/network/create';
import type { Configuration } from '../../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../../src/protocol/defaults';
import { type GoldenRun, goldenWindows, readGolden, toTensors } from '../../support/golden-run';
import { NATIVE_RUNS } from '../../support/native';
import { spawn } from '../../support/threads';

const SURROUNDED = { residual: 'on', norm: 'rms', headNorm: 'rms', embedding: 8 } as const;
const FILES: Record<string, Partial<Configuration>> = {
  minGRU: { cell: 'mingru' },
  minGRU2: { cell: 'mingru', ...SURROUNDED },
  minLSTM: { cell: 'minlstm' },
  minLSTM2: { cell: 'minlstm', ...SURROUNDED },
  LRU1: { cell: 'lru', ...SURROUNDED },
  LRU2: { cell: 'lru', ...SURROUNDED },
  S6_1: { cell: 's6', ...SURROUNDED, stateSize: 4, rank: 2 },
  S6_2: { cell: 's6', ...SURROUNDED, stateSize: 4, rank: 2 },
  conv1: { cell: 'conv', ...SURROUNDED },
  conv3: { cell: 'conv', ...SURROUNDED },
  attn1: { cell: 'attention', ...SURROUNDED, attentionHeads: 2 },
  attn2: { cell: 'attention', ...SURROUNDED, attentionHeads: 2 },
  attn2_mem16: { cell: 'attention', ...SURROUNDED, attentionHeads: 2, memory: 16 },
  delta1: { cell: 'deltanet', ...SURROUNDED, attentionHeads: 2 },
  delta2: { cell: 'deltanet', ...SURROUNDED, attentionHeads: 2 },
};

const relative = (a: number, b: number) => Math.abs(a - b) / Math.max(Math.abs(b), 1e-12);

describe('layer kinds on the kernels against PyTorch in float64', () => {
  for (const [file, own] of Object.entries(FILES))
    for (const [build, threads] of [
      ['wasm-simd', 1],
      ['wasm-relaxed', 1],
      ['wasm-relaxed-shared', 2],
      ['wasm-simd-shared', 3],
      ...NATIVE_RUNS,
    ] as const)
      it(`${file} on ${build}, threads: ${threads}: 40 losses and the gradients of step 1 within 1e-5`, function () {
        const { golden, symbols } = readGolden<GoldenRun & { layers: number }>(this, file, 'golden2');
        if (!canRun(build)) {
          this.test!.title += ' [left out: this engine has no relaxed SIMD]';
          this.skip();
        }
        const configuration: Configuration = {
          ...BASE_CONFIGURATION,
          ...own,
          ...{ layers: golden.layers, hidden: golden.H, batchSize: golden.B, sequenceLength: golden.T, clip: golden.clip, threads, beta2: 0.999 },
        };
        const learner = createLearner({ configuration, ports: golden.V, weights: toTensors(golden.init) }, { build, spawn });
        let step = 0;
        for (const window of goldenWindows(golden, symbols)) {
          const result = learner.step(window, golden.lr)!;
          assert.ok(relative(result.loss, golden.loss[step]!) < 1e-5, `loss of step ${step + 1}: ${result.loss} for ${golden.loss[step]}`);
          if (step === 0) {
            const gradients = learner.readGradients();
            const expected = toTensors(golden.grad_step1);
            assert.deepEqual([...gradients.keys()].sort(), [...expected.keys()].sort());
            for (const [name, { data }] of expected) {
              const scale = Math.max(1e-3, ...data.map(Math.abs));
              data.forEach((value, i) => {
                const found = gradients.get(name)!.data[i]!;
                assert.ok(Math.abs(found - value) < 1e-5 * scale, `${name}[${i}]: ${found} for ${value}`);
              });
            }
          }
          step++;
        }
        assert.equal(step, golden.steps);
        learner.dispose();
      });
});
