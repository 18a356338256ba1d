import type { Input, Parameter, Vector } from './matrix';

/** What a layer carries from one time step to the next: [h], or [h, c] for the LSTM. */
export type State = readonly Vector[];

/** One time step of a layer, with all that its derivatives need. */
export interface CellStep {
  readonly input: Input;
  readonly previous: State;
  readonly state: State;
  /** Gate activations in PyTorch's order; none for the plain RNN. */
  readonly gates: readonly Vector[];
}

/** Derivatives of the loss with respect to one time step's insides. */
export interface CellGradient {
  /** ∂E/∂(U x_t + b): so ∂E/∂U is this times x_tᵀ, and ∂E/∂x_t is Uᵀ times this. */
  readonly inputNet: Vector;
  /** ∂E/∂(W h_{t-1} + b): so ∂E/∂W is this times h_{t-1}ᵀ. Undefined where nothing recurs. */
  readonly recurrentNet?: Vector;
  /** ∂E/∂s_{t-1}, as far as it goes through this time step. */
  readonly previous: State;
}

/** ∂s_t/∂s_{t-1} in closed form, as a linear map on vectors of `size` (h and c one after the other for the LSTM). */
export interface StepJacobian {
  readonly size: number;
  times(v: Vector): Vector;
  transposeTimes(u: Vector): Vector;
  /** The same with its sum of matrices carried out: one [H, H] matrix for the GRU, two for the LSTM. Pays off when it is applied often. */
  combined?(): StepJacobian;
}

/** The equations of one layer. */
export interface Cell {
  readonly hidden: number;
  zeroState(): State;
  forward(input: Input, previous: State): CellStep;
  /** @param dState ∂E/∂s_t in total: from the output, the layer above and the next time step */
  backward(step: CellStep, dState: State): CellGradient;
  jacobian(step: CellStep): StepJacobian;
}

/** Weights of a recurrent layer: U [G·H, in], W [G·H, H], and two biases [G·H] or none. */
export interface RecurrentWeights {
  readonly U: Parameter;
  readonly W: Parameter;
  readonly inputBias?: Vector | undefined;
  readonly recurrentBias?: Vector | undefined;
}
