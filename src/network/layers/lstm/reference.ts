import { sigmoid } from '../../reference/activation';
import { combineBlocks, type Input, type Parameter, sum, times, transposeTimes, type Vector, vector } from '../../reference/matrix';
import { type RecurrentWeights, recurrentGradient } from '../../reference/recurrent';
import type { StepJacobian } from '../../reference/step-jacobian';
import type { GradientLookup, LayerGradient, LayerStep, State, StepLayer } from '../../reference/step-layer';

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000), as PyTorch computes it:
 *
 *     i = σ(U_i x + b_i + W_i h + b'_i)      f, o likewise;  g with tanh
 *     c_t = f c_{t-1} + i g
 *     h_t = o tanh(c_t)
 *
 * Rows of U, W and the biases: i, f, g, o. The state is [h, c].
 */
export class LstmReference implements StepLayer {
  readonly hidden: number;

  constructor(private readonly weights: RecurrentWeights) {
    this.hidden = weights.W.shape[1]!;
  }

  get recurrentWeight(): Parameter {
    return this.weights.W;
  }

  zeroState(): State {
    return [new Float64Array(this.hidden), new Float64Array(this.hidden)];
  }

  forward(input: Input, previous: State): LayerStep {
    const H = this.hidden;
    const { U, W, inputBias, recurrentBias } = this.weights;
    const net = sum(times(U, input), inputBias, times(W, previous[0]!), recurrentBias);
    const i = net.subarray(0, H).map(sigmoid);
    const f = net.subarray(H, 2 * H).map(sigmoid);
    const g = net.subarray(2 * H, 3 * H).map(Math.tanh);
    const o = net.subarray(3 * H).map(sigmoid);
    const c = vector(H, (n) => f[n]! * previous[1]![n]! + i[n]! * g[n]!);
    const h = vector(H, (n) => o[n]! * Math.tanh(c[n]!));
    return { input, previous, state: [h, c], output: h, gates: [i, f, g, o] };
  }

  /** ∂E/∂c_t gains o (1 - tanh² c_t) ∂E/∂h_t; the gates' net inputs follow through their slopes. */
  backward(step: LayerStep, dOutput: Vector, [dH, dC]: State, gradients?: GradientLookup): LayerGradient {
    return recurrentGradient(this.weights, step, this.through(step, partials(step), sum(dH!, dOutput), dC!), gradients);
  }

  private through(step: LayerStep, { toCell, toOutput, toHidden }: Partials, dH: Vector, dC: Vector): Through {
    const H = this.hidden;
    const f = step.gates[1]!;
    const dPrevious = new Float64Array(H);
    const dNet = new Float64Array(4 * H);
    for (let n = 0; n < H; n++) {
      const dCell = dC[n]! + toHidden[n]! * dH[n]!;
      for (let gate = 0; gate < 3; gate++) dNet[gate * H + n] = toCell[gate]![n]! * dCell;
      dNet[3 * H + n] = toOutput[n]! * dH[n]!;
      dPrevious[n] = f[n]! * dCell;
    }
    return { inputNet: dNet, recurrentNet: dNet, previous: [transposeTimes(this.weights.W, dNet), dPrevious] };
  }

  /**
   * ∂(h_t, c_t)/∂(h_{t-1}, c_{t-1}), jointly:
   *
   *     δc_t = f δc_{t-1} + (g i' W_i + c_{t-1} f' W_f + i g' W_g) δh_{t-1}
   *     δh_t = tanh(c_t) o' W_o δh_{t-1} + o (1 - tanh² c_t) δc_t
   */
  jacobian(step: LayerStep): StepJacobian {
    const H = this.hidden;
    const slopes = partials(step);
    const { toCell, toOutput, toHidden } = slopes;
    const f = step.gates[1]!;
    return {
      size: 2 * H,
      times: (v) => {
        const net = times(this.weights.W, v.subarray(0, H));
        const result = new Float64Array(2 * H);
        for (let n = 0; n < H; n++) {
          const dC = f[n]! * v[H + n]! + toCell[0]![n]! * net[n]! + toCell[1]![n]! * net[H + n]! + toCell[2]![n]! * net[2 * H + n]!;
          result[n] = toOutput[n]! * net[3 * H + n]! + toHidden[n]! * dC;
          result[H + n] = dC;
        }
        return result;
      },
      transposeTimes: (u) => {
        const { previous } = this.through(step, slopes, u.subarray(0, H), u.subarray(H));
        const result = new Float64Array(2 * H);
        result.set(previous[0]);
        result.set(previous[1], H);
        return result;
      },
      combined: () => {
        // δh_{t-1} to δh_t past the cell, and to δc_t.
        const data = new Float64Array(2 * H * H);
        data.set(combineBlocks(this.weights.W, [toOutput], 3));
        data.set(combineBlocks(this.weights.W, toCell), H * H);
        const D = { shape: [2 * H, H], data };
        return {
          size: 2 * H,
          times: (v) => {
            const result = times(D, v.subarray(0, H));
            for (let n = 0; n < H; n++) {
              result[H + n]! += f[n]! * v[H + n]!;
              result[n]! += toHidden[n]! * result[H + n]!;
            }
            return result;
          },
          transposeTimes: (u) => {
            const d = u.slice();
            for (let n = 0; n < H; n++) d[H + n]! += toHidden[n]! * u[n]!;
            const result = new Float64Array(2 * H);
            result.set(transposeTimes(D, d));
            for (let n = 0; n < H; n++) result[H + n] = f[n]! * d[H + n]!;
            return result;
          },
        };
      },
    };
  }
}

interface Through {
  readonly inputNet: Vector;
  readonly recurrentNet: Vector;
  readonly previous: readonly [Vector, Vector];
}

interface Partials {
  readonly toCell: readonly Vector[];
  readonly toOutput: Vector;
  readonly toHidden: Vector;
}

/** Slopes of c_t by the net inputs of i, f, g; of h_t by that of o; and of h_t by c_t. */
function partials({ gates: [i, f, g, o], previous, state }: LayerStep): Partials {
  const H = i!.length;
  const tanh = state[1]!.map(Math.tanh);
  return {
    toCell: [
      vector(H, (n) => g![n]! * i![n]! * (1 - i![n]!)),
      vector(H, (n) => previous[1]![n]! * f![n]! * (1 - f![n]!)),
      vector(H, (n) => i![n]! * (1 - g![n]! ** 2)),
    ],
    toOutput: vector(H, (n) => tanh[n]! * o![n]! * (1 - o![n]!)),
    toHidden: vector(H, (n) => o![n]! * (1 - tanh[n]! ** 2)),
  };
}
