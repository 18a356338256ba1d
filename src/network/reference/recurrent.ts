import { add, addOuter, type Parameter, transposeTimes, type Vector } from './matrix';
import type { GradientLookup, LayerGradient, LayerStep, State } from './step-layer';

/** Weights of a recurrent layer: U [G·H, in], W [G·H, H], and two biases [G·H] or none. */
export interface RecurrentWeights {
  readonly U: Parameter;
  readonly W: Parameter;
  readonly inputBias?: Vector | undefined;
  readonly recurrentBias?: Vector | undefined;
}

/**
 * The gradients that follow from those of both net inputs: ∂E/∂U += ∂E/∂(U x + b) xᵀ, ∂E/∂W += ∂E/∂(W h + b') hᵀ with h = h_{t-1}, the biases the same
 * without x and h; ∂E/∂x = Uᵀ ∂E/∂(U x + b).
 */
export function recurrentGradient(
  { U }: RecurrentWeights,
  { input, previous: before }: LayerStep,
  { inputNet, recurrentNet, previous }: { inputNet: Vector; recurrentNet: Vector; previous: State },
  gradients: GradientLookup | undefined,
): LayerGradient {
  if (gradients) {
    addOuter(gradients('rnn.weight_ih_l0')!, inputNet, input);
    addOuter(gradients('rnn.weight_hh_l0')!, recurrentNet, before[0]!);
    addTo(gradients('rnn.bias_ih_l0'), inputNet);
    addTo(gradients('rnn.bias_hh_l0'), recurrentNet);
  }
  return { input: () => transposeTimes(U, inputNet), inputNet, recurrentNet, previous };
}

/** Adds to a bias, if there is one. */
export function addTo(bias: Parameter | undefined, d: Vector): void {
  if (bias) add(bias.data, d);
}
