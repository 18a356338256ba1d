import { gelu, geluSlope, rowsOf } from '../../reference/functions';
import type { ReferenceLayer, TensorLookup } from '../../reference/layer';
import { add, addOuter, type Parameter, sum, times, transposeTimes, type Vector, vector } from '../../reference/matrix';
import { rotate } from './rotary';

/**
 * Causal self-attention with rotary positions, for H heads of e = d / H:
 *
 *     q, k, v = W x + b      a_{ts} = softmax over s ≤ t of q_t·k_s / √e      output = W_o [Σ_s a_{ts} v_s, head beside head] + b_o
 *
 * The state is the last `memory` inputs, nothing at the start; keys and values are made from them anew with the present weights, as Transformer-XL does
 * (Dai et al. 2019). `memory` 0: a window sees itself alone. Rows of `in_proj.weight`: q, k, v.
 */
export function attentionReference(weights: TensorLookup, { heads, memory }: { heads: number; memory: number }): ReferenceLayer {
  const [inWeight, inBias, outWeight, outBias] = ['in_proj.weight', 'in_proj.bias', 'out_proj.weight', 'out_proj.bias'].map(weights) as [
    Parameter,
    Parameter,
    Parameter,
    Parameter,
  ];
  const d = outWeight.shape[0]!;
  const e = d / heads;
  const part = (W: Parameter, i: number) => rowsOf(W, i * d, (i + 1) * d);
  const project = (x: Vector, i: number) => sum(times(part(inWeight, i), x), part(inBias, i).data);
  const headOf = (x: Vector, h: number) => x.subarray(h * e, (h + 1) * e);
  const turn = (x: Vector, position: number, direction: 1 | -1 = 1) => {
    const result = new Float64Array(d);
    for (let h = 0; h < heads; h++) result.set(rotate(headOf(x, h), position, direction), h * e);
    return result;
  };
  return {
    start: () => [],
    forward(inputs, state) {
      const past = state.length;
      const all = [...state, ...inputs];
      const q = inputs.map((x, t) => turn(project(x, 0), past + t));
      const k = all.map((x, s) => turn(project(x, 1), s));
      const v = all.map((x) => project(x, 2));
      const shares = q.map((query, t) =>
        Array.from({ length: heads }, (_, h) => softmax(k.slice(0, past + t + 1).map((key) => dot(headOf(query, h), headOf(key, h)) / Math.sqrt(e)))),
      );
      const mixed = shares.map((perHead) => {
        const result = new Float64Array(d);
        perHead.forEach((share, h) => {
          share.forEach((a, s) => {
            addTimes(headOf(result, h), a, headOf(v[s]!, h));
          });
        });
        return result;
      });
      return {
        attention: shares,
        outputs: mixed.map((x) => sum(times(outWeight, x), outBias.data)),
        state: memory ? all.slice(Math.max(0, all.length - memory)) : [],
        backward(dOutputs, dState, gradients) {
          const [dQ, dK, dV] = [inputs, all, all].map((list) => list.map(() => new Float64Array(d))) as [Vector[], Vector[], Vector[]];
          dOutputs.forEach((dOutput, t) => {
            const dMixed = transposeTimes(outWeight, dOutput);
            if (gradients) {
              addOuter(gradients('out_proj.weight'), dOutput, mixed[t]!);
              add(gradients('out_proj.bias').data, dOutput);
            }
            shares[t]!.forEach((share, h) => {
              const dShare = share.map((_, s) => dot(headOf(dMixed, h), headOf(v[s]!, h)));
              const along = dot(share, dShare);
              share.forEach((a, s) => {
                addTimes(headOf(dV[s]!, h), a, headOf(dMixed, h));
                const dScore = (a * (dShare[s]! - along)) / Math.sqrt(e);
                addTimes(headOf(dQ[t]!, h), dScore, headOf(k[s]!, h));
                addTimes(headOf(dK[s]!, h), dScore, headOf(q[t]!, h));
              });
            });
          });
          const dAll = all.map(() => new Float64Array(d));
          const into = (i: number, dPart: Vector, s: number) => {
            add(dAll[s]!, transposeTimes(part(inWeight, i), dPart));
            if (!gradients) return;
            addOuter(part(gradients('in_proj.weight'), i), dPart, all[s]!);
            add(part(gradients('in_proj.bias'), i).data, dPart);
          };
          dQ.forEach((dPart, t) => {
            into(0, turn(dPart, past + t, -1), past + t);
          });
          dK.forEach((dPart, s) => {
            into(1, turn(dPart, s, -1), s);
          });
          dV.forEach((dPart, s) => {
            into(2, dPart, s);
          });
          dState?.forEach((d, i) => {
            add(dAll[all.length - dState.length + i]!, d);
          });
          return { dInputs: dAll.slice(past), dState: dAll.slice(0, past) };
        },
      };
    },
  };
}

/** The block's second branch, a step at a time: W_2 gelu(W_1 x + b_1) + b_2. It carries nothing. */
export function mlpReference(weights: TensorLookup): ReferenceLayer {
  const [W1, b1, W2, b2] = ['fc1.weight', 'fc1.bias', 'fc2.weight', 'fc2.bias'].map(weights) as [Parameter, Parameter, Parameter, Parameter];
  return {
    start: () => [],
    forward(inputs) {
      const nets = inputs.map((x) => sum(times(W1, x), b1.data));
      return {
        outputs: nets.map((a) => sum(times(W2, a.map(gelu)), b2.data)),
        state: [],
        backward(dOutputs, _, gradients) {
          const dInputs = dOutputs.map((dOutput, t) => {
            const a = nets[t]!;
            const back = transposeTimes(W2, dOutput);
            const dNet = vector(a.length, (i) => back[i]! * geluSlope(a[i]!));
            if (gradients) {
              addOuter(gradients('fc2.weight'), dOutput, a.map(gelu));
              add(gradients('fc2.bias').data, dOutput);
              addOuter(gradients('fc1.weight'), dNet, inputs[t]!);
              add(gradients('fc1.bias').data, dNet);
            }
            return transposeTimes(W1, dNet);
          });
          return { dInputs, dState: [] };
        },
      };
    },
  };
}

function softmax(scores: readonly number[]): Vector {
  const top = Math.max(...scores);
  const powers = Float64Array.from(scores, (score) => Math.exp(score - top));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}

function dot(a: Vector, b: Vector): number {
  let result = 0;
  for (let i = 0; i < a.length; i++) result += a[i]! * b[i]!;
  return result;
}

/** y += a x. */
function addTimes(y: Vector, a: number, x: Vector): void {
  for (let i = 0; i < y.length; i++) y[i]! += a * x[i]!;
}
