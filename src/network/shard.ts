import type { Address, Backend, Kernels } from '../kernels/backend';
import { FeedForwardLayers } from './feed-forward-layers';
import type { HiddenLayers, StateKind } from './hidden-layers';
import type { NetworkAddresses } from './layer-addresses';
import { HEAD_PANELS, type MemoryPlan, type ThreadBuffers } from './memory-plan';
import { RecurrentLayers } from './recurrent-layers';
import { roundUp8 } from './tensor-layout';

/** One thread's share of a network: its hidden layers, and the output layer with its loss. Rows are t · B + b. */
export class Shard {
  readonly buffers: ThreadBuffers;
  private readonly kernels: Kernels;
  private readonly layers: HiddenLayers;
  private readonly at: NetworkAddresses;
  private readonly sg: number;
  private readonly H8: number;
  private readonly counter: Int32Array;

  constructor(
    private readonly backend: Backend,
    private readonly plan: MemoryPlan,
    index: number,
    private readonly interrupted: () => boolean = () => false,
  ) {
    this.kernels = backend.kernels;
    this.buffers = plan.threads[index]!;
    const Layers = plan.options.architecture.cell === 'feedforward' ? FeedForwardLayers : RecurrentLayers;
    this.layers = new Layers(backend, plan, index, interrupted);
    this.at = this.layers.at;
    this.sg = plan.rows * 32;
    this.H8 = roundUp8(plan.options.architecture.hidden) / 8;
    this.counter = new Int32Array(backend.memory.buffer, this.buffers.scratch, 1);
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
   * Output layer and loss over all rows, `headRows` at a time. With `scale` > 0 also its gradients (times scale), ∂E/∂h of the last layer included.
   * @returns the sum of nats, or undefined when interrupted
   */
  output(steps: number, streams: number, scale: number): { nats: number; correct: number } | undefined {
    const { kernels: k, plan, buffers, sg, H8 } = this;
    const { vocabularySize: V, realInputs, architecture } = plan.options;
    const rows = steps * streams;
    const V8 = roundUp8(V) / 8;
    const sl = plan.headRows * 32;
    const [input, stride] = this.layers.output(architecture.layers - 1, streams);
    const top = buffers.layers[architecture.layers - 1]!;
    const W = this.at.head;
    this.counter[0] = 0;
    let nats = 0;
    if (scale) for (let u = 0; u < H8; u++) k.zero(top.dh + u * sg, rows * 32);
    const softmax = !realInputs && architecture.output === 'softmax';
    const sums = architecture.bias ? this.at.dHeadBias : 0;
    for (let first = 0; first < rows; first += plan.headRows) {
      const count = Math.min(plan.headRows, rows - first);
      const A = input + first * 32;
      const targets = buffers.targets + first * 4;
      for (let n = 0; n < V8; n += HEAD_PANELS) {
        if (this.interrupted()) return undefined;
        const panels = Math.min(HEAD_PANELS, V8 - n);
        const C = buffers.logits + n * sl;
        k.biasRows(count, panels, this.at.headBias + n * 32, plan.zeros, C, sl);
        k.gemmNN(count, panels, H8, A, stride, W + n * H8 * 256, H8 * 256, C, sl);
        if (softmax) k.softmaxMaxima(count, V, n, n + panels, buffers.logits, sl, buffers.softmax);
      }
      if (softmax) nats += k.softmaxCrossEntropy(count, V, buffers.logits, sl, targets, scale, buffers.scratch, buffers.softmax);
      else nats += this.otherLoss(count, first, scale || 1);
      if (!scale) continue;
      for (let n = 0; n < V8; n += HEAD_PANELS) {
        const panels = Math.min(HEAD_PANELS, V8 - n);
        const D = buffers.logits + n * sl;
        if (softmax) k.softmaxGradient(count, n, n + panels, buffers.logits, sl, targets, scale, buffers.softmax, sums);
        else if (sums) k.columnSums(count, panels, D, sl, sums + n * 32);
        k.gemmTN(count, H8, panels, A, stride, D, sl, this.at.dHead + n * H8 * 256, H8 * 256);
        k.gemmNN(count, H8, panels, D, sl, this.at.headTransposed + n * 256, V8 * 256, top.dh + first * 32, sg);
      }
    }
    return { nats, correct: this.counter[0] };
  }

  /** Squared error of linear outputs, or the two losses of o = σ(V s), of `count` rows from row `first`; the logits become their gradients times `scale`. */
  private otherLoss(count: number, first: number, scale: number): number {
    const { kernels: k, plan, buffers } = this;
    const { vocabularySize: V, realInputs, architecture } = plan.options;
    const sl = plan.headRows * 32;
    if (realInputs) return k.squaredError(count, V, buffers.logits, sl, buffers.targets + first * V * 4, scale);
    const squared = architecture.output === 'squared' ? 1 : 0;
    return k.sigmoidLoss(count, V, buffers.logits, sl, buffers.targets + first * 4, scale, buffers.scratch, squared);
  }

  /** Output layer after row `row` - 1 of a single stream; returns the address of the log-probabilities of the next symbol [V]. */
  predict(steps: number): Address {
    const { kernels: k, plan, buffers, H8 } = this;
    const { vocabularySize: V, architecture } = plan.options;
    const V8 = roundUp8(V) / 8;
    const sl = plan.headRows * 32;
    const [output, stride] = this.layers.output(architecture.layers - 1, 1);
    k.biasRows(1, V8, this.at.headBias, plan.zeros, buffers.logits, sl);
    k.gemmNN(1, V8, H8, output + (steps - 1) * 32, stride, this.at.head, H8 * 256, buffers.logits, sl);
    k.logProbabilities(V, buffers.logits, sl, buffers.prediction, architecture.output === 'softmax' ? 0 : 1);
    return buffers.prediction;
  }

  /** ‖h_t‖₂ (or ‖c_t‖₂) of every row of a layer. */
  rowNorms(l: number, steps: number, streams: number, of: 'h' | 'c' = 'h'): Float32Array {
    const { buffers, kernels: k, H8 } = this;
    k.rowNorms(steps * streams, H8, buffers.layers[l]![of] + streams * 32, this.plan.stateRows * 32, buffers.norms);
    return new Float32Array(this.backend.memory.buffer, buffers.norms, steps * streams);
  }
}
