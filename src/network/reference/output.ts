import type { Output } from '../../protocol/configuration';
import { type Head, isSymbolLoss } from '../ports';
import { sigmoid } from './activation';
import { type Vector, vector } from './matrix';

/** Loss of one prediction and its gradient by the output layer's net input. */
export interface OutputLoss {
  /** Nats for the cross-entropies. */
  readonly loss: number;
  readonly dLogits: Vector;
}

/** log Σ exp, with the largest taken out so that nothing overflows. */
function logSumExp(x: Vector): number {
  const top = x.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return top + Math.log(x.reduce((total, value) => total + Math.exp(value - top), 0));
}

/**
 * Loss of `logits` when `target` comes next; y is its one-hot vector.
 * - softmax: -log p(target), ∂E/∂net = p - y
 * - sigmoid: the tutorial's o = σ(V s) with cross-entropy of every class, ∂E/∂net = o - y
 * - squared: ½ Σ (o - y)², ∂E/∂net = (o - y) o (1 - o)
 * @param target -1: no loss here
 */
export function outputLoss(output: Output, logits: Vector, target: number): OutputLoss {
  const V = logits.length;
  if (target < 0) return { loss: 0, dLogits: new Float64Array(V) };
  const y = (v: number) => (v === target ? 1 : 0);
  if (output === 'softmax') {
    const total = logSumExp(logits);
    return { loss: total - logits[target]!, dLogits: vector(V, (v) => Math.exp(logits[v]! - total) - y(v)) };
  }
  const o = logits.map(sigmoid);
  if (output === 'sigmoid') {
    // -y log σ(x) - (1 - y) log(1 - σ(x)) = max(x, 0) - x y + log(1 + exp(-|x|)).
    const loss = logits.reduce((total, x, v) => total + Math.max(x, 0) - x * y(v) + Math.log1p(Math.exp(-Math.abs(x))), 0);
    return { loss, dLogits: vector(V, (v) => o[v]! - y(v)) };
  }
  const loss = o.reduce((total, value, v) => total + 0.5 * (value - y(v)) ** 2, 0);
  return { loss, dLogits: vector(V, (v) => (o[v]! - y(v)) * o[v]! * (1 - o[v]!)) };
}

/** Linear outputs against real targets: Σ (o - y)², NaN = no loss here. */
function linearLoss(outputs: Vector, targets: ArrayLike<number>): OutputLoss {
  const dLogits = vector(outputs.length, (v) => (Number.isNaN(targets[v]!) ? 0 : 2 * (outputs[v]! - targets[v]!)));
  return { loss: dLogits.reduce((total, d) => total + (d / 2) ** 2, 0), dLogits };
}

/**
 * Linear outputs against real targets for quantiles q, NaN = no loss here: factor · Σ max(q (y - o), (q - 1) (y - o)). The absolute error has q = ½ and
 * factor 2.
 */
function pinballLoss(outputs: Vector, targets: ArrayLike<number>, levels: readonly number[], factor: number): OutputLoss {
  const slope = (v: number) => {
    const above = targets[v]! - outputs[v]!;
    return above > 0 ? levels[v]! : above < 0 ? levels[v]! - 1 : 0;
  };
  const dLogits = vector(outputs.length, (v) => -factor * slope(v));
  const loss = outputs.reduce((total, o, v) => total + (Number.isNaN(targets[v]!) ? 0 : factor * slope(v) * (targets[v]! - o)), 0);
  return { loss, dLogits };
}

/** Loss of a head at one row. */
export function headLoss(head: Head, outputs: Vector, targets: Int32Array | Float32Array, row: number): OutputLoss {
  const { loss, width, levels = [] } = head;
  if (isSymbolLoss(loss)) return outputLoss(loss, outputs, targets[row]!);
  const own = targets.subarray(row * width, (row + 1) * width);
  if (loss === 'squaredError') return linearLoss(outputs, own);
  return loss === 'quantile' ? pinballLoss(outputs, own, levels, 1) : pinballLoss(outputs, own, new Array<number>(width).fill(0.5), 2);
}

/** Log-probabilities of the next symbol; sigmoid outputs do not sum to 1 and are divided by their sum. */
export function logProbabilities(output: Output, logits: Vector): Vector {
  const scores = output === 'softmax' ? logits : logits.map((x) => Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x))));
  const total = logSumExp(scores);
  return scores.map((score) => score - total);
}
