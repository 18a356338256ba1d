import assert from 'node:assert/strict';
import { bpttTrace } from '../../../src/diagnostics/bptt-trace';
import { backpropagate, forwardWindow } from '../../../src/network/reference/backpropagation';
import { type Parameters, toFloat64, type Vector } from '../../../src/network/reference/matrix';
import { ReferenceNetwork } from '../../../src/network/reference/network';
import { randomWeights } from '../../../src/network/reference/random-weights';
import type { BpttTrace, Matrix } from '../../../src/protocol/bptt-trace';
import { ACTIVATIONS, type Architecture, OUTPUTS } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import type { Tensors } from '../../../src/protocol/model';
import { checkMessage } from '../../../src/protocol/panel-messages';
import { Vocabulary } from '../../../src/text/vocabulary';
import fc from '../support/properties';

const CHARACTERS = ['e', 'h', 'l', 'o'];

const architecture = (overrides: Partial<Architecture> = {}): Architecture => ({
  ...BASE_CONFIGURATION,
  ...{ cell: 'rnn', activation: 'tanh', output: 'softmax', layers: 1, hidden: 3, embedding: 0, window: 2, bias: true },
  ...overrides,
});

/** As a model file holds them. */
const single = (weights: Parameters): Tensors =>
  new Map([...weights].map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]));

const walk = (net: Architecture, weights: Tensors, text: string, characters: readonly string[] = CHARACTERS): BpttTrace =>
  bpttTrace({ architecture: net, vocabulary: new Vocabulary(characters), weights, text, step: 7, now: () => 0 });

function windowOf(text: string, characters: readonly string[]) {
  const symbols = new Vocabulary(characters).encode([...text]);
  return { inputs: symbols.slice(0, -1), targets: symbols.slice(1), steps: symbols.length - 1, resetState: true };
}

const flat = (matrix: Matrix): number[] => matrix.flat() as number[];
const near = (value: number | null, expected: number, tolerance: number, what = '') =>
  assert.ok(value !== null && Math.abs(value - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${what}: ${value} for ${expected}`);

function all(values: readonly number[], expected: ArrayLike<number>, tolerance: number, what: string): void {
  assert.equal(values.length, expected.length, what);
  for (const [i, value] of values.entries()) near(value, expected[i]!, tolerance, `${what}[${i}]`);
}

const nets = fc
  .record({
    cell: fc.constantFrom('rnn' as const, 'lstm' as const, 'gru' as const),
    activation: fc.constantFrom(...ACTIVATIONS),
    output: fc.constantFrom(...OUTPUTS),
    layers: fc.integer({ min: 1, max: 2 }),
    hidden: fc.integer({ min: 1, max: 4 }),
    embedding: fc.constantFrom(0, 0, 3),
    window: fc.constant(2),
    bias: fc.boolean(),
  })
  .map((own) => ({ ...BASE_CONFIGURATION, ...own }));
const texts = fc.array(fc.constantFrom(...CHARACTERS), { minLength: 2, maxLength: 9 }).map((list) => list.join(''));

describe('a text walked through', () => {
  it('computed by hand: two hidden units, two characters', () => {
    // V = 2 ("a", "b"), no biases, "aba": x_1 = a, x_2 = b; targets b, a.
    const tensors: Tensors = new Map([
      ['rnn.weight_ih_l0', { shape: [2, 2], data: Float32Array.of(0.5, -0.25, 1, 0.75) }],
      ['rnn.weight_hh_l0', { shape: [2, 2], data: Float32Array.of(0.5, -1, 0.25, 0.5) }],
      ['head.weight', { shape: [2, 2], data: Float32Array.of(1, -0.5, -1, 2) }],
    ]);
    const { numbers, columns, flow } = walk(architecture({ hidden: 2, bias: false }), tensors, 'aba', ['a', 'b']);
    const [first, second] = numbers!.moments;
    const { tanh, exp, log } = Math;
    // Forward. h_1 = U x_1: the first column of U, since s_0 = 0.
    const s1 = [tanh(0.5), tanh(1)];
    // h_2 = U x_2 + W s_1.
    const h2 = [-0.25 + 0.5 * s1[0]! - 1 * s1[1]!, 0.75 + 0.25 * s1[0]! + 0.5 * s1[1]!];
    const s2 = [tanh(h2[0]!), tanh(h2[1]!)];
    const net1 = [s1[0]! - 0.5 * s1[1]!, -s1[0]! + 2 * s1[1]!];
    const net2 = [s2[0]! - 0.5 * s2[1]!, -s2[0]! + 2 * s2[1]!];
    const softmax = ([a, b]: number[]) => [exp(a!) / (exp(a!) + exp(b!)), exp(b!) / (exp(a!) + exp(b!))];
    const [o1, o2] = [softmax(net1), softmax(net2)];
    // Back. ∂E_t/∂net_t = o_t − y_t, with y_1 = b and y_2 = a.
    const d1 = [o1[0]!, o1[1]! - 1];
    const d2 = [o2[0]! - 1, o2[1]!];
    // ∂E/∂s_2 = Vᵀ d_2: nothing comes after it. ∂E/∂h_2 = (1 − s_2²) ∂E/∂s_2.
    const dS2 = [d2[0]! - d2[1]!, -0.5 * d2[0]! + 2 * d2[1]!];
    const dH2 = [(1 - s2[0]! ** 2) * dS2[0]!, (1 - s2[1]! ** 2) * dS2[1]!];
    // ∂E/∂s_1 = Vᵀ d_1 + Wᵀ ∂E/∂h_2.
    const own = [d1[0]! - d1[1]!, -0.5 * d1[0]! + 2 * d1[1]!];
    const later = [0.5 * dH2[0]! + 0.25 * dH2[1]!, -1 * dH2[0]! + 0.5 * dH2[1]!];
    const dS1 = [own[0]! + later[0]!, own[1]! + later[1]!];
    const dH1 = [(1 - s1[0]! ** 2) * dS1[0]!, (1 - s1[1]! ** 2) * dS1[1]!];
    const same = (values: Matrix | readonly (number | null)[], expected: number[], what: string) =>
      all(values.flat() as number[], expected, 1e-15, what);
    same(first!.input, [1, 0], 'x_1');
    same(first!.layers[0]!.fromInput, [0.5, 1], 'U x_1');
    same(second!.layers[0]!.net, h2, 'h_2');
    same(second!.layers[0]!.state, s2, 's_2');
    same(first!.logits, net1, 'net_1');
    same(second!.outputs, o2, 'o_2');
    near(first!.loss, -log(o1[1]!), 1e-15, 'E_1');
    near(second!.loss, -log(o2[0]!), 1e-15, 'E_2');
    same(first!.dOutputs, [0, -1 / o1[1]!], '∂E_1/∂o_1');
    same(second!.dLogits, d2, '∂E_2/∂net_2');
    same(first!.layers[0]!.fromAbove, own, 'Vᵀ d_1');
    same(first!.layers[0]!.fromLater, later, 'Wᵀ ∂E/∂h_2');
    same(first!.layers[0]!.dState, dS1, '∂E/∂s_1');
    same(first!.layers[0]!.dNet, dH1, '∂E/∂h_1');
    // ∂E/∂U = Σ_t ∂E/∂h_t x_tᵀ: x_1 has the first column, x_2 the second.
    same(first!.sums['rnn.weight_ih_l0']!, [dH1[0]!, dH2[0]!, dH1[1]!, dH2[1]!], '∂E/∂U');
    // ∂E/∂W = Σ_t ∂E/∂h_t s_{t−1}ᵀ: s_0 = 0, so only t = 2 adds something.
    same(first!.contributions['rnn.weight_hh_l0']!, [0, 0, 0, 0], 't = 1 of ∂E/∂W');
    same(first!.sums['rnn.weight_hh_l0']!, [dH2[0]! * s1[0]!, dH2[0]! * s1[1]!, dH2[1]! * s1[0]!, dH2[1]! * s1[1]!], '∂E/∂W');
    same(
      first!.sums['head.weight']!,
      [0, 1].flatMap((v) => [0, 1].map((i) => d1[v]! * s1[i]! + d2[v]! * s2[i]!)),
      '∂E/∂V',
    );
    // The graph: the second loss alone.
    const alone = [dH2[0]! * 0.5 + dH2[1]! * 0.25, -dH2[0]! + dH2[1]! * 0.5];
    near(flow[1]![0]![1]!, Math.hypot(...dS2), 1e-15, '‖∂E_2/∂s_2‖');
    near(flow[1]![0]![0]!, Math.hypot(...alone), 1e-15, '‖∂E_2/∂s_1‖');
    assert.deepEqual([columns[1]!.character, columns[1]!.next, columns[0]!.rank], ['b', 'a', o1[1]! > 0.5 ? 1 : 2]);
  });

  it('sums up to the gradients of the reference to 1e-12, for random nets of every cell and output', () => {
    fc.assert(
      fc.property(nets, texts, fc.nat(1e6), (net, text, seed) => {
        const weights = single(randomWeights(net, 4, seed));
        const { numbers, columns } = walk(net, weights, text);
        const network = new ReferenceNetwork(net, 4, toFloat64(weights));
        const { gradients, loss } = backpropagate(network, windowOf(text, CHARACTERS), [network.zeroState()], 'sum');
        for (const [name, { data }] of gradients) all(flat(numbers!.moments[0]!.sums[name]!), data, 1e-12, name);
        near(
          columns.reduce((sum, column) => sum + column.loss!, 0),
          loss * columns.length,
          1e-12,
        );
        // Each running sum is the one after it and what this time step adds.
        numbers!.moments.forEach(({ sums, contributions }, t) => {
          for (const name of Object.keys(sums)) {
            const after = numbers!.moments[t + 1]?.sums[name];
            all(
              flat(sums[name]!),
              flat(contributions[name]!).map((value, i) => value + (after ? flat(after)[i]! : 0)),
              1e-12,
              name,
            );
          }
        });
      }),
      { numRuns: 60 },
    );
  });

  it('has the parts of ∂E/∂s_t: what the formulas of the cells make of the numbers beside them', () => {
    fc.assert(
      fc.property(nets, texts, fc.nat(1e6), (net, text, seed) => {
        const { numbers } = walk(net, single(randomWeights(net, 4, seed)), text);
        const { moments, weights } = numbers!;
        const top = net.layers - 1;
        moments.forEach((moment, t) => {
          moment.layers.forEach((layer, l) => {
            const W = weights[`rnn.weight_hh_l${l}`]!;
            const after = moments[t + 1]?.layers[l];
            layer.dState.forEach((value, i) => {
              near(value, layer.fromAbove[i]! + layer.fromLater[i]!, 1e-12);
              const carried = net.cell === 'gru' && after ? after.gates[1]![i]! * after.dState[i]! : 0;
              const back = after ? W.reduce((sum, row, r) => sum + row[i]! * after.dRecurrentNet[r]!, 0) + carried : 0;
              near(layer.fromLater[i]!, back, 1e-12, 'from t + 1');
              if (l === top)
                near(
                  layer.fromAbove[i]!,
                  weights['head.weight']!.reduce((sum, row, v) => sum + row[i]! * moment.dLogits[v]!, 0),
                  1e-12,
                  'from the output',
                );
              if (layer.dCell) near(layer.cellFromLater![i]!, after ? after.gates[1]![i]! * after.dCell![i]! : 0, 1e-12, '∂E/∂c_t from t + 1');
            });
            const bias = (kind: string, r: number) => (net.bias ? (weights[`rnn.bias_${kind}_l${l}`]![r]![0] ?? 0) : 0);
            layer.net.forEach((value, r) => {
              const reset = net.cell === 'gru' && r >= 2 * net.hidden ? layer.gates[0]![r - 2 * net.hidden]! : 1;
              near(value, layer.fromInput[r]! + bias('ih', r) + reset * (layer.fromState[r]! + bias('hh', r)), 1e-12, 'net input');
            });
          });
          // ∂E/∂net = Σ_v ∂E/∂o_v · ∂o_v/∂net.
          moment.dLogits.forEach((value, v) => {
            const o = moment.outputs as number[];
            const through =
              net.output === 'softmax'
                ? o.reduce((sum, other, w) => sum + moment.dOutputs[w]! * other * ((v === w ? 1 : 0) - o[v]!), 0)
                : moment.dOutputs[v]! * o[v]! * (1 - o[v]!);
            near(value, through, 1e-9, '∂E/∂net');
          });
        });
      }),
      { numRuns: 60 },
    );
  });

  it('has the gradients that finite differences give', () => {
    for (const cell of ['rnn', 'lstm', 'gru'] as const)
      for (const output of OUTPUTS) {
        const net = architecture({ cell, output });
        const weights = single(randomWeights(net, 4, 11));
        const { sums } = walk(net, weights, 'hello').numbers!.moments[0]!;
        const exact = toFloat64(weights);
        const network = new ReferenceNetwork(net, 4, exact);
        const total = () => {
          const { losses } = forwardWindow(network, windowOf('hello', CHARACTERS), [network.zeroState()]);
          return losses.flat(2).reduce((sum, { loss }) => sum + loss, 0);
        };
        for (const [name, { data }] of exact)
          data.forEach((kept, i) => {
            data[i] = kept + 1e-5;
            const above = total();
            data[i] = kept - 1e-5;
            const below = total();
            data[i] = kept;
            near(flat(sums[name]!)[i]!, (above - below) / 2e-5, 1e-7, `${cell} ${output} ${name}[${i}]`);
          });
      }
  });

  it('follows one loss back: ‖∂E_T/∂s_t‖ by finite differences of the state', () => {
    for (const cell of ['rnn', 'lstm', 'gru'] as const) {
      const net = architecture({ cell });
      const weights = single(randomWeights(net, 4, 5));
      const { flow } = walk(net, weights, 'hellohel');
      const network = new ReferenceNetwork(net, 4, toFloat64(weights));
      const { inputs, targets } = windowOf('hellohel', CHARACTERS);
      const T = 5;
      for (let t = 0; t <= T; t++) {
        /** E_T when part `part` of s_t is moved. */
        const moved = (part: number, unit: number, by: number) => {
          let state = network.zeroState();
          let logits: Vector = new Float64Array();
          for (let k = 0; k <= T; k++) {
            const step = network.forward(inputs[k]!, state);
            ({ state, logits } = step);
            if (k !== t) continue;
            const layers = state.layers.map((one) => one.map((vector) => vector.slice()));
            layers[0]![part]![unit]! += by;
            state = { ...state, layers };
            if (k === T) {
              const V = network.weights.get('head.weight')!.data;
              logits = logits.map((value, v) => value + (part === 0 ? V[v * 3 + unit]! * by : 0));
            }
          }
          return Math.log(logits.reduce((sum, value) => sum + Math.exp(value), 0)) - logits[targets[T]!]!;
        };
        let squares = 0;
        for (let part = 0; part < (cell === 'lstm' ? 2 : 1); part++)
          for (let unit = 0; unit < 3; unit++) squares += ((moved(part, unit, 1e-5) - moved(part, unit, -1e-5)) / 2e-5) ** 2;
        near(flow[T]![0]![t]!, Math.sqrt(squares), 1e-7, `${cell} t = ${t}`);
      }
    }
  });

  it('shows any net, and every number of tiny recurrent ones alone', () => {
    const big = architecture({ cell: 'gru', hidden: 40, layers: 2 });
    const shown = walk(big, single(randomWeights(big, 4, 3)), 'hellohellohellohello');
    assert.equal(shown.numbers, null);
    assert.equal(shown.columns.length, 16);
    assert.equal(shown.text.length, 17);
    assert.deepEqual(
      shown.units.map((units) => [units.length, new Set(units).size]),
      [
        [24, 24],
        [24, 24],
      ],
    );
    assert.ok(shown.units[0]!.every((unit, i, all) => i === 0 || unit > all[i - 1]!));
    assert.equal(shown.flow[15]!.length, 2);
    assert.equal(shown.flow[15]![0]!.length, 16);
    const forward = architecture({ cell: 'feedforward' });
    const flat = walk(forward, single(randomWeights(forward, 4, 3)), 'hello');
    assert.equal(flat.numbers, null);
    assert.deepEqual(flat.flow, [null, null, null, null]);
  });

  it('comes to the page with every number: tiny nets, a large one, and one whose weights are not finite', () => {
    const nets = [
      architecture({ cell: 'lstm' }),
      architecture({ cell: 'gru', layers: 2 }),
      architecture({ cell: 'feedforward' }),
      architecture({ hidden: 40 }),
    ];
    const finite = nets.map((net) => walk(net, single(randomWeights(net, 4, 3)), 'hellx'));
    const lost = new Map(
      [...randomWeights(nets[3]!, 4, 3)].map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data, () => Number.NaN) }]),
    );
    for (const trace of [...finite, walk(nets[3]!, lost, 'hello')]) {
      const sent = JSON.parse(JSON.stringify({ type: 'walk', id: 1, runId: 'r', walk: trace }));
      assert.deepEqual(JSON.parse(JSON.stringify(checkMessage(sent) ?? null)), sent);
    }
  });

  it('bears characters that it does not know, and a text of one', () => {
    const net = architecture();
    const weights = single(randomWeights(net, 4, 3));
    const { columns, flow, numbers } = walk(net, weights, 'hxl');
    assert.deepEqual(
      columns.map(({ known, loss }) => [known, loss === null]),
      [
        [true, true],
        [false, false],
      ],
    );
    assert.equal(flow[0], null);
    assert.deepEqual(numbers!.moments[1]!.input, [0, 0, 0, 0]);
    const one = walk(net, weights, 'h');
    assert.deepEqual([one.columns.length, one.columns[0]!.next, one.columns[0]!.loss], [1, null, null]);
    assert.deepEqual(JSON.parse(JSON.stringify(one)), one);
  });
});
