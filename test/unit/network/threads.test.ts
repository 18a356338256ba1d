import assert from 'node:assert/strict';
import { canRun } from '../../../src/kernels/registry';
import { createLearner } from '../../../src/network/create';
import type { Learner, Window } from '../../../src/network/learner';
import { Random } from '../../../src/network/random';
import type { Configuration } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import { spawn } from '../support/threads';

const V = 11;

function randomWindow(seed: number, steps: number, streams: number): Window {
  const random = new Random(seed, 'window');
  const symbols = () => Int32Array.from({ length: steps * streams }, () => random.nextUint32() % V);
  return { inputs: symbols(), targets: symbols(), steps, resetState: seed === 1 };
}

function configurationOf(cell: Configuration['cell'], threads: number): Configuration {
  return { ...BASE_CONFIGURATION, cell, layers: 2, hidden: 20, batchSize: 6, sequenceLength: 9, dropout: 0.2, embedding: 5, clip: 0.5, threads };
}

function train(learner: Learner, steps: number): number[] {
  return Array.from({ length: steps }, (_, i) => learner.step(randomWindow(i + 1, 9, 6), 0.01)!.loss);
}

const bits = (learner: Learner) => [...learner.readWeights()].map(([name, { data }]) => [name, Array.from(data)]);

describe('threads of a learner', () => {
  for (const cell of ['rnn', 'gru', 'lstm'] as const) {
    it(`${cell}: the same number of threads gives the same bits, another number nearly the same losses`, () => {
      const run = (threads: number) => {
        const learner = createLearner({ configuration: configurationOf(cell, threads), ports: V }, { spawn });
        const losses = train(learner, 100);
        const result = { losses, weights: bits(learner), norms: learner.hiddenNorms(), threads: learner.threads };
        learner.dispose();
        return result;
      };
      const [one, two, again, four] = [run(1), run(2), run(2), run(4)];
      assert.equal(two.threads, 2);
      assert.deepEqual(again, two);
      for (const other of [two, four])
        other.losses.forEach((loss, i) => {
          assert.ok(Math.abs(loss - one.losses[i]!) < 1e-4 * one.losses[i]!, `loss ${i + 1}: ${loss} for ${one.losses[i]}`);
        });
      one.norms.forEach((norm, layer) => {
        assert.ok(Math.abs(four.norms[layer]! - norm) < 1e-3 * norm, `norm of layer ${layer}`);
      });
    });
  }

  for (const cell of ['rnn', 'gru', 'lstm'] as const)
    it(`${cell}: more threads than streams train as one does`, () => {
      const [one, three] = [1, 3].map((threads) => {
        const configuration = { ...configurationOf(cell, threads), batchSize: 1 };
        const learner = createLearner({ configuration, ports: V, split: 'streams' }, { spawn });
        const losses = [1, 2, 3, 4].map((seed) => learner.step(randomWindow(seed, 9, 1), 0.01)!.loss);
        const { nats } = learner.evaluate([randomWindow(1, 5, 2)], 2)!;
        learner.dispose();
        return [...losses, nats];
      });
      three!.forEach((value, i) => {
        assert.ok(Math.abs(value - one![i]!) < 1e-4 * one![i]!, `${value} for ${one![i]}`);
      });
    });

  it('measure the gradient before and after single values are clipped, and measuring changes nothing', () => {
    const clip = 1e-4;
    const run = (threads: number, measure: boolean) => {
      const configuration = { ...configurationOf('gru', threads), clip, clipMode: 'value' as const };
      const learner = createLearner({ configuration, ports: V }, { spawn });
      const results = [1, 2, 3].map((seed) => {
        const { gradientNorm } = learner.step(randomWindow(seed, 9, 6), 0.01, measure)!;
        return { gradientNorm, ...learner.gradientNorms(), gradients: learner.readGradients() };
      });
      const weights = bits(learner);
      learner.dispose();
      return { results, weights };
    };
    for (const threads of [1, 3]) {
      const measured = run(threads, true);
      assert.deepEqual(measured.weights, run(threads, false).weights);
      for (const { gradientNorm, norms, clippedNorms, gradients } of measured.results) {
        assert.ok(Math.abs(Math.hypot(...Object.values(norms)) - gradientNorm) < 1e-5 * gradientNorm);
        assert.ok(Math.hypot(...Object.values(clippedNorms!)) < gradientNorm / 2);
        for (const [name, { data }] of gradients) {
          assert.ok(data.every((value) => Math.abs(value) <= Math.fround(clip)));
          const left = Math.hypot(...data);
          assert.ok(Math.abs(clippedNorms![name]! - left) <= 1e-5 * left, name);
          assert.ok(norms[name]! >= left * (1 - 1e-6), name);
        }
      }
    }
  });

  it('the builds agree within 1e-4 after 100 steps, and a resumed run gets the build that it began with', function () {
    if (!canRun('wasm-relaxed')) {
      this.test!.title += ' [left out: this engine has no relaxed SIMD]';
      this.skip();
    }
    const [fused, plain] = (['wasm-relaxed', 'wasm-simd'] as const).map((build) => {
      const learner = createLearner({ configuration: configurationOf('gru', 1), ports: V }, { build });
      assert.equal(learner.backend, build);
      return train(learner, 100);
    });
    assert.notDeepEqual(fused, plain);
    fused!.forEach((loss, i) => {
      assert.ok(Math.abs(loss - plain![i]!) < 1e-4 * loss, `loss ${i + 1}: ${loss} and ${plain![i]}`);
    });
    const shared = createLearner({ configuration: configurationOf('gru', 2), ports: V }, { build: 'wasm-simd', spawn });
    assert.equal(shared.backend, 'wasm-simd-shared');
    shared.dispose();
    // One thread has shared memory too unless it is to be the other build: the bits are the same.
    const alone = createLearner({ configuration: { ...configurationOf('gru', 1), backend: 'wasm' }, ports: V });
    assert.equal(alone.backend, 'wasm-relaxed-shared');
    assert.deepEqual(train(alone, 100), fused);
  });

  it('without shared memory there is one thread on an unshared build', () => {
    const known = globalThis.SharedArrayBuffer;
    try {
      Object.assign(globalThis, { SharedArrayBuffer: undefined });
      const learner = createLearner({ configuration: configurationOf('gru', 2), ports: V }, { spawn });
      assert.equal(learner.threads, 1);
      assert.ok(!learner.backend.endsWith('-shared'));
      train(learner, 2);
    } finally {
      Object.assign(globalThis, { SharedArrayBuffer: known });
    }
  });

  it('share an evaluation', () => {
    const windows = [randomWindow(1, 30, 8), randomWindow(2, 7, 8)];
    const [one, three] = [1, 3].map((threads) => {
      const learner = createLearner({ configuration: configurationOf('gru', threads), ports: V }, { spawn });
      const result = learner.evaluate(windows, 8)!;
      learner.dispose();
      return result;
    });
    assert.equal(three!.characters, 37 * 8);
    assert.equal(three!.correct, one!.correct);
    assert.ok(Math.abs(three!.nats - one!.nats) < 1e-4 * one!.nats);
  });

  it('an interrupted step changes nothing, and the next ones go on as if it had not been', () => {
    let stop = false;
    const learner = createLearner({ configuration: configurationOf('lstm', 2), ports: V, interrupted: () => stop }, { spawn });
    const other = createLearner({ configuration: configurationOf('lstm', 2), ports: V }, { spawn });
    for (let i = 1; i <= 20; i++) {
      const window = randomWindow(i, 9, 6);
      if (i % 3 === 0) {
        stop = true;
        for (let again = 0; again < 5; again++) assert.equal(learner.step(window, 0.01), undefined);
        stop = false;
      }
      assert.deepEqual(learner.step(window, 0.01), other.step(window, 0.01));
    }
    assert.deepEqual(bits(learner), bits(other));
    learner.dispose();
    other.dispose();
  });
});
