import assert from 'node:assert/strict';
import { attentionReference, mlpReference } from '../../../../src/network/layers/attention/reference';
import { convReference } from '../../../../src/network/layers/conv/reference';
import { deltanetReference } from '../../../../src/network/layers/deltanet/reference';
import { lruReference } from '../../../../src/network/layers/lru/reference';
import { minGruReference } from '../../../../src/network/layers/mingru/reference';
import { minLstmReference } from '../../../../src/network/layers/minlstm/reference';
import { s6Reference } from '../../../../src/network/layers/s6/reference';
import { Random } from '../../../../src/network/random';
import type { ReferenceLayer, TensorLookup } from '../../../../src/network/reference/layer';
import { type Parameters, type Vector, zerosLike } from '../../../../src/network/reference/matrix';
import { inside } from '../../../../src/network/reference/stack';

interface Case {
  readonly shapes: Record<string, number[]>;
  create(tensors: TensorLookup): ReferenceLayer;
}

const D = 6;
const LRU = 5;
const CASES: Record<string, Case> = {
  mingru: { shapes: { 'rnn.weight_ih': [2 * D, D], 'rnn.bias_ih': [2 * D] }, create: minGruReference },
  'mingru with the positive candidate': {
    shapes: { 'rnn.weight_ih': [2 * D, D], 'rnn.bias_ih': [2 * D] },
    create: (tensors) => minGruReference(tensors, { positive: true }),
  },
  minlstm: { shapes: { 'rnn.weight_ih': [3 * D, D], 'rnn.bias_ih': [3 * D] }, create: minLstmReference },
  lru: {
    shapes: {
      ...{ 'lru.nu_log': [LRU], 'lru.theta_log': [LRU], 'lru.gamma_log': [LRU], 'lru.B_re': [LRU, D], 'lru.B_im': [LRU, D] },
      ...{ 'lru.C_re': [D, LRU], 'lru.C_im': [D, LRU], 'lru.D': [D], 'glu.weight': [2 * D, D], 'glu.bias': [2 * D] },
    },
    create: lruReference,
  },
  s6: {
    shapes: {
      ...{
        'in_proj.weight': [2 * D, D],
        conv_weight: [D, 4],
        conv_bias: [D],
        'x_proj.weight': [8, D],
        'dt_proj.weight': [D, 2],
        'dt_proj.bias': [D],
      },
      ...{ A_log: [D, 3], D: [D], 'out_proj.weight': [D, D] },
    },
    create: s6Reference,
  },
  conv: { shapes: { weight: [2 * D, D, 3], bias: [2 * D] }, create: (tensors) => convReference(tensors, { dilation: 2 }) },
  'attention with memory': {
    shapes: { 'in_proj.weight': [3 * D, D], 'in_proj.bias': [3 * D], 'out_proj.weight': [D, D], 'out_proj.bias': [D] },
    create: (tensors) => attentionReference(tensors, { heads: 1, memory: 20 }),
  },
  "attention's second branch": {
    shapes: { 'fc1.weight': [4 * D, D], 'fc1.bias': [4 * D], 'fc2.weight': [D, 4 * D], 'fc2.bias': [D] },
    create: mlpReference,
  },
  deltanet: {
    shapes: {
      ...{ 'in_proj.weight': [3 * D, D], 'beta.weight': [2, D], 'beta.bias': [2], 'onorm.weight': [D / 2], 'out_proj.weight': [D, D] },
    },
    create: (tensors) => deltanetReference(tensors, { heads: 2 }),
  },
};

function build({ shapes, create }: Case, seed: number) {
  const random = new Random(seed, 'test');
  const vector = (n: number): Vector => Float64Array.from({ length: n }, () => random.normal() * 0.6);
  const weights: Parameters = new Map(Object.entries(shapes).map(([name, shape]) => [name, { shape, data: vector(shape.reduce((a, b) => a * b)) }]));
  const layer = create(inside(weights, ''));
  const inputs = (steps: number) => Array.from({ length: steps }, () => vector(D));
  // A state that a stream may have, and no zeros.
  const state = layer.forward(inputs(7), layer.start()).state.map((part) => Float64Array.from(part));
  return { layer, weights, inputs, state, vector };
}

const dot = (a: readonly Vector[], b: readonly Vector[]) => a.reduce((sum, v, i) => sum + v.reduce((s, x, j) => s + x * b[i]![j]!, 0), 0);

describe('layer kinds in float64', () => {
  for (const [name, kind] of Object.entries(CASES)) {
    it(`${name}: gradients of tensors, inputs and carried state agree with central differences within 1e-7`, () => {
      const { layer, weights, inputs, state, vector } = build(kind, 3);
      const x = inputs(5);
      const pass = layer.forward(x, state);
      const [dOutputs, dState] = [pass.outputs.map(({ length }) => vector(length)), pass.state.map(({ length }) => vector(length))];
      const gradients = zerosLike(weights);
      const back = pass.backward(dOutputs, dState, inside(gradients, ''));
      const energy = () => {
        const { outputs, state: after } = layer.forward(x, state);
        return dot(outputs, dOutputs) + dot(after, dState);
      };
      const check = (values: Vector, gradient: Vector, what: string) => {
        for (let i = 0; i < values.length; i++) {
          const [kept, h] = [values[i]!, 1e-5];
          values[i] = kept + h;
          const above = energy();
          values[i] = kept - h;
          const slope = (above - energy()) / (2 * h);
          values[i] = kept;
          assert.ok(Math.abs(slope - gradient[i]!) < 1e-7 * Math.max(1, Math.abs(slope)), `${what}[${i}]: ${gradient[i]} for ${slope}`);
        }
      };
      for (const [tensor, { data }] of weights) check(data, gradients.get(tensor)!.data, tensor);
      x.forEach((values, t) => {
        check(values, back.dInputs[t]!, `input ${t}`);
      });
      state.forEach((values, i) => {
        check(values, back.dState[i]!, `state ${i}`);
      });
    });

    it(`${name}: two windows with carried state are one long window, bit for bit`, () => {
      const { layer, inputs } = build(kind, 4);
      const x = inputs(12);
      const long = layer.forward(x, layer.start());
      const first = layer.forward(x.slice(0, 5), layer.start());
      const second = layer.forward(x.slice(5), first.state);
      assert.deepEqual([...first.outputs, ...second.outputs], long.outputs);
      assert.deepEqual(second.state, long.state);
    });
  }

  it('attention without memory carries nothing, and its memory is absent at the start rather than zero', () => {
    const { shapes } = CASES['attention with memory']!;
    const build2 = (memory: number) => build({ shapes, create: (tensors) => attentionReference(tensors, { heads: 3, memory }) }, 5);
    const { layer, inputs } = build2(0);
    const x = inputs(6);
    assert.deepEqual(layer.forward(x, layer.start()).state, []);
    const kept = build2(4).layer;
    assert.deepEqual(kept.start(), []);
    const [first, zero] = [kept.forward(x, kept.start()), kept.forward(x, [new Float64Array(D)])];
    assert.notDeepEqual(first.outputs, zero.outputs);
    assert.equal(first.state.length, 4);
    assert.deepEqual(layer.forward(x, []).outputs, first.outputs);
  });

  it('convolution sees (k - 1) dilation steps back and no further', () => {
    const { layer, inputs } = build(CASES.conv!, 6);
    const x = inputs(10);
    const pass = layer.forward(x, layer.start());
    const { dInputs } = pass.backward(pass.outputs.map(({ length }, t) => new Float64Array(length).fill(t === 9 ? 1 : 0)));
    dInputs.forEach((d, t) => {
      assert.equal(
        d.some((value) => value !== 0),
        [5, 7, 9].includes(t),
        `step ${t}`,
      );
    });
  });
});
