import type { Address, Backend, Kernels } from '../kernels/backend';
import { findAddresses, type NetworkAddresses } from './layer-addresses';
import type { LayerBuffers, MemoryPlan, ThreadBuffers } from './memory-plan';
import { GATES } from './shapes';
import { roundUp8 } from './tensor-layout';

const ACTIVATION = { tanh: 0, sigmoid: 1, relu: 2 } as const;
/** Floating-point operations between two looks at the stop flag: a few milliseconds. */
const OPERATIONS_PER_LOOK = 1e8;

/** Which state a pass carries: that of training or that of an evaluation. */
export type StateKind = 'carried' | 'evaluating';

/** One thread's share of a network: forward and backward passes over its streams. Rows are t · B + b. */
export class Shard {
  readonly buffers: ThreadBuffers;
  private readonly kernels: Kernels;
  private readonly sg: number;
  private readonly sh: number;
  private readonly H8: number;
  private readonly blocks: number;
  private readonly at: NetworkAddresses;
  private readonly counter: Int32Array;
  /** Whether the last forward pass went through dropout. */
  private dropped = false;

  constructor(
    private readonly backend: Backend,
    private readonly plan: MemoryPlan,
    index: number,
    private readonly interrupted: () => boolean = () => false,
  ) {
    this.kernels = backend.kernels;
    this.buffers = plan.threads[index]!;
    this.sg = plan.rows * 32;
    this.sh = plan.stateRows * 32;
    this.H8 = roundUp8(plan.options.architecture.hidden) / 8;
    this.at = findAddresses(plan, this.buffers.gradient);
    this.counter = new Int32Array(backend.memory.buffer, this.buffers.scratch, 1);
    this.blocks = plan.options.architecture.cell === 'gru' ? 4 : GATES[plan.options.architecture.cell];
  }

  /** Puts the carried state into slot 0 of every layer, or zeros. */
  loadState(kind: StateKind, streams: number, reset: boolean): void {
    const { kernels: k, H8 } = this;
    for (const layer of this.buffers.layers) {
      const bytes = streams * 32;
      for (const [slot, offset] of layer.c ? [[layer.h, 0] as const, [layer.c, H8 * bytes] as const] : [[layer.h, 0] as const]) {
        // The kept state stays as it is until the pass is through: an interrupted one changes nothing.
        if (reset) for (let n = 0; n < H8; n++) k.zero(slot + n * this.sh, bytes);
        else k.copyRows(streams, H8, layer[kind] + offset, bytes, slot, this.sh);
      }
    }
  }

  /** Keeps the state after `steps` time steps. */
  saveState(kind: StateKind, streams: number, steps: number): void {
    const { kernels: k, H8 } = this;
    for (const layer of this.buffers.layers) {
      const bytes = streams * 32;
      k.copyRows(streams, H8, layer.h + steps * bytes, this.sh, layer[kind], bytes);
      if (layer.c) k.copyRows(streams, H8, layer.c + steps * bytes, this.sh, layer[kind] + H8 * bytes, bytes);
    }
  }

  /** h_1..h_T of all layers, from slot 0. False when interrupted. `dropoutKey` undefined: no dropout. */
  forward(steps: number, streams: number, firstStream: number, dropoutKey?: number): boolean {
    const { kernels: k, plan, buffers, sg, sh, H8, blocks } = this;
    const { cell, hidden, layers, embedding } = plan.options.architecture;
    const { realInputs, vocabularySize: V } = plan.options;
    const rows = steps * streams;
    const width = roundUp8(realInputs || embedding) / 8;
    this.dropped = dropoutKey !== undefined && plan.options.dropout > 0;
    if (embedding && !realInputs) {
      for (let n = 0; n < width; n++) k.zero(buffers.embedded + n * sg, rows * 32);
      k.embed(rows, width, buffers.inputs, this.at.embedding, V * 32, buffers.embedded, sg);
    }
    for (let l = 0; l < layers; l++) {
      const layer = buffers.layers[l]!;
      this.inputBias(l, rows, layer);
      const { input: W, recurrent: R } = this.at.layers[l]!;
      if (l === 0 && !width) {
        if (cell === 'gru') {
          k.embed(rows, 2 * H8, buffers.inputs, W, V * 32, layer.gates, sg);
          k.embed(rows, H8, buffers.inputs, W + 2 * H8 * V * 32, V * 32, layer.gates + 3 * H8 * sg, sg);
        } else k.embed(rows, blocks * H8, buffers.inputs, W, V * 32, layer.gates, sg);
      } else {
        const [input, stride, K8] = this.layerInput(l, streams, width);
        const sw = K8 * 256;
        if (cell === 'gru') {
          k.gemmNN(rows, 2 * H8, K8, input, stride, W, sw, layer.gates, sg);
          k.gemmNN(rows, H8, K8, input, stride, W + 2 * H8 * sw, sw, layer.gates + 3 * H8 * sg, sg);
        } else k.gemmNN(rows, blocks * H8, K8, input, stride, W, sw, layer.gates, sg);
      }
      const chunk = Math.max(1, Math.floor(OPERATIONS_PER_LOOK / (2 * streams * blocks * hidden * hidden)));
      for (let t = 0; t < steps; t += chunk) {
        if (this.interrupted()) return false;
        const to = Math.min(steps, t + chunk);
        if (cell === 'lstm') k.lstmForward(t, to, streams, H8, layer.gates, sg, layer.h, sh, layer.c, layer.tc, sg, R);
        else if (cell === 'gru') k.gruForward(t, to, streams, H8, layer.gates, sg, layer.h, sh, R);
        else k.rnnForward(t, to, streams, hidden, ACTIVATION[plan.options.architecture.activation], layer.gates, sg, layer.h, sh, R);
      }
      if (this.dropped) this.dropOut(layer, rows, streams, firstStream, dropoutKey! + l * 0x632be5ab);
    }
    return true;
  }

  private dropOut(layer: LayerBuffers, rows: number, streams: number, firstStream: number, key: number): void {
    const { kernels: k, sg, sh, H8 } = this;
    const keep = Math.round((1 - this.plan.options.dropout) * 2 ** 24);
    k.dropoutMask(rows, streams, firstStream, H8, layer.mask, sg, key | 0, keep, 2 ** 24 / keep);
    k.multiplyRows(rows, H8, layer.h + streams * 32, sh, layer.mask, sg, layer.dropped, sg);
  }

  /** Address, panel stride and panels of what layer l reads. */
  private layerInput(l: number, streams: number, width: number): [Address, number, number] {
    if (l === 0) return [this.buffers.embedded, this.sg, width];
    return this.layerOutput(l - 1, streams);
  }

  private layerOutput(l: number, streams: number): [Address, number, number] {
    const layer = this.buffers.layers[l]!;
    return this.dropped ? [layer.dropped, this.sg, this.H8] : [layer.h + streams * 32, this.sh, this.H8];
  }

  private inputBias(l: number, rows: number, layer: LayerBuffers): void {
    const { kernels: k, sg, H8, plan } = this;
    const { inputBias: input, recurrentBias: recurrent } = this.at.layers[l]!;
    if (plan.options.architecture.cell === 'gru') {
      k.biasRows(rows, 2 * H8, input, recurrent, layer.gates, sg);
      k.biasRows(rows, H8, recurrent + (plan.options.architecture.bias ? 2 * H8 * 32 : 0), plan.zeros, layer.gates + 2 * H8 * sg, sg);
      k.biasRows(rows, H8, input + (plan.options.architecture.bias ? 2 * H8 * 32 : 0), plan.zeros, layer.gates + 3 * H8 * sg, sg);
    } else k.biasRows(rows, this.blocks * H8, input, recurrent, layer.gates, sg);
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
    const [input, stride] = this.layerOutput(architecture.layers - 1, streams);
    const top = buffers.layers[architecture.layers - 1]!;
    const W = this.at.head;
    this.counter[0] = 0;
    let nats = 0;
    if (scale) for (let u = 0; u < H8; u++) k.zero(top.dh + u * sg, rows * 32);
    for (let first = 0; first < rows; first += plan.headRows) {
      if (this.interrupted()) return undefined;
      const count = Math.min(plan.headRows, rows - first);
      k.biasRows(count, V8, this.at.headBias, plan.zeros, buffers.logits, sl);
      k.gemmNN(count, V8, H8, input + first * 32, stride, W, H8 * 256, buffers.logits, sl);
      const factor = scale || 1;
      if (realInputs) nats += k.squaredError(count, V, buffers.logits, sl, buffers.targets + first * V * 4, factor);
      else if (architecture.output === 'softmax')
        nats += k.softmaxCrossEntropy(count, V, buffers.logits, sl, buffers.targets + first * 4, scale, buffers.scratch, buffers.softmax);
      else
        nats += k.sigmoidLoss(
          count,
          V,
          buffers.logits,
          sl,
          buffers.targets + first * 4,
          factor,
          buffers.scratch,
          architecture.output === 'squared' ? 1 : 0,
        );
      if (!scale) continue;
      k.gemmTN(count, H8, V8, input + first * 32, stride, buffers.logits, sl, this.at.dHead, H8 * 256);
      if (architecture.bias) k.columnSums(count, V8, buffers.logits, sl, this.at.dHeadBias);
      k.gemmNN(count, H8, V8, buffers.logits, sl, this.at.headTransposed, V8 * 256, top.dh + first * 32, sg);
    }
    return { nats, correct: this.counter[0] };
  }

  /** Output layer after row `row` - 1 of a single stream; returns the address of the log-probabilities of the next symbol [V]. */
  predict(steps: number): Address {
    const { kernels: k, plan, buffers, H8 } = this;
    const { vocabularySize: V, architecture } = plan.options;
    const V8 = roundUp8(V) / 8;
    const sl = plan.headRows * 32;
    const [output, stride] = this.layerOutput(architecture.layers - 1, 1);
    k.biasRows(1, V8, this.at.headBias, plan.zeros, buffers.logits, sl);
    k.gemmNN(1, V8, H8, output + (steps - 1) * 32, stride, this.at.head, H8 * 256, buffers.logits, sl);
    k.logProbabilities(V, buffers.logits, sl, buffers.prediction, architecture.output === 'softmax' ? 0 : 1);
    return buffers.prediction;
  }

  /** Backpropagation through time from ∂E/∂h of the last layer down to the inputs; gradients are added to this thread's block. */
  backward(steps: number, streams: number): boolean {
    const { kernels: k, plan, buffers, sg, sh, H8, blocks } = this;
    const { cell, hidden, layers, embedding, activation } = plan.options.architecture;
    const { realInputs, vocabularySize: V } = plan.options;
    const rows = steps * streams;
    const width = roundUp8(realInputs || embedding) / 8;
    for (let l = layers - 1; l >= 0; l--) {
      const layer = buffers.layers[l]!;
      if (this.dropped) k.multiplyRows(rows, H8, layer.dh, sg, layer.mask, sg, layer.dh, sg);
      const own = this.at.layers[l]!;
      const WT = own.recurrentTransposed;
      if (layer.dc) k.zero(layer.dc, H8 * streams * 32);
      const chunk = Math.max(1, Math.floor(OPERATIONS_PER_LOOK / (2 * streams * blocks * hidden * hidden)));
      for (let t = steps; t > 0; t -= chunk) {
        if (this.interrupted()) return false;
        const from = Math.max(0, t - chunk);
        if (cell === 'lstm') k.lstmBackward(from, t, streams, H8, layer.gates, sg, sh, layer.c, layer.tc, sg, layer.dh, sg, layer.dc, WT);
        else if (cell === 'gru') k.gruBackward(from, t, streams, H8, layer.gates, sg, layer.h, sh, layer.dh, sg, WT);
        else k.rnnBackward(from, t, streams, hidden, ACTIVATION[activation], layer.gates, sg, layer.h, sh, layer.dh, sg, WT);
      }
      if (this.interrupted()) return false;
      const recurrent = cell === 'gru' ? 3 : blocks;
      k.gemmTN(rows, H8, recurrent * H8, layer.h, sh, layer.gates, sg, own.dRecurrent, H8 * 256);
      // Panels of ∂E/∂(input part): the GRU's third gate lies behind its recurrent part.
      const parts =
        cell === 'gru'
          ? [
              [0, 2 * H8, 0],
              [3 * H8, H8, 2 * H8],
            ]
          : [[0, blocks * H8, 0]];
      for (const [source, panels, target] of parts as [number, number, number][]) {
        const D = layer.gates + source * sg;
        if (plan.options.architecture.bias) k.columnSums(rows, panels, D, sg, own.dInputBias + target * 32);
        if (l === 0 && !width) {
          k.scatter(rows, panels, buffers.inputs, D, sg, own.dInput + target * V * 32, V * 32);
          continue;
        }
        const [input, stride, K8] = this.layerInput(l, streams, width);
        k.gemmTN(rows, K8, panels, input, stride, D, sg, own.dInput + target * K8 * 256, K8 * 256);
        if (l === 0 && realInputs) continue;
        const into = l === 0 ? buffers.dEmbedded : buffers.layers[l - 1]!.dh;
        if (target === 0) for (let n = 0; n < K8; n++) k.zero(into + n * sg, rows * 32);
        k.gemmNN(rows, K8, panels, D, sg, own.inputTransposed + target * 256, GATES[cell] * H8 * 256, into, sg);
      }
      if (plan.options.architecture.bias) k.columnSums(rows, recurrent * H8, layer.gates, sg, own.dRecurrentBias);
      if (l === 0 && width && !realInputs) k.scatter(rows, width, buffers.inputs, buffers.dEmbedded, sg, this.at.dEmbedding, V * 32);
    }
    return true;
  }

  /** ‖h_t‖₂ (or ‖c_t‖₂) of every row of a layer. */
  rowNorms(l: number, steps: number, streams: number, of: 'h' | 'c' = 'h'): Float32Array {
    const { buffers, kernels: k, H8, sh } = this;
    k.rowNorms(steps * streams, H8, buffers.layers[l]![of] + streams * 32, sh, buffers.norms);
    return new Float32Array(this.backend.memory.buffer, buffers.norms, steps * streams);
  }
}
