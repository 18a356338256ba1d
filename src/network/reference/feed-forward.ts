import type { ActivationFunction } from './activation';
import type { Cell, CellGradient, CellStep, State, StepJacobian } from './cell';
import { type Input, type Parameter, sum, times, type Vector, vector } from './matrix';

/**
 * A fully connected layer, the tutorial's "traditional" network over a fixed window: s_t = φ(U [x_{t-n+1}, …, x_t] + b). Nothing recurs: what lies
 * further back than the window has no influence at all.
 */
export class FeedForwardCell implements Cell {
  readonly hidden: number;

  constructor(
    private readonly U: Parameter,
    private readonly bias: Vector | undefined,
    private readonly activation: ActivationFunction,
  ) {
    this.hidden = U.shape[0]!;
  }

  zeroState(): State {
    return [new Float64Array(this.hidden)];
  }

  forward(input: Input, previous: State): CellStep {
    return { input, previous, state: [sum(times(this.U, input), this.bias).map(this.activation.value)], gates: [] };
  }

  backward({ state }: CellStep, [dS]: State): CellGradient {
    const inputNet = vector(this.hidden, (i) => this.activation.slope(state[0]![i]!) * dS![i]!);
    return { inputNet, previous: this.zeroState() };
  }

  /** ∂s_t/∂s_{t-1} = 0. */
  jacobian(): StepJacobian {
    const zero = () => new Float64Array(this.hidden);
    return { size: this.hidden, times: zero, transposeTimes: zero };
  }
}
