import type { Configuration } from '../../protocol/configuration';
import type { Window } from '../learner';
import type { NetworkPorts } from '../ports';
import { backpropagate } from './backpropagation';
import { clipGradients } from './clipping';
import type { Parameters } from './matrix';
import { type NetworkState, ReferenceNetwork } from './network';
import { ReferenceOptimizer } from './optimizer';

export interface ReferenceStep {
  /** Mean loss of the window before the update. */
  readonly loss: number;
  /** Before clipping. */
  readonly gradientNorm: number;
  /** As they were before clipping. */
  readonly gradients: Parameters;
}

/** A training run in float64: what the kernels are measured against. Slow and without dropout. */
export class ReferenceLearner {
  readonly network: ReferenceNetwork;
  states: readonly NetworkState[];
  private readonly optimizer: ReferenceOptimizer;

  constructor(
    private readonly configuration: Configuration,
    ports: NetworkPorts | number,
    weights: Parameters,
  ) {
    this.network = new ReferenceNetwork(configuration, ports, weights);
    this.optimizer = new ReferenceOptimizer(configuration, weights);
    this.states = Array.from({ length: configuration.batchSize }, () => this.network.zeroState());
  }

  /** One update by truncated BPTT with carried, detached state. */
  step(window: Window, learningRate: number): ReferenceStep {
    const { clip, clipMode, lossReduction } = this.configuration;
    const { loss, gradients, states } = backpropagate(this.network, window, this.states, lossReduction);
    const before: Parameters = new Map([...gradients].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]));
    const gradientNorm = clipGradients(gradients, clip, clipMode);
    this.optimizer.update(gradients, learningRate);
    this.states = states;
    return { loss, gradientNorm, gradients: before };
  }
}
