import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { canRun } from '../../../src/kernels/registry';
import { createLearner } from '../../../src/network/create';
import type { Configuration } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import type { Tensors } from '../../../src/protocol/model';
import { NATIVE_RUNS } from '../support/native';
import { spawn } from '../support/threads';

interface Case {
  title: string;
  configuration: Partial<Configuration>;
  initial: Record<string, { shape: number[]; data: number[] }>;
  symbols: number[][];
  losses: number[];
  norms: number[];
  gradients: Record<string, number[]>;
  final: Record<string, number[]>;
}

/** Nets of one kind by make.py, stacks with their surroundings by make_stacks.py. */
const FILES = ['cases', 'stacks'].map(
  (name) => JSON.parse(readFileSync(`test/golden/${name}.json`, 'utf8')) as { base: Partial<Configuration>; vocabularySize: number; cases: Case[] },
);
/** The zero state after four steps, as the script has it. */
const RESET = 4;

describe('layers, stacks, losses and optimisers against PyTorch (test/golden)', () => {
  for (const [file, { title, configuration: own, ...golden }] of FILES.flatMap((each) => each.cases.map((one) => [each, one] as const))) {
    for (const [build, threads] of [['wasm-relaxed', 1], ['wasm-simd-shared', 2], ...NATIVE_RUNS] as const) {
      it(`${title} on ${build}`, function () {
        if (!canRun(build)) {
          this.test!.title += ' [left out: this engine has no relaxed SIMD]';
          this.skip();
        }
        const configuration: Configuration = { ...BASE_CONFIGURATION, ...file.base, ...own, dropout: 0, threads };
        const { sequenceLength: T, batchSize: B } = configuration;
        const weights: Tensors = new Map(
          Object.entries(golden.initial).map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]),
        );
        const learner = createLearner({ configuration, ports: file.vocabularySize, weights }, { build, spawn });
        const rows = (from: number) => Int32Array.from(golden.symbols.slice(from, from + T).flat());
        golden.losses.forEach((loss, step) => {
          const window = { inputs: rows(step * T), targets: rows(step * T + 1), steps: T, resetState: step === 0 || step === RESET };
          const result = learner.step(window, configuration.learningRate)!;
          assert.ok(Math.abs(result.loss - loss) < 1e-5 * loss, `loss of step ${step + 1}: ${result.loss} for ${loss}`);
          assert.ok(Math.abs(result.gradientNorm - golden.norms[step]!) < 1e-4 * golden.norms[step]!, `norm of step ${step + 1}`);
          // Clipping by value changes the gradients in place.
          if (step === 0 && configuration.clipMode === 'norm') compare(learner.readGradients(), golden.gradients, 1e-5, 'gradient of');
        });
        assert.equal(B, golden.symbols[0]!.length);
        compare(learner.readWeights(), golden.final, 2e-4, 'final');
        learner.dispose();
      });
    }
  }
});

function compare(own: Tensors, expected: Record<string, number[]>, tolerance: number, what: string): void {
  for (const [name, values] of Object.entries(expected)) {
    const scale = Math.max(...values.map(Math.abs), 1e-3);
    values.forEach((value, i) => {
      const got = own.get(name)!.data[i]!;
      assert.ok(Math.abs(got - value) < tolerance * scale, `${what} ${name}[${i}]: ${got} for ${value}`);
    });
  }
}
