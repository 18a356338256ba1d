import { sigmoid } from '../../reference/activation';
import { combineBlocks, type Input, type Parameter, sum, times, transposeTimes, type Vector, vector } from '../../reference/matrix';
import { type RecurrentWeights, recurrentGradient } from '../../reference/recurrent';
import type { StepJacobian } from '../../reference/step-jacobian';
import type { GradientLookup, LayerGradient, LayerStep, State, StepLayer } from '../../reference/step-layer';

/** A GRU step keeps q = W_n h_{t-1} + b'_n, what the reset gate lets through. */
interface GruStep extends LayerStep {
  readonly candidate: Vector;
}

/**
 * Gated recurrent unit (Cho et al. 2014) with the reset gate after the matrix product, as PyTorch and cuDNN compute it:
 *
 *     r = σ(U_r x + b_r + W_r h + b'_r)      z likewise
 *     n = tanh(U_n x + b_n + r (W_n h + b'_n))
 *     h_t = (1 - z) n + z h_{t-1}
 *
 * Rows of U, W and the biases: r, z, n.
 */
export class GruReference implements StepLayer {
  readonly hidden: number;

  constructor(private readonly weights: RecurrentWeights) {
    this.hidden = weights.W.shape[1]!;
  }

  get recurrentWeight(): Parameter {
    return this.weights.W;
  }

  zeroState(): State {
    return [new Float64Array(this.hidden)];
  }

  forward(input: Input, previous: State): GruStep {
    const H = this.hidden;
    const { U, W, inputBias, recurrentBias } = this.weights;
    const fromInput = sum(times(U, input), inputBias);
    const fromState = sum(times(W, previous[0]!), recurrentBias);
    const r = vector(H, (i) => sigmoid(fromInput[i]! + fromState[i]!));
    const z = vector(H, (i) => sigmoid(fromInput[H + i]! + fromState[H + i]!));
    const candidate = fromState.subarray(2 * H);
    const n = vector(H, (i) => Math.tanh(fromInput[2 * H + i]! + r[i]! * candidate[i]!));
    const h = vector(H, (i) => (1 - z[i]!) * n[i]! + z[i]! * previous[0]![i]!);
    return { input, previous, state: [h], output: h, gates: [r, z, n], candidate };
  }

  backward(step: LayerStep, dOutput: Vector, [dState]: State, gradients?: GradientLookup): LayerGradient {
    const H = this.hidden;
    const dH = sum(dState!, dOutput);
    const [r, z, n] = step.gates;
    const { candidate } = step as GruStep;
    const h = step.previous[0]!;
    const inputNet = new Float64Array(3 * H);
    for (let i = 0; i < H; i++) {
      const dN = dH[i]! * (1 - z![i]!) * (1 - n![i]! ** 2);
      inputNet[i] = dN * candidate[i]! * r![i]! * (1 - r![i]!);
      inputNet[H + i] = dH[i]! * (h[i]! - n![i]!) * z![i]! * (1 - z![i]!);
      inputNet[2 * H + i] = dN;
    }
    // W_n h stands behind the reset gate, U_n x does not.
    const recurrentNet = inputNet.slice();
    for (let i = 0; i < H; i++) recurrentNet[2 * H + i]! *= r![i]!;
    const previous = transposeTimes(this.weights.W, recurrentNet);
    for (let i = 0; i < H; i++) previous[i]! += z![i]! * dH[i]!;
    return recurrentGradient(this.weights, step, { inputNet, recurrentNet, previous: [previous] }, gradients);
  }

  /** ∂h_t/∂h_{t-1} = diag(z) + diag((h_{t-1} - n) z') W_z + diag((1 - z) n') (diag(r) W_n + diag(q r') W_r),  with q = W_n h_{t-1} + b'_n. */
  jacobian(step: LayerStep): StepJacobian {
    const H = this.hidden;
    const [r, z, n] = step.gates;
    const { candidate } = step as GruStep;
    const h = step.previous[0]!;
    const toN = vector(H, (i) => (1 - z![i]!) * (1 - n![i]! ** 2));
    const factors = [
      vector(H, (i) => toN[i]! * candidate[i]! * r![i]! * (1 - r![i]!)),
      vector(H, (i) => (h[i]! - n![i]!) * z![i]! * (1 - z![i]!)),
      vector(H, (i) => toN[i]! * r![i]!),
    ];
    return {
      size: H,
      times: (v) => {
        const net = times(this.weights.W, v);
        return vector(H, (i) => z![i]! * v[i]! + factors[0]![i]! * net[i]! + factors[1]![i]! * net[H + i]! + factors[2]![i]! * net[2 * H + i]!);
      },
      transposeTimes: (u) => {
        const dNet = new Float64Array(3 * H);
        for (let gate = 0; gate < 3; gate++) for (let i = 0; i < H; i++) dNet[gate * H + i] = factors[gate]![i]! * u[i]!;
        const result = transposeTimes(this.weights.W, dNet);
        for (let i = 0; i < H; i++) result[i]! += z![i]! * u[i]!;
        return result;
      },
      combined: () => {
        const M = { shape: [H, H], data: combineBlocks(this.weights.W, factors) };
        for (let i = 0; i < H; i++) M.data[i * H + i]! += z![i]!;
        return { size: H, times: (v) => times(M, v), transposeTimes: (u) => transposeTimes(M, u) };
      },
    };
  }
}
