import { sigmoid } from '../../reference/activation';
import { silu, siluSlope } from '../../reference/functions';
import type { ReferenceLayer, TensorLookup } from '../../reference/layer';
import { add, addOuter, type Parameter, sum, times, transposeTimes, type Vector, vector } from '../../reference/matrix';
import { normalize } from '../../reference/normalization';

/** Under the root of the keys' and queries' length. */
const EPSILON = 1e-6;

/** One head at one time step. */
interface Step {
  readonly q: Unit;
  readonly k: Unit;
  readonly v: Vector;
  readonly beta: number;
  readonly previous: Parameter;
  readonly S: Parameter;
  readonly change: Vector;
  readonly normalized: ReturnType<typeof normalize>;
}

/**
 * DeltaNet (Schlag et al. 2021, Yang et al. 2024): a matrix of associations for every head, in which a key's value is replaced rather than added to.
 *
 *     [q, k, v] = W x      q, k ← silu(·) / √(Σ silu(·)² + 1e-6)      β = σ(W_β x + b_β)
 *     S_t = S_{t-1} + β (v - S_{t-1} k) kᵀ      o = S_t q      output = W_o RMS(o)
 *
 * `onorm.weight` is shared by the heads. State: S [e, e] a head (values x keys), zeros at the start.
 */
export function deltanetReference(weights: TensorLookup, { heads }: { heads: number }): ReferenceLayer {
  const [inWeight, betaWeight, betaBias, onorm, outWeight] = ['in_proj.weight', 'beta.weight', 'beta.bias', 'onorm.weight', 'out_proj.weight'].map(
    weights,
  ) as [Parameter, Parameter, Parameter, Parameter, Parameter];
  const d = outWeight.shape[0]!;
  const e = d / heads;
  const matrix = (data: Vector): Parameter => ({ shape: [e, e], data });
  return {
    start: () => Array.from({ length: heads }, () => new Float64Array(e * e)),
    forward(inputs, state) {
      const steps: Step[][] = [];
      const mixed: Vector[] = [];
      let S = state.map(matrix);
      const outputs = inputs.map((x) => {
        const all = times(inWeight, x);
        const betas = sum(times(betaWeight, x), betaBias.data).map(sigmoid);
        const heads = S.map((previous, h) => {
          const part = (i: number) => all.slice(i * d + h * e, i * d + (h + 1) * e);
          const [q, k, v, beta] = [unit(part(0)), unit(part(1)), part(2), betas[h]!];
          const recalled = times(previous, k.value);
          const change = vector(e, (i) => beta * (v[i]! - recalled[i]!));
          const next = matrix(previous.data.slice());
          addOuter(next, change, k.value);
          return { q, k, v, beta, previous, S: next, change, normalized: normalize(times(next, q.value), onorm.data) };
        });
        S = heads.map((head) => head.S);
        steps.push(heads);
        const row = new Float64Array(d);
        heads.forEach(({ normalized }, h) => {
          row.set(normalized.output, h * e);
        });
        mixed.push(row);
        return times(outWeight, row);
      });
      return {
        outputs,
        state: S.map(({ data }) => data),
        backward(dOutputs, dState, gradients) {
          const dInputs: Vector[] = [];
          const dS = Array.from({ length: heads }, (_, h) => matrix(dState?.[h]?.slice() ?? new Float64Array(e * e)));
          for (let t = inputs.length - 1; t >= 0; t--) {
            const dMixed = transposeTimes(outWeight, dOutputs[t]!);
            const dAll = new Float64Array(3 * d);
            const dBeta = new Float64Array(heads);
            steps[t]!.forEach(({ q, k, v, beta, previous, S: after, change, normalized }, h) => {
              const dO = normalized.backward(dMixed.slice(h * e, (h + 1) * e), gradients?.('onorm.weight'));
              const dH = dS[h]!;
              addOuter(dH, dO, q.value);
              const dChange = times(dH, k.value);
              const recalled = times(previous, k.value);
              dBeta[h] = dChange.reduce((total, each, i) => total + each * (v[i]! - recalled[i]!), 0) * beta * (1 - beta);
              const dValue = dChange.map((each) => beta * each);
              const dRecalled = dValue.map((each) => -each);
              const dKey = sum(transposeTimes(dH, change), transposeTimes(previous, dRecalled));
              addOuter(dH, dRecalled, k.value);
              dAll.set(q.backward(transposeTimes(after, dO)), h * e);
              dAll.set(k.backward(dKey), d + h * e);
              dAll.set(dValue, 2 * d + h * e);
            });
            dInputs[t] = sum(transposeTimes(inWeight, dAll), transposeTimes(betaWeight, dBeta));
            if (!gradients) continue;
            addOuter(gradients('out_proj.weight'), dOutputs[t]!, mixed[t]!);
            addOuter(gradients('in_proj.weight'), dAll, inputs[t]!);
            addOuter(gradients('beta.weight'), dBeta, inputs[t]!);
            add(gradients('beta.bias').data, dBeta);
          }
          return { dInputs, dState: dS.map(({ data }) => data) };
        },
      };
    },
  };
}

/** silu(x) scaled to length 1, and the way back to ∂E/∂x. */
interface Unit {
  readonly value: Vector;
  backward(d: Vector): Vector;
}

function unit(x: Vector): Unit {
  const y = x.map(silu);
  const scale = 1 / Math.sqrt(y.reduce((total, each) => total + each * each, EPSILON));
  const value = y.map((each) => each * scale);
  return {
    value,
    backward(d) {
      const along = value.reduce((total, each, i) => total + each * d[i]!, 0);
      return vector(x.length, (i) => scale * (d[i]! - value[i]! * along) * siluSlope(x[i]!));
    },
  };
}
