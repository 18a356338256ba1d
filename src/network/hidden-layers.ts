import type { Address, Backend, Kernels } from '../kernels/backend';
import { findAddresses, type NetworkAddresses } from './layer-addresses';
import type { LayerBuffers, MemoryPlan, ThreadBuffers } from './memory-plan';
import { roundUp8 } from './tensor-layout';

/** Numbers of the activations in the kernels. */
export const ACTIVATION = { tanh: 0, sigmoid: 1, relu: 2 } as const;
/** Floating-point operations between two looks at the stop flag: a few milliseconds. */
const OPERATIONS_PER_LOOK = 1e8;

/** Which state a pass carries: that of training or that of an evaluation. */
export type StateKind = 'carried' | 'evaluating';

/** The hidden layers of one thread's share of a network. Rows are t · B + b; s* are bytes from a panel to the next. */
export abstract class HiddenLayers {
  protected readonly kernels: Kernels;
  protected readonly buffers: ThreadBuffers;
  /** Where the tensors of the whole network lie, the output layer included. */
  readonly at: NetworkAddresses;
  /** Panel strides of the activations and of h and c, and panels of a hidden layer. */
  protected readonly sg: number;
  protected readonly sh: number;
  protected readonly H8: number;
  /** Whether the last forward pass went through dropout. */
  protected dropped = false;

  constructor(
    protected readonly backend: Backend,
    protected readonly plan: MemoryPlan,
    index: number,
    protected readonly interrupted: () => boolean,
  ) {
    this.kernels = backend.kernels;
    this.buffers = plan.threads[index]!;
    this.at = findAddresses(plan, this.buffers.gradient);
    this.sg = plan.rows * 32;
    this.sh = plan.stateRows * 32;
    this.H8 = roundUp8(plan.options.architecture.hidden) / 8;
  }

  /** Puts the kept state in front of the first time step, or that of a beginning. */
  abstract loadState(kind: StateKind, streams: number, reset: boolean): void;
  /** Keeps the state after `steps` time steps. */
  abstract saveState(kind: StateKind, streams: number, steps: number): void;
  /** h_1..h_T of all layers. False when interrupted. `dropoutKey` undefined: no dropout. */
  abstract forward(steps: number, streams: number, firstStream: number, dropoutKey?: number): boolean;
  /** From ∂E/∂h of the last layer down to the inputs; gradients are added to this thread's block. False when interrupted. */
  abstract backward(steps: number, streams: number): boolean;

  /** Address, panel stride and panels of what layer l puts out, dropout included. */
  output(l: number, streams: number): [Address, number, number] {
    const layer = this.buffers.layers[l]!;
    return this.dropped ? [layer.dropped, this.sg, this.H8] : [layer.h + streams * 32, this.sh, this.H8];
  }

  /** Time steps between two looks at the stop flag. */
  protected stepsPerLook(streams: number, blocks: number): number {
    const { hidden } = this.plan.options.architecture;
    return Math.max(1, Math.floor(OPERATIONS_PER_LOOK / (2 * streams * blocks * hidden * hidden)));
  }

  protected dropOut(layer: LayerBuffers, rows: number, streams: number, firstStream: number, key: number): void {
    const { kernels: k, sg, sh, H8 } = this;
    const keep = Math.round((1 - this.plan.options.dropout) * 2 ** 24);
    k.dropoutMask(rows, streams, firstStream, H8, layer.mask, sg, key | 0, keep, 2 ** 24 / keep);
    k.multiplyRows(rows, H8, layer.h + streams * 32, sh, layer.mask, sg, layer.dropped, sg);
  }
}
