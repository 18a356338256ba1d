import type { Parameter, Vector } from './matrix';

/** A layer's tensors (or their gradients) by their names within the layer. */
export type TensorLookup = (name: string) => Parameter;

/** A window of one stream through a layer: what came out, what is carried on, and the way back. */
export interface ReferencePass {
  /** One vector a time step. */
  readonly outputs: readonly Vector[];
  readonly state: readonly Vector[];
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
}

/** Tensors that a kind always has. */
export function required(weight: (name: string) => Parameter | undefined): TensorLookup {
  return (name) => {
    const found = weight(name);
    if (!found) throw new Error(`There is no tensor "${name}".`);
    return found;
  };
}
