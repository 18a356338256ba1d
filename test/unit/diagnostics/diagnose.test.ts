import assert from 'node:assert/strict';
import { report } from '../../../src/cli/diagnose';
import { backpropagationTerms, connectivity } from '../../../src/diagnostics/backpropagation-terms';
import { diagnose } from '../../../src/diagnostics/diagnose';
import { histogram, tensorHistograms } from '../../../src/diagnostics/histogram';
import { saturation } from '../../../src/diagnostics/saturation';
import { traceText } from '../../../src/diagnostics/trace';
import { backpropagate } from '../../../src/network/reference/backpropagation';
import { randomWeights } from '../../../src/network/reference/random-weights';
import type { Architecture } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import type { Tensors } from '../../../src/protocol/model';
import { PLAIN } from '../support/random-nets';

const V = 5;
const LENGTH = 12;

const architecture = (cell: Architecture['cell'], overrides: Partial<Architecture> = {}): Architecture => ({
  ...BASE_CONFIGURATION,
  cell,
  activation: 'tanh',
  output: 'softmax',
  layers: 2,
  hidden: 4,
  embedding: 0,
  window: 3,
  bias: true,
  ...overrides,
});

const weightsOf = (net: Architecture): Tensors =>
  new Map([...randomWeights(net, V, 7)].map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]));

const symbols = Int32Array.from({ length: LENGTH }, (_, t) => (t * t + 1) % V);

function traceOf(net: Architecture) {
  return traceText(net, V, weightsOf(net), symbols);
}

describe('itemised backpropagation through time', () => {
  for (const cell of ['rnn', 'gru', 'lstm'] as const)
    it(`sums up to the gradient of one position's loss: ${cell}`, () => {
      const net = architecture(cell);
      const trace = traceOf(net);
      const t = LENGTH - 1;
      // The same by the whole backward pass, with a loss at the last position alone.
      const targets = Int32Array.from(symbols, (_, k) => (k === t ? 2 : -1));
      const { gradients } = backpropagate(trace.network, { inputs: symbols, targets, steps: LENGTH, resetState: true }, [trace.network.zeroState()]);
      const terms = backpropagationTerms(trace, t, 2);
      for (let layer = 0; layer < 2; layer++) {
        const expected = Math.sqrt(gradients.get(`rnn.weight_hh_l${layer}`)!.data.reduce((sum, g) => sum + g * g, 0));
        assert.ok(Math.abs(10 ** terms.totals[layer]! / expected - 1) < 1e-9);
        assert.equal(terms.norms[layer]!.length, LENGTH);
        // The state before the first character is zero, and so is the last term.
        assert.equal(terms.norms[layer]!.at(-1), null);
        const bound = terms.norms[layer]!.reduce<number>((sum, log) => sum + (log === null ? 0 : 10 ** log), 0);
        assert.ok(expected <= bound * (1 + 1e-12), 'no sum is longer than its terms together');
      }
    });
});

describe('connectivity', () => {
  for (const cell of PLAIN)
    it(`is the numeric derivative of the logit by every earlier input: ${cell}`, () => {
      // An embedding makes the inputs vectors that can be moved.
      const net = architecture(cell, { embedding: 3, layers: 1 });
      const weights = weightsOf(net);
      const t = LENGTH - 1;
      const own = connectivity(traceText(net, V, weights, symbols), t, 1);
      for (let lag = 0; lag <= t; lag++) {
        let squares = 0;
        for (let e = 0; e < 3; e++) {
          const logit = (shift: number) => {
            // The moved character gets an embedding of its own.
            const wider = V + 1;
            const table = new Float32Array(wider * 3);
            const known = weights.get('embedding.weight')!.data;
            table.set(known);
            const symbol = symbols[t - lag]!;
            for (let i = 0; i < 3; i++) table[V * 3 + i] = known[symbol * 3 + i]! + (i === e ? shift : 0);
            const moved = Int32Array.from(symbols, (value, k) => (k === t - lag ? V : value));
            const { steps } = traceText(net, wider, new Map([...weights, ['embedding.weight', { shape: [wider, 3], data: table }]]), moved);
            return { value: steps[t]!.logits[1]!, at: table[V * 3 + e]! };
          };
          const [above, below] = [logit(1e-3), logit(-1e-3)];
          squares += ((above.value - below.value) / (above.at - below.at)) ** 2;
        }
        const expected = Math.sqrt(squares);
        const value = own.norms[lag] ?? 0;
        assert.ok(Math.abs(value - expected) < 1e-5 + 1e-3 * expected, `lag ${lag}: ${value} for ${expected}`);
      }
      if (cell === 'feedforward') assert.equal(own.norms.length, 3, 'nothing beyond the window');
    });
});

describe('saturation', () => {
  it('counts flat ends and dead units', () => {
    const net = architecture('rnn', { activation: 'relu', layers: 1, bias: true });
    const weights = weightsOf(net);
    // Unit 2 can never switch on.
    weights.get('rnn.bias_ih_l0')!.data[2] = -100;
    const [[h]] = saturation(traceText(net, V, weights, symbols)) as [[ReturnType<typeof saturation>[0][0]]];
    assert.ok(h!.dead! >= 1);
    assert.ok(h!.left >= 0.25);
    assert.equal(h!.right, null);
    const [gates] = saturation(traceOf(architecture('lstm', { layers: 1 })));
    assert.deepEqual(
      gates!.map(({ gate }) => gate),
      ['i', 'f', 'g', 'o', 'h'],
    );
    for (const { histogram: bins } of gates!)
      assert.equal(
        bins.counts.reduce((a, b) => a + b, 0),
        LENGTH * 4,
      );
  });

  it('finds an LSTM whose forget gates stand open', () => {
    const weights = weightsOf(architecture('lstm', { layers: 1 }));
    weights.get('rnn.bias_ih_l0')!.data.fill(20, 4, 8);
    const gates = saturation(traceText(architecture('lstm', { layers: 1 }), V, weights, symbols))[0]!;
    const forget = gates.find(({ gate }) => gate === 'f')!;
    assert.deepEqual([forget.left, forget.right], [0, 1]);
  });
});

describe('histogram', () => {
  it('keeps every finite value, the outermost bins taking what lies outside', () => {
    assert.deepEqual(histogram([-5, 0, 0.24, 0.26, 0.99, 1, 7, Number.NaN], 0, 1, 4).counts, [3, 1, 0, 3]);
    const [only] = tensorHistograms(new Map([['w', { shape: [2], data: Float32Array.of(-2, 1) }]]), 3);
    assert.deepEqual(only, { name: 'w', histogram: { from: -2, to: 2, counts: [1, 0, 1] } });
    assert.equal(tensorHistograms(new Map([['w', { shape: [2], data: new Float32Array(2) }]]), 3)[0]!.histogram.counts[1], 2);
  });
});

describe('diagnosis', () => {
  for (const cell of PLAIN)
    it(`survives JSON and has the shape of the contract: ${cell}`, () => {
      const net = architecture(cell);
      const result = diagnose({
        architecture: net,
        vocabularySize: V,
        weights: weightsOf(net),
        symbols,
        characters: Array.from(symbols, String),
        lags: [1, 5, 50],
        now: () => 0,
      });
      assert.deepEqual(JSON.parse(JSON.stringify(result)), result);
      const told = report(result);
      const gates = { rnn: 1, gru: 3, lstm: 4, feedforward: 0 }[cell];
      assert.deepEqual(told.lags, [1, 5, 50]);
      for (const rows of [told.jacobianNorms, told.boundSigma])
        assert.deepEqual(
          rows.map((row) => row.length),
          [3, 3],
        );
      assert.equal(told.jacobianNorms[0]![2], null, 'no position is fifty characters from the start');
      assert.equal(told.jacobianNorms[0]![0]! > 0, cell !== 'feedforward');
      assert.equal(told.estimateRho === null, cell !== 'rnn');
      assert.deepEqual(
        told.spectralRadius.map((row) => row.length),
        [gates, gates],
      );
      assert.deepEqual(
        told.sigmaMax.map((row) => row.length),
        [gates, gates],
      );
      assert.equal(told.hiddenNorms.length, 2);
      assert.equal(told.saturation.length, 2);
      assert.equal(told.cellNorms === null, cell !== 'lstm');
    });
});
