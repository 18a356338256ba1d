import assert from 'node:assert/strict';
import { createLearner } from '../../../src/network/create';
import { realPorts } from '../../../src/network/ports';
import { ReferenceLearner } from '../../../src/network/reference/learner';
import { type Parameters, toFloat64 } from '../../../src/network/reference/matrix';
import { randomWeights } from '../../../src/network/reference/random-weights';
import { OPTIMIZERS } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import type { Tensors } from '../../../src/protocol/model';
import fc from '../support/properties';
import { configurationOf, type RandomNet, randomWindow, smallNets } from '../support/random-nets';

const rounded = (parameters: Parameters): Tensors =>
  new Map([...parameters].map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]));

function assertClose(own: Tensors, expected: Parameters, tolerance: number, what: string): void {
  const scale = Math.max(1e-3, ...[...expected.values()].map(({ data }) => data.reduce((top, g) => Math.max(top, Math.abs(g)), 0)));
  for (const [name, { shape, data }] of expected) {
    assert.deepEqual(own.get(name)!.shape, shape, name);
    data.forEach((value, i) => {
      const error = Math.abs(own.get(name)!.data[i]! - value);
      assert.ok(error <= tolerance * scale, `${what} ${name}[${i}]: ${own.get(name)!.data[i]} for ${value}`);
    });
  }
}

/** Wide enough that padding and several panels take part. */
const nets = smallNets(19);

describe('kernels against the float64 reference', () => {
  it('losses, norms and gradients of random nets within 1e-4, with carried state', () => {
    fc.assert(
      fc.property(nets, fc.constantFrom('mean' as const, 'sum' as const), (net, lossReduction) => {
        const configuration = configurationOf(net, { lossReduction });
        const weights = rounded(randomWeights(net.architecture, net.vocabularySize, net.seed));
        const fast = createLearner({ configuration, ports: net.vocabularySize, weights });
        const reference = new ReferenceLearner(configuration, net.vocabularySize, toFloat64(weights));
        for (let step = 0; step < 3; step++) {
          const window = randomWindow({ ...net, seed: net.seed + step }, net.steps, net.streams, step === 0);
          const own = fast.step(window, 0)!;
          const expected = reference.step(window, 0);
          assert.ok(Math.abs(own.loss - expected.loss) <= 1e-4 * Math.abs(expected.loss) + 1e-7, `loss ${own.loss} for ${expected.loss}`);
          assert.ok(Math.abs(own.gradientNorm - expected.gradientNorm) <= 1e-4 * expected.gradientNorm + 1e-7);
          assertClose(fast.readGradients(), expected.gradients, 1e-4, 'gradient');
        }
        fast.dispose();
      }),
      { numRuns: 80, seed: 11 },
    );
  });

  for (const optimizer of OPTIMIZERS)
    it(`weights after five clipped updates by ${optimizer}`, () => {
      fc.assert(
        fc.property(nets, fc.constantFrom('norm' as const, 'value' as const), (net, clipMode) => {
          const configuration = configurationOf(net, {
            optimizer,
            clip: 0.05,
            clipMode,
            momentum: optimizer === 'sgd' || optimizer === 'rmsprop' ? 0.8 : 0,
            weightDecay: 0.01,
            // Away from the sign function that Adam is at the start where gradients are all but zero.
            epsilon: 1e-2,
          });
          const weights = rounded(randomWeights(net.architecture, net.vocabularySize, net.seed));
          const fast = createLearner({ configuration, ports: net.vocabularySize, weights });
          const reference = new ReferenceLearner(configuration, net.vocabularySize, toFloat64(weights));
          for (let step = 0; step < 5; step++) {
            const window = randomWindow({ ...net, seed: net.seed + step }, net.steps, net.streams, step === 0);
            fast.step(window, 0.02);
            reference.step(window, 0.02);
          }
          assertClose(fast.readWeights(), reference.network.weights, 1e-3, 'weight');
          fast.dispose();
        }),
        { numRuns: 15, seed: 12 },
      );
    });

  it('dense real inputs with squared error', () => {
    const net: RandomNet = {
      architecture: {
        ...BASE_CONFIGURATION,
        cell: 'gru',
        activation: 'tanh',
        output: 'softmax',
        layers: 2,
        hidden: 9,
        embedding: 0,
        window: 1,
        bias: true,
      },
      vocabularySize: 1,
      seed: 4,
      steps: 7,
      streams: 3,
    };
    const configuration = configurationOf(net);
    const ports = realPorts(2, 1);
    const weights = rounded(randomWeights(net.architecture, ports, net.seed));
    const rows = net.steps * net.streams;
    const inputs = Float32Array.from({ length: rows * 2 }, (_, i) => Math.sin(i));
    // Only the last time step has a target, as in the adding problem.
    const targets = Float32Array.from({ length: rows }, (_, row) => (row < rows - net.streams ? Number.NaN : Math.cos(row)));
    const window = { inputs, targets, steps: net.steps, resetState: true };
    const fast = createLearner({ configuration, ports, weights });
    const reference = new ReferenceLearner(configuration, ports, toFloat64(weights));
    const own = fast.step(window, 0)!;
    const expected = reference.step(window, 0);
    assert.ok(Math.abs(own.loss - expected.loss) < 1e-5 * expected.loss, `${own.loss} for ${expected.loss}`);
    assertClose(fast.readGradients(), expected.gradients, 1e-4, 'gradient');
    fast.dispose();
  });

  for (const output of ['softmax', 'sigmoid', 'squared'] as const)
    for (const bias of [true, false])
      it(`a large vocabulary in groups of panels and blocks of rows: ${output}${bias ? '' : ' without biases'}`, () => {
        const net: RandomNet = {
          architecture: { ...BASE_CONFIGURATION, cell: 'gru', activation: 'tanh', output, layers: 1, hidden: 9, embedding: 5, window: 1, bias },
          vocabularySize: 1201,
          seed: 5,
          steps: 31,
          streams: 30,
        };
        const configuration = configurationOf(net);
        const weights = rounded(randomWeights(net.architecture, net.vocabularySize, net.seed));
        const fast = createLearner({ configuration, ports: net.vocabularySize, weights });
        const reference = new ReferenceLearner(configuration, net.vocabularySize, toFloat64(weights));
        const window = randomWindow(net, net.steps, net.streams, true);
        const own = fast.step(window, 0)!;
        const expected = reference.step(window, 0);
        assert.ok(Math.abs(own.loss - expected.loss) < 1e-5 * expected.loss, `${own.loss} for ${expected.loss}`);
        assertClose(fast.readGradients(), expected.gradients, 1e-5, 'gradient');
        fast.dispose();
      });
});
