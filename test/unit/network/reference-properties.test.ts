import assert from 'node:assert/strict';
import { checkGradients } from '../../../src/diagnostics/gradient-check';
import { backpropagate, countTargets, forwardWindow } from '../../../src/network/reference/backpropagation';
import { clipGradients, globalNorm } from '../../../src/network/reference/clipping';
import { add, type Parameters, type Vector } from '../../../src/network/reference/matrix';
import type { NetworkState } from '../../../src/network/reference/network';
import { ACTIVATIONS, type Architecture, OUTPUTS } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import fc from '../support/properties';
import { buildNet, PLAIN, type RandomNet, randomWindow, smallNets } from '../support/random-nets';

const flat = (states: readonly NetworkState[]): number[] => states.flatMap((state) => state.layers.flat().flatMap((part: Vector) => [...part]));

function assertNear(a: ArrayLike<number>, b: ArrayLike<number>, tolerance = 1e-12): void {
  assert.equal(a.length, b.length);
  for (let i = 0; i < a.length; i++) assert.ok(Math.abs(a[i]! - b[i]!) <= tolerance * (1 + Math.abs(b[i]!)), `[${i}]: ${a[i]} for ${b[i]}`);
}

function assertSameGradients(a: Parameters, b: Parameters): void {
  for (const [name, { data }] of a) assertNear(data, b.get(name)!.data);
}

/** States that differ from zero, as a run carries them. */
function carried(net: RandomNet): readonly NetworkState[] {
  const network = buildNet(net);
  return backpropagate(network, randomWindow({ ...net, seed: net.seed + 1 }, 3, net.streams, true), zero(net)).states;
}

function zero(net: RandomNet): NetworkState[] {
  const network = buildNet(net);
  return Array.from({ length: net.streams }, () => network.zeroState());
}

describe('backpropagation in float64', () => {
  for (const cell of PLAIN)
    for (const activation of cell === 'rnn' || cell === 'feedforward' ? ACTIVATIONS : (['tanh'] as const))
      for (const output of OUTPUTS)
        it(`agrees with finite differences: ${cell} ${activation} ${output}, one to three layers`, () => {
          for (let layers = 1; layers <= 3; layers++) {
            for (const bias of [true, false]) {
              const architecture: Architecture = {
                ...BASE_CONFIGURATION,
                cell,
                activation,
                output,
                layers,
                hidden: 4,
                embedding: layers === 2 ? 3 : 0,
                window: 3,
                bias,
              };
              const net = { architecture, vocabularySize: 5, seed: 10 * layers + Number(bias), steps: 5, streams: 2 };
              const result = checkGradients(buildNet(net), randomWindow(net, net.steps, net.streams), carried(net));
              assert.ok(result.error < 1e-6, `${layers} layers: ${JSON.stringify(result.tensors)}`);
              const kinks = result.tensors.reduce((sum, tensor) => sum + tensor.kinks, 0);
              assert.ok(activation === 'relu' ? kinks < 5 : kinks === 0);
            }
          }
        });

  it('agrees with finite differences on random nets', () => {
    fc.assert(
      fc.property(smallNets(), (net) => {
        const result = checkGradients(buildNet(net), randomWindow(net, net.steps, net.streams), carried(net));
        assert.ok(result.error < 1e-5, JSON.stringify(result.tensors));
      }),
      { numRuns: 60, seed: 5 },
    );
  });

  it('finds a wrong gradient', () => {
    const net: RandomNet = {
      architecture: {
        ...BASE_CONFIGURATION,
        cell: 'gru',
        activation: 'tanh',
        output: 'softmax',
        layers: 1,
        hidden: 4,
        embedding: 0,
        window: 1,
        bias: true,
      },
      vocabularySize: 4,
      seed: 3,
      steps: 4,
      streams: 2,
    };
    const network = buildNet(net);
    const jacobianless = network.layers[0]!;
    const honest = jacobianless.backward.bind(jacobianless);
    // A backward pass that forgets the way through the state.
    jacobianless.backward = (...given) => ({ ...honest(...given), previous: jacobianless.zeroState() });
    assert.ok(checkGradients(network, randomWindow(net, net.steps, net.streams), carried(net)).error > 1e-3);
  });

  it('T = 64 twice with carried state is one pass of 128', () => {
    fc.assert(
      fc.property(smallNets(4), (net) => {
        const network = buildNet(net);
        const B = net.streams;
        const whole = randomWindow(net, 128, B, true);
        const half = (from: number) => ({
          inputs: whole.inputs.slice(from * B, (from + 64) * B),
          targets: whole.targets.slice(from * B, (from + 64) * B),
          steps: 64,
          resetState: from === 0,
        });
        const full = forwardWindow(network, whole, zero(net));
        const first = forwardWindow(network, half(0), zero(net));
        const second = forwardWindow(network, half(64), first.states);
        // The very same operations in the same order: equal to the last bit.
        assert.deepEqual(
          [...first.losses, ...second.losses].flat(2).map(({ loss }) => loss),
          full.losses.flat(2).map(({ loss }) => loss),
        );
        assert.deepEqual(flat(second.states), flat(full.states));
      }),
      { numRuns: 20, seed: 6 },
    );
  });

  it('a batch of streams is the streams one by one', () => {
    fc.assert(
      fc.property(smallNets(), (net) => {
        const network = buildNet(net);
        const window = randomWindow(net, net.steps, net.streams);
        const start = carried(net);
        const batched = backpropagate(network, window, start, 'sum');
        const total = new Map([...batched.gradients].map(([name, { shape, data }]) => [name, { shape, data: new Float64Array(data.length) }]));
        let loss = 0;
        for (let b = 0; b < net.streams; b++) {
          const pick = (values: Window['inputs']) => Int32Array.from({ length: net.steps }, (_, t) => values[t * net.streams + b]!);
          const own = { ...window, inputs: pick(window.inputs), targets: pick(window.targets) };
          const alone = backpropagate(network, own, [start[b]!], 'sum');
          for (const [name, { data }] of alone.gradients) add(total.get(name)!.data, data);
          loss += alone.loss * countTargets(network, own);
          assert.deepEqual(flat(alone.states), flat([batched.states[b]!]));
        }
        assertNear([loss], [batched.loss * countTargets(network, window)]);
        assertSameGradients(total, batched.gradients);
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  it('permuting the batch permutes the states and nothing else', () => {
    fc.assert(
      fc.property(smallNets(), fc.integer({ min: 0, max: 5 }), (net, turn) => {
        const network = buildNet(net);
        const B = net.streams;
        const window = randomWindow(net, net.steps, B);
        const start = carried(net);
        const from = (b: number) => (b + turn) % B;
        const permute = (values: Window['inputs']) => Int32Array.from(values, (_, row) => values[Math.floor(row / B) * B + from(row % B)]!);
        const original = backpropagate(network, window, start);
        const turned = backpropagate(
          network,
          { ...window, inputs: permute(window.inputs), targets: permute(window.targets) },
          start.map((_, b) => start[from(b)]!),
        );
        assertNear([turned.loss], [original.loss]);
        assertSameGradients(turned.gradients, original.gradients);
        turned.states.forEach((state, b) => {
          assert.deepEqual(flat([state]), flat([original.states[from(b)]!]));
        });
      }),
      { numRuns: 60, seed: 8 },
    );
  });

  it('clipping never increases the norm, keeps the direction by norm, and bounds every element by value', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 30 }),
        fc.double({ min: 1e-6, max: 1e3, noNaN: true }),
        fc.constantFrom('norm' as const, 'value' as const),
        (values, threshold, mode) => {
          const gradients: Parameters = new Map([['w', { shape: [values.length], data: Float64Array.from(values) }]]);
          const before = globalNorm(gradients);
          assert.equal(clipGradients(gradients, threshold, mode), before);
          const after = globalNorm(gradients);
          assert.ok(after <= before);
          const { data } = gradients.get('w')!;
          if (mode === 'norm') {
            assert.ok(after <= threshold * (1 + 1e-12));
            for (const [i, g] of data.entries()) assert.ok(Math.abs(g * before - values[i]! * after) <= 1e-9 * (1 + before * before));
          } else for (const g of data) assert.ok(Math.abs(g) <= threshold);
        },
      ),
      { numRuns: 300, seed: 9 },
    );
  });
});

type Window = ReturnType<typeof randomWindow>;
