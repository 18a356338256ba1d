import type { ActivationFunction } from '../../reference/activation';
import { type Input, type Parameter, sum, times, transposeTimes, type Vector, vector } from '../../reference/matrix';
import { type RecurrentWeights, recurrentGradient } from '../../reference/recurrent';
import type { StepJacobian } from '../../reference/step-jacobian';
import type { GradientLookup, LayerGradient, LayerStep, State, StepLayer } from '../../reference/step-layer';

/**
 * The vanilla recurrent cell (Elman 1990):
 *
 *     a_t = U x_t + b + W s_{t-1} + b'
 *     s_t = φ(a_t)
 */
export class RnnReference implements StepLayer {
  readonly hidden: number;

  constructor(
    private readonly weights: RecurrentWeights,
    private readonly activation: ActivationFunction,
  ) {
    this.hidden = weights.W.shape[1]!;
  }

  get recurrentWeight(): Parameter {
    return this.weights.W;
  }

  zeroState(): State {
    return [new Float64Array(this.hidden)];
  }

  forward(input: Input, previous: State): LayerStep {
    const { U, W, inputBias, recurrentBias } = this.weights;
    const net = sum(times(U, input), inputBias, times(W, previous[0]!), recurrentBias);
    const s = net.map(this.activation.value);
    return { input, previous, state: [s], output: s, gates: [] };
  }

  /** ∂E/∂a_t = φ'(a_t) ∂E/∂s_t;  ∂E/∂s_{t-1} = Wᵀ ∂E/∂a_t. */
  backward(step: LayerStep, dOutput: Vector, [dS]: State, gradients?: GradientLookup): LayerGradient {
    const dNet = this.throughSlope(step.state[0]!, sum(dS!, dOutput));
    const parts = { inputNet: dNet, recurrentNet: dNet, previous: [transposeTimes(this.weights.W, dNet)] };
    return recurrentGradient(this.weights, step, parts, gradients);
  }

  /** ∂s_t/∂s_{t-1} = diag(φ'(a_t)) W. */
  jacobian({ state }: LayerStep): StepJacobian {
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
