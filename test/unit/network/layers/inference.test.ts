import assert from 'node:assert/strict';
import { createLearner } from '../../../../src/network/create';
import { createInference } from '../../../../src/network/inference';
import { initializeWeights } from '../../../../src/network/initialization';
import { LAYER_DESCRIPTIONS } from '../../../../src/network/layers/descriptions';
import { Random } from '../../../../src/network/random';
import { ReferenceLearner } from '../../../../src/network/reference/learner';
import { toFloat64 } from '../../../../src/network/reference/matrix';
import { ReferenceNetwork } from '../../../../src/network/reference/network';
import { sliding } from '../../../../src/network/sliding';
import type { Overrides } from '../../../../src/protocol/defaults';
import { defaultConfiguration } from '../../../../src/protocol/defaults';

const V = 11;
const STACKS = [...LAYER_DESCRIPTIONS.map(({ id }) => id), 'gru,attention', 'conv,mingru,lstm', 's6,lru,deltanet'];

function configurationOf(stack: string, more: Overrides = {}) {
  const size = {
    hidden: 12,
    embedding: 12,
    residual: 'on',
    norm: 'rms',
    headNorm: 'rms',
    attentionHeads: 2,
    sequenceLength: 9,
    batchSize: 3,
  } as const;
  return defaultConfiguration(10_000, V, { ...size, stack: stack.includes(',') ? stack : `${stack},${stack}`, clip: 1, dropout: 0, ...more });
}

const symbols = (count: number, seed = 1) => {
  const random = new Random(seed, 'text');
  return Array.from({ length: count }, () => random.integer(V));
};

describe('layer kinds a character at a time', () => {
  for (const stack of STACKS) {
    it(`${stack}: log-probabilities as in float64 within 1e-5, after one character after another as after a longer piece`, () => {
      const configuration = configurationOf(stack);
      const weights = initializeWeights(configuration, V);
      const network = createInference(configuration, V, weights);
      const reference = new ReferenceNetwork(sliding(configuration), V, toFloat64(weights));
      const text = symbols(80);
      const [state, other, own] = [network.createState(), network.createState(), new Float32Array(V)];
      let exact = reference.zeroState();
      for (const [t, symbol] of text.entries()) {
        network.advance(state, symbol, own);
        const step = reference.forward(symbol, exact);
        exact = step.state;
        const total = Math.log(step.logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
        step.logits.forEach((logit, v) => {
          assert.ok(
            Math.abs(own[v]! - (logit - total)) < 1e-5 * Math.max(1, Math.abs(logit - total)),
            `step ${t}, ${v}: ${own[v]} for ${logit - total}`,
          );
        });
      }
      network.warm(other, text.slice(0, -1));
      const again = new Float32Array(V);
      network.advance(other, text.at(-1)!, again);
      again.forEach((value, v) => {
        assert.ok(Math.abs(value - own[v]!) < 1e-5, `${v}: ${value} for ${own[v]}`);
      });
    });

    it(`${stack}: a snapshot of the state undoes exactly`, () => {
      const configuration = configurationOf(stack);
      const network = createInference(configuration, V, initializeWeights(configuration, V));
      const state = network.createState();
      network.warm(state, symbols(30));
      const snapshot = state.slice();
      const [first, second] = [new Float32Array(V), new Float32Array(V)];
      for (const symbol of [3, 1, 4, 1, 5]) network.advance(state, symbol, first);
      const [after, end] = [first.slice(), state.slice()];
      state.set(snapshot);
      for (const symbol of [3, 1, 4, 1, 5]) network.advance(state, symbol, second);
      assert.deepEqual(second, after);
      assert.deepEqual(state, end);
    });

    for (const memory of stack.includes('attention') ? [0, 5] : [0])
      it(`${stack}, memory ${memory}: ten updates as in float64 within 1e-5, state carried`, () => {
        const configuration = configurationOf(stack, { memory, optimizer: 'sgd', momentum: 0.9 });
        const weights = initializeWeights(configuration, V);
        const learner = createLearner({ configuration, ports: V, weights });
        const reference = new ReferenceLearner(configuration, V, toFloat64(weights));
        for (let step = 0; step < 10; step++) {
          const [inputs, targets] = [Int32Array.from(symbols(27, step + 1)), Int32Array.from(symbols(27, step + 101))];
          const window = { inputs, targets, steps: 9, resetState: step === 0 };
          const [own, exact] = [learner.step(window, 0.05)!, reference.step(window, 0.05)];
          assert.ok(Math.abs(own.loss - exact.loss) < 1e-5 * exact.loss, `loss of step ${step + 1}: ${own.loss} for ${exact.loss}`);
          assert.ok(
            Math.abs(own.gradientNorm - exact.gradientNorm) < 1e-4 * exact.gradientNorm,
            `norm of step ${step + 1}: ${own.gradientNorm} for ${exact.gradientNorm}`,
          );
        }
      });
  }
});
