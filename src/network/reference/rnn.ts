import type { ActivationFunction } from './activation';
import type { Cell, CellGradient, CellStep, RecurrentWeights, State, StepJacobian } from './cell';
import { type Input, sum, times, transposeTimes, type Vector, vector } from './matrix';

/**
 * The vanilla recurrent cell (Elman 1990):
 *
 *     h_t = U x_t + b + W s_{t-1} + b'
 *     s_t = φ(h_t)
 */
export class RnnCell implements Cell {
  readonly hidden: number;

  constructor(
    private readonly weights: RecurrentWeights,
    private readonly activation: ActivationFunction,
  ) {
    this.hidden = weights.W.shape[1]!;
  }

  zeroState(): State {
    return [new Float64Array(this.hidden)];
  }

  forward(input: Input, previous: State): CellStep {
    const { U, W, inputBias, recurrentBias } = this.weights;
    const net = sum(times(U, input), inputBias, times(W, previous[0]!), recurrentBias);
    return { input, previous, state: [net.map(this.activation.value)], gates: [] };
  }

  /** ∂E/∂h_t = φ'(h_t) ∂E/∂s_t;  ∂E/∂s_{t-1} = Wᵀ ∂E/∂h_t. */
  backward({ state }: CellStep, [dS]: State): CellGradient {
    const dNet = this.throughSlope(state[0]!, dS!);
    return { inputNet: dNet, recurrentNet: dNet, previous: [transposeTimes(this.weights.W, dNet)] };
  }

  /** ∂s_t/∂s_{t-1} = diag(φ'(h_t)) W. */
  jacobian({ state }: CellStep): StepJacobian {
    const { W } = this.weights;
    const s = state[0]!;
    return {
      size: this.hidden,
      times: (v) => this.throughSlope(s, times(W, v)),
      transposeTimes: (u) => transposeTimes(W, this.throughSlope(s, u)),
    };
  }

  private throughSlope(s: Vector, v: Vector): Vector {
    const { slope } = this.activation;
    return vector(this.hidden, (i) => slope(s[i]!) * v[i]!);
  }
}
