import type { LossReduction } from '../../protocol/configuration';
import type { Window } from '../learner';
import { type Parameters, zerosLike } from './matrix';
import type { NetworkState, NetworkStep, ReferenceNetwork } from './network';
import { linearLoss, type OutputLoss, outputLoss } from './output';

export interface WindowResult {
  /** Mean loss over the places of the window that have a target. */
  readonly loss: number;
  /** Of the mean (or the sum) of the losses, by the name of the parameter. */
  readonly gradients: Parameters;
  /** Carried state of each stream after the window. */
  readonly states: readonly NetworkState[];
  /** [t][b] */
  readonly steps: readonly (readonly NetworkStep[])[];
}

/** Forward pass over a window of T time steps and B streams, row t·B + b, from the streams' carried states. */
export function forwardWindow(
  network: ReferenceNetwork,
  window: Window,
  carried: readonly NetworkState[],
): { steps: NetworkStep[][]; losses: OutputLoss[][]; states: NetworkState[] } {
  const { inputs, targets } = window;
  const B = carried.length;
  const width = inputs.length / (window.steps * B);
  const V = network.vocabularySize;
  const states = window.resetState ? carried.map(() => network.zeroState()) : [...carried];
  const steps: NetworkStep[][] = [];
  const losses: OutputLoss[][] = [];
  for (let t = 0; t < window.steps; t++) {
    steps.push([]);
    losses.push([]);
    for (let b = 0; b < B; b++) {
      const row = t * B + b;
      const input = inputs instanceof Int32Array ? inputs[row]! : Float64Array.from(inputs.subarray(row * width, (row + 1) * width));
      const step = network.forward(input, states[b]!);
      states[b] = step.state;
      steps[t]!.push(step);
      losses[t]!.push(
        targets instanceof Int32Array
          ? outputLoss(network.architecture.output, step.logits, targets[row]!)
          : linearLoss(step.logits, targets.subarray(row * V, (row + 1) * V)),
      );
    }
  }
  return { steps, losses, states };
}

/**
 * Truncated backpropagation through time: exact within the window, and the state before it counts as a constant.
 *
 *     ∂E/∂W = Σ_t Σ_{k≤t} ∂E_t/∂s_t (Π_{j=k+1..t} ∂s_j/∂s_{j-1}) ∂s_k/∂W
 *
 * summed from the last time step to the first, so that the product of Jacobians grows by one factor a step.
 */
export function backpropagate(
  network: ReferenceNetwork,
  window: Window,
  carried: readonly NetworkState[],
  reduction: LossReduction = 'mean',
): WindowResult {
  const { steps, losses, states } = forwardWindow(network, window, carried);
  const count = Math.max(1, countTargets(window, network.vocabularySize));
  const scale = reduction === 'mean' ? 1 / count : 1;
  const gradients = zerosLike(network.weights);
  for (let b = 0; b < carried.length; b++) {
    let later = network.zeroState().layers;
    for (let t = window.steps - 1; t >= 0; t--) {
      const dLogits = losses[t]![b]!.dLogits.map((d) => d * scale);
      later = network.backward(steps[t]![b]!, dLogits, later, gradients).previous;
    }
  }
  const loss = losses.flat().reduce((total, each) => total + each.loss, 0) / count;
  return { loss, gradients, states, steps };
}

/** Places of a window that have a loss: a symbol to predict, or a row with a real target. */
export function countTargets({ targets }: Window, width: number): number {
  if (targets instanceof Int32Array) return targets.filter((target) => target >= 0).length;
  let count = 0;
  for (let row = 0; row < targets.length; row += width) if (!targets.subarray(row, row + width).every(Number.isNaN)) count++;
  return count;
}
