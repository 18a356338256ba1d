import type { Pooling } from '../ports';
import { add, type Parameter, sum, type Vector } from './matrix';

/** Pooled rows of a window of one stream, and the way back. */
export interface PooledWindow {
  readonly outputs: readonly Vector[];
  /** @returns ∂E/∂(row) by time step; ∂E/∂q is added to `gradient` */
  backward(dOutputs: readonly Vector[], gradient?: Parameter): Vector[];
}

const dot = (a: Vector, b: Vector): number => a.reduce((total, value, i) => total + value * b[i]!, 0);
const scaled = (x: Vector, factor: number): Vector => x.map((value) => value * factor);

/**
 * P_t = Σ_{k≤t} a_tk s_k: for the mean a_tk = 1 / (t + 1), for attention a_tk = softmax over k ≤ t of q · s_k. Written as the sums say, quadratic in the
 * length: the readable statement of what the kernels do along the sequence.
 * @param question q [1, H] of attention
 */
export function poolWindow(pooling: Exclude<Pooling, 'none'>, rows: readonly Vector[], question: Parameter | undefined): PooledWindow {
  const scores = rows.map((row) => (pooling === 'weighted' ? dot(question!.data, row) : 0));
  const shares = rows.map((_, t) => {
    const own = scores.slice(0, t + 1);
    const top = Math.max(...own);
    const weights = own.map((score) => Math.exp(score - top));
    const total = weights.reduce((a, b) => a + b, 0);
    return weights.map((weight) => weight / total);
  });
  const zero = (): Vector => new Float64Array(rows[0]!.length);
  const outputs = shares.map((own) => own.reduce((pooled, share, k) => sum(pooled, scaled(rows[k]!, share)), zero()));
  return {
    outputs,
    backward(dOutputs, gradient) {
      const d = rows.map(zero);
      dOutputs.forEach((dOutput, t) => {
        shares[t]!.forEach((share, k) => {
          add(d[k]!, scaled(dOutput, share));
          if (pooling !== 'weighted') return;
          // The softmax's Jacobian: ∂P_t/∂e_k = a_tk (s_k - P_t).
          const dScore = share * (dot(dOutput, rows[k]!) - dot(dOutput, outputs[t]!));
          add(d[k]!, scaled(question!.data, dScore));
          if (gradient) add(gradient.data, scaled(rows[k]!, dScore));
        });
      });
      return d;
    },
  };
}
