import type { Parameter, Vector } from './matrix';
import type { StepJacobian } from './step-jacobian';

/** A layer's tensors (or their gradients) by their names within the layer. */
export type TensorLookup = (name: string) => Parameter;

/** [t][head][s] share that step t gives to each of the kept inputs and then of those of the window up to t. */
export type AttentionShares = readonly (readonly Vector[])[];

/** A window of one stream through a layer: what came out, what is carried on, and the way back. */
export interface ReferencePass {
  /** One vector a time step. */
  readonly outputs: readonly Vector[];
  readonly state: readonly Vector[];
  /** [t][gate] in the order of the description's gates; absent where a kind has none. */
  readonly gates?: readonly (readonly Vector[])[];
  /** Absent where a kind attends to nothing. */
  readonly attention?: AttentionShares;
  /**
   * Backpropagation through the window.
   * @param dOutputs ∂E/∂outputs
   * @param dState ∂E/∂(state after the window), zeros if omitted
   * @param gradients what ∂E/∂(tensors) is added to, if wanted
   * @returns ∂E/∂inputs and ∂E/∂(state before the window)
   */
  backward(
    dOutputs: readonly Vector[],
    dState?: readonly Vector[],
    gradients?: TensorLookup,
  ): { readonly dInputs: readonly Vector[]; readonly dState: readonly Vector[] };
}

/** The equations of a layer in float64, for one stream: the readable statement of what the kernels compute. */
export interface ReferenceLayer {
  /** What a stream carries at its start. */
  start(): Vector[];
  forward(inputs: readonly Vector[], state: readonly Vector[]): ReferencePass;
  /** ∂s_t/∂s_{t-1} of a window of one step, where the layer has it in closed form. */
  jacobian?(pass: ReferencePass): StepJacobian;
  /** Eigenvalues [re, im] of a recurrence that does not depend on the input. */
  eigenvalues?(): readonly (readonly [number, number])[];
}

/** Tensors that a kind always has. */
export function required(weight: (name: string) => Parameter | undefined): TensorLookup {
  return (name) => {
    const found = weight(name);
    if (!found) throw new Error(`There is no tensor "${name}".`);
    return found;
  };
}

/** The Jacobian diag(keep) of a linear recurrence that keeps a share of each unit. */
export function diagonalJacobian(keep: Vector): StepJacobian {
  const times = (v: Vector) => v.map((value, i) => keep[i]! * value);
  return { size: keep.length, times, transposeTimes: times };
}
