import type { Address } from '../kernels/backend';
import { ACTIVATION, HiddenLayers, type StateKind } from './hidden-layers';
import type { LayerBuffers } from './memory-plan';
import { GATES } from './shapes';
import { roundUp8 } from './tensor-layout';

/** Vanilla RNN, LSTM and GRU: forward and backward through time. */
export class RecurrentLayers extends HiddenLayers {
  private get blocks(): number {
    const { cell } = this.plan.options.architecture;
    // Of the GRU's n the recurrent part stands apart from the input part.
    return cell === 'gru' ? 4 : GATES[cell];
  }

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

  saveState(kind: StateKind, streams: number, steps: number): void {
    const { kernels: k, H8 } = this;
    for (const layer of this.buffers.layers) {
      const bytes = streams * 32;
      k.copyRows(streams, H8, layer.h + steps * bytes, this.sh, layer[kind], bytes);
      if (layer.c) k.copyRows(streams, H8, layer.c + steps * bytes, this.sh, layer[kind] + H8 * bytes, bytes);
    }
  }

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
      if (l === 0 && !width) this.lookUp(rows, layer);
      else this.multiplyInput(l, rows, streams, width, layer);
      const R = this.at.layers[l]!.recurrent;
      const chunk = this.stepsPerLook(streams, blocks);
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

  /** Biases and one-hot input of the first layer: rows of its weights. */
  private lookUp(rows: number, layer: LayerBuffers): void {
    const { kernels: k, sg, H8, plan, buffers } = this;
    const { input: W, inputBias: a, recurrentBias: b } = this.at.layers[0]!;
    const bytes = plan.options.vocabularySize * 32;
    if (plan.options.architecture.cell === 'gru') {
      k.lookUp(rows, 2 * H8, buffers.inputs, W, bytes, a, b, layer.gates, sg);
      k.biasRows(rows, H8, this.third(b), plan.zeros, layer.gates + 2 * H8 * sg, sg);
      k.lookUp(rows, H8, buffers.inputs, W + 2 * H8 * bytes, bytes, this.third(a), plan.zeros, layer.gates + 3 * H8 * sg, sg);
    } else k.lookUp(rows, this.blocks * H8, buffers.inputs, W, bytes, a, b, layer.gates, sg);
  }

  /** Biases and input product of all time steps at once. */
  private multiplyInput(l: number, rows: number, streams: number, width: number, layer: LayerBuffers): void {
    const { kernels: k, sg, H8, plan } = this;
    const { input: W, inputBias: a, recurrentBias: b } = this.at.layers[l]!;
    const [input, stride, K8] = this.layerInput(l, streams, width);
    const sw = K8 * 256;
    if (plan.options.architecture.cell === 'gru') {
      k.biasRows(rows, 2 * H8, a, b, layer.gates, sg);
      k.biasRows(rows, H8, this.third(b), plan.zeros, layer.gates + 2 * H8 * sg, sg);
      k.biasRows(rows, H8, this.third(a), plan.zeros, layer.gates + 3 * H8 * sg, sg);
      k.gemmNN(rows, 2 * H8, K8, input, stride, W, sw, layer.gates, sg);
      k.gemmNN(rows, H8, K8, input, stride, W + 2 * H8 * sw, sw, layer.gates + 3 * H8 * sg, sg);
    } else {
      k.biasRows(rows, this.blocks * H8, a, b, layer.gates, sg);
      k.gemmNN(rows, this.blocks * H8, K8, input, stride, W, sw, layer.gates, sg);
    }
  }

  /** The third gate's part of a bias (the GRU's n); a net without biases reads zeros everywhere. */
  private third(bias: Address): Address {
    return bias + (this.plan.options.architecture.bias ? 2 * this.H8 * 32 : 0);
  }

  /** Address, panel stride and panels of what layer l reads. */
  private layerInput(l: number, streams: number, width: number): [Address, number, number] {
    if (l === 0) return [this.buffers.embedded, this.sg, width];
    return this.output(l - 1, streams);
  }

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
      const chunk = this.stepsPerLook(streams, blocks);
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
        // A product over a whole window of a large network takes a tenth of a second.
        if (this.interrupted()) return false;
        const [input, stride, K8] = this.layerInput(l, streams, width);
        k.gemmTN(rows, K8, panels, input, stride, D, sg, own.dInput + target * K8 * 256, K8 * 256);
        if (l === 0 && realInputs) continue;
        if (this.interrupted()) return false;
        const into = l === 0 ? buffers.dEmbedded : buffers.layers[l - 1]!.dh;
        if (target === 0) for (let n = 0; n < K8; n++) k.zero(into + n * sg, rows * 32);
        k.gemmNN(rows, K8, panels, D, sg, own.inputTransposed + target * 256, GATES[cell] * H8 * 256, into, sg);
      }
      if (plan.options.architecture.bias) k.columnSums(rows, recurrent * H8, layer.gates, sg, own.dRecurrentBias);
      if (l === 0 && width && !realInputs) k.scatter(rows, width, buffers.inputs, buffers.dEmbedded, sg, this.at.dEmbedding, V * 32);
    }
    return true;
  }
}
