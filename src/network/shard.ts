import type { Address, Backend } from '../kernels/backend';
import { type HeadLoss, Heads, type OutputReader } from './heads';
import type { Rows } from './layers/kind';
import type { MemoryPlan, ThreadBuffers } from './memory-plan';
import { NormRows } from './norm-rows';
import { createPooling, type RowPooling } from './pooling';
import { StackLayers } from './stack-layers';
import type { StateKind, ThreadContext } from './thread-context';

/** One thread's share of a network: its layers, norm and pooling behind them, and the output layers with their losses. Rows are t · B + b. */
export class Shard {
  readonly buffers: ThreadBuffers;
  private readonly context: ThreadContext;
  private readonly layers: StackLayers;
  private readonly headNorm: NormRows | undefined;
  private readonly pooling: RowPooling | undefined;
  private readonly heads: Heads;

  constructor(
    backend: Backend,
    private readonly plan: MemoryPlan,
    index: number,
    interrupted: () => boolean = () => false,
  ) {
    this.buffers = plan.threads[index]!;
    this.context = { backend, kernels: backend.kernels, plan, buffers: this.buffers, interrupted };
    this.layers = new StackLayers(this.context);
    const { headNorm, hidden } = plan.stack;
    if (headNorm !== 'none')
      this.headNorm = new NormRows(this.context, 'norm', headNorm, hidden, {
        normed: this.buffers.headNormed,
        statistics: this.buffers.headStatistics,
      });
    this.pooling = createPooling(this.context);
    this.heads = new Heads(this.context);
  }

  loadState(kind: StateKind, streams: number, reset: boolean): void {
    this.layers.loadState(kind, streams, reset);
  }

  saveState(kind: StateKind, streams: number, steps: number): void {
    this.layers.saveState(kind, streams, steps);
  }

  forward(steps: number, streams: number, firstStream: number, dropoutKey?: number): boolean {
    return this.layers.forward(steps, streams, firstStream, dropoutKey);
  }

  backward(steps: number, streams: number): boolean {
    return this.layers.backward(steps, streams);
  }

  /**
   * Output layers and losses over all rows. With scales also their gradients (times scale), ∂E/∂ of the layers' output included.
   * @returns undefined when interrupted
   */
  output(steps: number, streams: number, scales: readonly number[] | undefined, read?: OutputReader): HeadLoss[] | undefined {
    const { kernels: k } = this.context;
    const rows = steps * streams;
    const below = this.layers.dOutput;
    const d = this.buffers.dHead ? { ...below, address: this.buffers.dHead } : below;
    if (scales) for (let n = 0; n < d.panels; n++) k.zero(d.address + n * d.stride, rows * this.plan.panels.rowBytes);
    const result = this.heads.run(this.headInput(steps, streams), d, rows, scales, read);
    if (!result || !scales || d === below) return result;
    this.pooling?.backward(this.normed, this.pooled, d, steps, streams);
    if (this.headNorm) {
      for (let n = 0; n < below.panels; n++) k.zero(below.address + n * below.stride, rows * this.plan.panels.rowBytes);
      this.headNorm.backward(this.layers.output, d, below, rows);
    } else k.copyRows(rows, d.panels, d.address, d.stride, below.address, below.stride);
    return result;
  }

  /** What the heads read: the layers' output, normalised and pooled as the network has it. */
  private headInput(steps: number, streams: number): Rows {
    const normed = this.headNorm?.forward(this.layers.output, steps * streams) ?? this.layers.output;
    if (!this.pooling) return normed;
    const { pooled } = this;
    this.pooling.forward(normed, pooled, steps, streams);
    return pooled;
  }

  /** The layers' output behind its norm, as the last forward pass left it. */
  private get normed(): Rows {
    return this.headNorm?.output ?? this.layers.output;
  }

  private get pooled(): Rows {
    return { ...this.layers.dOutput, address: this.buffers.pooled };
  }

  /** The first head after the last of `steps` time steps of a single stream; returns the address of the log-probabilities of the next symbol [V]. */
  predict(steps: number): Address {
    return this.heads.predict(this.headInput(steps, 1), steps - 1);
  }

  /** A hidden unit after the first time step of the last window. */
  activation(layer: number, unit: number, streams: number): number {
    const { width } = this.plan.panels;
    const { address, stride } = this.layers.hidden(layer, streams);
    return new Float32Array(this.context.backend.memory.buffer, address + Math.floor(unit / width) * stride + (unit % width) * 4, 1)[0]!;
  }

  /** ‖h_t‖₂ of every row of a layer's output, or of a part of its state; undefined for a layer that does not keep such a part. */
  rowNorms(layer: number, steps: number, streams: number, part?: string): Float32Array | undefined {
    const rows = part === undefined ? this.layers.hidden(layer, streams) : this.layers.stateRows(layer, part, streams);
    if (!rows) return undefined;
    // One place for all: the first thread measures the others' rows, too.
    const { norms } = this.plan.threads[0]!;
    this.context.kernels.rowNorms(steps * streams, rows.panels, rows.address, rows.stride, norms);
    return new Float32Array(this.context.backend.memory.buffer, norms, steps * streams);
  }
}
