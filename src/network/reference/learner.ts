import type { Configuration } from '../../protocol/configuration';
import type { Window } from '../learner';
import type { NetworkPorts } from '../ports';
import { backpropagate } from './backpropagation';
import { clipGradients } from './clipping';
import type { Parameters } from './matrix';
import { type NetworkState, ReferenceNetwork } from './network';
import { ReferenceOptimizer } from './optimizer';
import type { State } from './step-layer';

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
    // Step by step a window's earlier inputs are a memory, too; behind the window only what is to be kept of it stays.
    const { memory, sequenceLength } = configuration;
    this.network = new ReferenceNetwork({ ...configuration, memory: memory + sequenceLength - 1 }, ports, weights);
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
    this.states = states.map((state) => ({ ...state, layers: state.layers.map((parts, i) => this.keep(parts, i)) }));
    return { loss, gradientNorm, gradients: before };
  }

  /** Of a branch that has a memory its last inputs. */
  private keep(parts: State, branch: number): State {
    const { memory } = this.configuration;
    if (!this.network.stack.branches[branch]!.kind.options.includes('memory')) return parts;
    return memory > 0 ? parts.slice(-memory) : [];
  }
}
