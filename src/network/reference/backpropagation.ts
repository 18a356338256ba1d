import type { LossReduction } from '../../protocol/configuration';
import { targetsOf } from '../batch-loader';
import type { Window } from '../learner';
import { isSymbolLoss, POOLING_TENSOR } from '../ports';
import { type Parameters, zerosLike } from './matrix';
import type { NetworkState, NetworkStep, ReferenceNetwork } from './network';
import { headLoss, type OutputLoss } from './output';
import { type PooledWindow, poolWindow } from './pooling';

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
): { steps: NetworkStep[][]; losses: HeadLoss[][]; states: NetworkState[]; pools: PooledWindow[] | undefined } {
  const { inputs } = window;
  const { heads } = network.stack.ports;
  const B = carried.length;
  const width = inputs.length / (window.steps * B);
  const states = window.resetState ? carried.map(() => network.zeroState()) : [...carried];
  const steps: NetworkStep[][] = [];
  const losses: HeadLoss[][] = [];
  for (let t = 0; t < window.steps; t++) {
    steps.push([]);
    for (let b = 0; b < B; b++) {
      const row = t * B + b;
      const input = inputs instanceof Int32Array ? inputs[row]! : Float64Array.from(inputs.subarray(row * width, (row + 1) * width));
      const step = network.forward(input, states[b]!);
      states[b] = step.state;
      steps[t]!.push(step);
    }
  }
  const pools = poolSteps(network, steps);
  for (let t = 0; t < window.steps; t++)
    losses.push(steps[t]!.map(({ outputs }, b) => heads.map((head, i) => headLoss(head, outputs[i]!, targetsOf(window, i), t * B + b))));
  return { steps, losses, states, pools };
}

/** Lets the heads read pooled rows where the network has it so: the ways back, stream by stream. */
function poolSteps(network: ReferenceNetwork, steps: NetworkStep[][]): PooledWindow[] | undefined {
  const { pooling } = network.stack.ports;
  if (pooling === 'none') return undefined;
  return steps[0]!.map((_, b) => {
    const rows = steps.map((own) => own[b]!.output);
    const pooled = poolWindow(pooling, rows, network.weights.get(POOLING_TENSOR));
    pooled.outputs.forEach((output, t) => {
      steps[t]![b] = { ...steps[t]![b]!, ...network.answer(output) };
    });
    return pooled;
  });
}

/** Losses of one row, head by head. */
type HeadLoss = readonly OutputLoss[];

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
  const { steps, losses, states, pools } = forwardWindow(network, window, carried);
  const scales = network.stack.ports.heads.map((_, i) => (reduction === 'mean' ? 1 / Math.max(1, countTargets(network, window, i)) : 1));
  const weight = (i: number) => network.stack.ports.heads[i]!.weight ?? 1;
  const gradients = zerosLike(network.weights);
  for (let b = 0; b < carried.length; b++) {
    let later = network.zeroState().layers;
    const dRead = steps.map((own, t) => {
      const dLogits = losses[t]![b]!.map((loss, i) => loss.dLogits.map((d) => d * scales[i]! * weight(i)));
      return network.headGradient(own[b]!, dLogits, gradients);
    });
    const dOutputs = pools ? pools[b]!.backward(dRead, gradients.get(POOLING_TENSOR)) : dRead;
    for (let t = window.steps - 1; t >= 0; t--) later = network.backwardFrom(steps[t]![b]!, dOutputs[t]!, later, gradients).previous;
  }
  const loss = meanLoss(network, window, losses);
  return { loss, gradients, states, steps };
}

/** Mean loss over the rows that have a target, summed over the heads by their weights. */
export function meanLoss({ stack }: ReferenceNetwork, window: Window, losses: readonly (readonly HeadLoss[])[]): number {
  return stack.ports.heads.reduce((sum, { weight = 1 }, i) => {
    const total = losses.flat().reduce((all, heads) => all + heads[i]!.loss, 0);
    return sum + (weight * total) / Math.max(1, countTargets({ stack }, window, i));
  }, 0);
}

/** Rows of a window that have a loss of a head: a symbol to predict, or a number. */
export function countTargets({ stack }: Pick<ReferenceNetwork, 'stack'>, window: Window, head = 0): number {
  const { width, loss } = stack.ports.heads[head]!;
  const targets = targetsOf(window, head);
  if (isSymbolLoss(loss)) return targets.filter((target) => target >= 0).length;
  let count = 0;
  for (let row = 0; row < targets.length; row += width) if (!targets.subarray(row, row + width).every(Number.isNaN)) count++;
  return count;
}
