import assert from 'node:assert/strict';
import { checkGradients } from '../../../src/diagnostics/gradient-check';
import { createLearner } from '../../../src/network/create';
import type { Window } from '../../../src/network/learner';
import { type Head, languagePorts, type NetworkPorts } from '../../../src/network/ports';
import { Random } from '../../../src/network/random';
import { ReferenceLearner } from '../../../src/network/reference/learner';
import { type Parameters, toFloat64 } from '../../../src/network/reference/matrix';
import { ReferenceNetwork } from '../../../src/network/reference/network';
import { randomWeights } from '../../../src/network/reference/random-weights';
import type { Architecture, Configuration } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import type { Tensors } from '../../../src/protocol/model';
import { spawn } from '../support/threads';

const V = 6;
const STEPS = 7;
const STREAMS = 3;

const SYMBOLS: NetworkPorts = languagePorts(BASE_CONFIGURATION, V);
const reals = (heads: readonly Head[]): NetworkPorts => ({ input: { type: 'reals', size: 3 }, heads, pooling: 'none' });

const CASES: readonly [title: string, architecture: Partial<Architecture>, ports?: NetworkPorts][] = [
  ['gru,lstm without surroundings', { stack: 'gru,lstm' }],
  ['rnn,feedforward,gru with an embedding', { stack: 'rnn,feedforward,gru', embedding: 5 }],
  ['feedforward over a window below an lstm', { stack: 'feedforward,lstm', window: 3, embedding: 4 }],
  ['gru twice: embedding, RMS norms, residual sums', { stack: 'gru,gru', embedding: 9, residual: 'on', norm: 'rms', headNorm: 'rms' }],
  ['lstm,gru: layer norms, residual sums', { stack: 'lstm,gru', embedding: 9, residual: 'on', norm: 'layer', headNorm: 'layer' }],
  ['residual sums without norms', { stack: 'gru,rnn,gru', embedding: 9, residual: 'on' }],
  ['norms without residual sums', { stack: 'gru,rnn', embedding: 4, norm: 'rms' }],
  ['one-hot gru with a norm before the head', { cell: 'gru', headNorm: 'rms' }],
  ['one-hot first layer, residual sums above it', { stack: 'rnn,gru', residual: 'on', norm: 'layer' }],
  ['no biases', { stack: 'gru,lstm', embedding: 9, residual: 'on', norm: 'rms', headNorm: 'layer', bias: false }],
  [
    'numbers in, a linear map, two heads with different losses',
    { stack: 'gru,lstm', embedding: 9, residual: 'on', norm: 'rms', headNorm: 'rms' },
    reals([
      { name: 'head', width: 2, loss: 'squaredError' },
      { name: 'class', width: 4, loss: 'softmax', weight: 0.5 },
    ]),
  ],
  [
    'numbers in, quantiles and absolute errors out',
    { cell: 'gru' },
    reals([
      { name: 'head', width: 3, loss: 'quantile', levels: [0.1, 0.5, 0.9] },
      { name: 'other', width: 2, loss: 'absoluteError' },
    ]),
  ],
  [
    'symbols in, sigmoid and squared heads out',
    { cell: 'lstm', layers: 2 },
    {
      input: { type: 'symbols', size: V },
      heads: [
        { name: 'head', width: 3, loss: 'sigmoid' },
        { name: 'other', width: 5, loss: 'squared', weight: 2 },
      ],
      pooling: 'none',
    },
  ],
  ['the mean over time in front of the head', { cell: 'gru' }, { ...SYMBOLS, pooling: 'mean' }],
  ['attention over time in front of the head', { cell: 'gru', headNorm: 'rms' }, { ...SYMBOLS, pooling: 'weighted' }],
  [
    'attention over time in front of two heads',
    { stack: 'gru,lstm', embedding: 9, residual: 'on', norm: 'rms' },
    {
      ...reals([
        { name: 'head', width: 4, loss: 'softmax' },
        { name: 'other', width: 2, loss: 'squaredError', weight: 0.5 },
      ]),
      pooling: 'weighted',
    },
  ],
];

/** A window for any ports; one target in five is left out. */
function windowOf({ input, heads }: NetworkPorts, random: Random, resetState: boolean): Window {
  const rows = STEPS * STREAMS;
  const inputs =
    input.type === 'symbols'
      ? Int32Array.from({ length: rows }, () => random.integer(input.size))
      : Float32Array.from({ length: rows * input.size }, () => 2 * random.uniform() - 1);
  const [targets, ...moreTargets] = heads.map(({ width, loss }) => {
    const symbols = loss === 'softmax' || loss === 'sigmoid' || loss === 'squared';
    const values = symbols
      ? Int32Array.from({ length: rows }, () => random.integer(width))
      : Float32Array.from({ length: rows * width }, () => 2 * random.uniform() - 1);
    for (let row = 0; row < rows; row++)
      if (random.integer(5) === 0) values.fill(symbols ? -1 : Number.NaN, symbols ? row : row * width, symbols ? row + 1 : (row + 1) * width);
    return values;
  });
  return { inputs, targets: targets!, moreTargets, steps: STEPS, resetState };
}

const toFloat32 = (parameters: Parameters): Tensors =>
  new Map([...parameters].map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]));

function assertClose(own: Tensors, expected: Parameters, tolerance: number, what: string): void {
  assert.deepEqual([...own.keys()].sort(), [...expected.keys()].sort());
  for (const [name, { data }] of expected) {
    const scale = Math.max(...data.map(Math.abs), 1e-3);
    data.forEach((value, i) => {
      const got = own.get(name)!.data[i]!;
      assert.ok(Math.abs(got - value) < tolerance * scale, `${what} ${name}[${i}]: ${got} for ${value}`);
    });
  }
}

describe('stacks of layers with their surroundings', () => {
  for (const [title, own, ports = SYMBOLS] of CASES) {
    const configuration: Configuration = {
      ...BASE_CONFIGURATION,
      hidden: 9,
      batchSize: STREAMS,
      sequenceLength: STEPS,
      clip: 0.5,
      optimizer: 'sgd',
      momentum: 0.5,
      ...own,
    };
    // Quantiles and absolute errors bend only where an output is its target, which none of these comes near.
    it(`${title}: backpropagation in float64 agrees with finite differences`, () => {
      const small = { ...configuration, hidden: 3, embedding: configuration.embedding === 9 ? 3 : configuration.embedding };
      const network = new ReferenceNetwork(small, ports, randomWeights(small, ports, 5));
      const window = windowOf(ports, new Random(4, title), true);
      const { error, tensors } = checkGradients(
        network,
        window,
        Array.from({ length: STREAMS }, () => network.zeroState()),
      );
      // A norm over three columns bends so much that the differences themselves are that far off.
      assert.ok(error < (small.norm === 'none' ? 2e-6 : 1e-4), JSON.stringify(tensors));
    });

    for (const threads of [1, 2])
      it(`${title}: the kernels agree with float64 over eight updates, threads: ${threads}`, () => {
        const weights = toFloat32(randomWeights(configuration, ports, 3, 0.4));
        const fast = createLearner({ configuration: { ...configuration, threads }, ports, weights }, { spawn });
        const reference = new ReferenceLearner(configuration, ports, toFloat64(weights));
        const random = new Random(9, title);
        for (let step = 0; step < 8; step++) {
          const window = windowOf(ports, random, step === 0 || step === 5);
          const [result, expected] = [fast.step(window, 0.1)!, reference.step(window, 0.1)];
          assert.ok(Math.abs(result.loss - expected.loss) < 2e-5 * expected.loss, `loss of step ${step + 1}: ${result.loss} for ${expected.loss}`);
          if (step === 0) assertClose(fast.readGradients(), expected.gradients, 2e-5, 'gradient of');
        }
        fast.dispose();
      });
  }

  it('two windows with carried state are one long window', () => {
    const configuration: Configuration = {
      ...BASE_CONFIGURATION,
      stack: 'gru,feedforward,lstm',
      hidden: 9,
      embedding: 9,
      residual: 'on',
      norm: 'rms',
      headNorm: 'rms',
      batchSize: STREAMS,
      sequenceLength: 2 * STEPS,
    };
    const random = new Random(2, 'windows');
    const [first, second] = [windowOf(SYMBOLS, random, true), windowOf(SYMBOLS, random, false)];
    const join = (of: 'inputs' | 'targets') => Int32Array.from([...first[of], ...second[of]]);
    const learner = createLearner({ configuration, ports: SYMBOLS });
    const whole = learner.evaluate([{ inputs: join('inputs'), targets: join('targets'), steps: 2 * STEPS, resetState: true }], STREAMS)!;
    const parts = learner.evaluate([first, second], STREAMS)!;
    assert.ok(Math.abs(parts.nats - whole.nats) < 1e-9 * whole.nats);
    assert.equal(parts.correct, whole.correct);
    const [outputs] = learner.outputs([first, second], STREAMS)!;
    assert.equal(outputs!.length, whole.characters * V);
  });

  it('the mean over time of a window: outputs are those of the averaged states, and its gradient is the slope of the loss', () => {
    const ports: NetworkPorts = { input: { type: 'symbols', size: V }, heads: [{ name: 'head', width: 4, loss: 'softmax' }], pooling: 'mean' };
    const configuration: Configuration = {
      ...BASE_CONFIGURATION,
      cell: 'gru',
      hidden: 5,
      batchSize: STREAMS,
      sequenceLength: STEPS,
      clip: 0,
      optimizer: 'sgd',
    };
    const window = windowOf(ports, new Random(6, 'mean'), true);
    const weights = toFloat32(randomWeights(configuration, ports, 8));
    const learner = createLearner({ configuration, ports, weights });
    const network = new ReferenceNetwork(configuration, { ...ports, pooling: 'none' }, toFloat64(weights));
    const expected: number[] = [];
    for (let row = 0; row < STEPS * STREAMS; row++) if (window.targets[row]! >= 0) expected.push(...averaged(network, window, row));
    const outputs = learner.outputs([window], STREAMS)![0]!;
    assert.equal(outputs.length, expected.length);
    outputs.forEach((value, i) => {
      assert.ok(Math.abs(value - expected[i]!) < 1e-5, `output ${i}`);
    });
    learner.step(window, 0);
    const gradients = learner.readGradients();
    const loss = () => {
      learner.writeWeights(weights);
      const { nats, characters } = learner.evaluate([window], STREAMS)!;
      return nats / characters;
    };
    for (const [name, { data }] of weights)
      for (const i of [0, data.length - 1]) {
        const kept = data[i]!;
        const [up, down] = [1, -1].map((way) => {
          data[i] = kept + way * 0.02;
          return loss();
        }) as [number, number];
        data[i] = kept;
        assert.ok(Math.abs((up - down) / 0.04 - gradients.get(name)!.data[i]!) < 1e-3, `${name}[${i}]`);
      }
  });
});

/** Outputs of the mean of a stream's states up to a row. */
function averaged(network: ReferenceNetwork, { inputs }: Window, row: number): number[] {
  const sum = new Float64Array(network.stack.hidden);
  let state = network.zeroState();
  const last = Math.floor(row / STREAMS);
  for (let t = 0; t <= last; t++) {
    const step = network.forward(inputs[t * STREAMS + (row % STREAMS)]!, state);
    state = step.state;
    step.output.forEach((value, i) => {
      sum[i]! += value / (last + 1);
    });
  }
  const [weight, bias] = ['weight', 'bias'].map((name) => network.weights.get(`head.${name}`)!.data) as [Float64Array, Float64Array];
  return Array.from(bias, (b, v) => sum.reduce((total, value, i) => total + weight[v * sum.length + i]! * value, b));
}
