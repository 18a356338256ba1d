import type { AttentionShares } from './layer';
import { type Input, sum, transposeTimes, type Vector } from './matrix';
import type { ReferenceNetwork } from './network';
import type { State } from './step-layer';

/** A window of one stream through the whole network below its heads, and the way back. */
export interface NetworkWindow {
  /** What the heads read after each time step. */
  readonly outputs: readonly Vector[];
  readonly state: readonly State[];
  /** What the branches attended to; undefined for those that do not. */
  readonly attention: readonly (AttentionShares | undefined)[];
  /**
   * @param dOutput ∂E/∂(output of the last time step), if the loss is there
   * @param dState ∂E/∂(state after the window) per branch, zeros if omitted
   * @returns ∂E/∂(what the first layer read) by time step, and ∂E/∂(state before the window)
   */
  backward(dOutput: Vector | undefined, dState?: readonly State[]): { readonly dInputs: readonly Vector[]; readonly dState: readonly State[] };
}

/**
 * Time steps of a network in one go: many ways back start from one pass.
 * @param inputs what the first layer reads, as NetworkStep.input has it
 * @param state before the window, per branch
 */
export function windowPass(network: ReferenceNetwork, inputs: readonly Input[], state: readonly State[]): NetworkWindow {
  const { stack, windowLayers } = network;
  let x = inputs as readonly Vector[];
  const passes = windowLayers.map((layer, i) => {
    const { norm } = stack.branches[i]!;
    const normed = norm === undefined ? undefined : x.map((each) => network.normalize(norm, stack.architecture.norm, each));
    const pass = layer.forward(normed?.map(({ output }) => output) ?? x, state[i]!);
    const before = x;
    x = stack.branches[i]!.summed ? pass.outputs.map((output, t) => sum(output, before[t]!)) : pass.outputs;
    return { pass, normed };
  });
  const final = stack.headNorm === 'none' ? undefined : x.map((each) => network.normalize('norm', stack.headNorm, each));
  return {
    outputs: final?.map(({ output }) => output) ?? x,
    state: passes.map(({ pass }) => pass.state),
    attention: passes.map(({ pass }) => pass.attention),
    backward(dOutput, dState) {
      const last = inputs.length - 1;
      let d = inputs.map((): Vector => new Float64Array(stack.hidden));
      if (dOutput) d[last] = final ? final[last]!.backward(dOutput) : dOutput;
      const before: State[] = [];
      for (let i = passes.length - 1; i >= 0; i--) {
        const { pass, normed } = passes[i]!;
        const above = d;
        const back = pass.backward(above, dState?.[i]);
        before[i] = back.dState;
        d = normed ? back.dInputs.map((each, t) => normed[t]!.backward(each)) : [...back.dInputs];
        if (stack.branches[i]!.summed) d = d.map((each, t) => sum(each, above[t]!));
      }
      return { dInputs: d, dState: before };
    },
  };
}

/** ∂E/∂(output) from ∂E/∂logits of the first head. */
export function headBack(network: ReferenceNetwork, dLogits: Vector): Vector {
  return transposeTimes(network.weights.get(`${network.stack.ports.heads[0]!.name}.weight`)!, dLogits);
}
