import type { ActivationFunction } from '../../reference/activation';
import { addOuter, type Input, type Parameter, sum, times, transposeTimes, type Vector, vector } from '../../reference/matrix';
import { addTo } from '../../reference/recurrent';
import type { GradientLookup, LayerGradient, LayerStep, State, StepLayer } from '../../reference/step-layer';

/**
 * A fully connected layer, the tutorial's "traditional" network over a fixed window: s_t = φ(U [x_{t-n+1}, …, x_t] + b). Nothing recurs: what lies
 * further back than the window has no influence at all.
 */
export class FeedForwardReference implements StepLayer {
  constructor(
    private readonly U: Parameter,
    private readonly bias: Vector | undefined,
    private readonly activation: ActivationFunction,
  ) {}

  /** Nothing is carried: the window is part of the input. */
  zeroState(): State {
    return [];
  }

  forward(input: Input, previous: State): LayerStep {
    return { input, previous, state: [], output: sum(times(this.U, input), this.bias).map(this.activation.value), gates: [] };
  }

  backward({ input, output }: LayerStep, dOutput: Vector, previous: State, gradients?: GradientLookup): LayerGradient {
    const inputNet = vector(output.length, (i) => this.activation.slope(output[i]!) * dOutput[i]!);
    if (gradients) {
      addOuter(gradients('hidden.weight_l0')!, inputNet, input);
      addTo(gradients('hidden.bias_l0'), inputNet);
    }
    return { input: () => transposeTimes(this.U, inputNet), inputNet, previous };
  }
}
