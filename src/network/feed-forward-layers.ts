import { ACTIVATION, HiddenLayers, type StateKind } from './hidden-layers';
import { roundUp8 } from './tensor-layout';

/**
 * The fully connected net over a fixed window (the tutorial's "traditional" network): s_t = φ(U [x_{t-n+1}, ..., x_t] + b), oldest first. It has no
 * memory beyond the window: its state is the last n - 1 symbols, -1 where the text has not begun.
 */
export class FeedForwardLayers extends HiddenLayers {
  /** Symbols in front of the first time step. */
  private get past(): number {
    return this.plan.options.architecture.window - 1;
  }

  loadState(kind: StateKind, streams: number, reset: boolean): void {
    const { buffer } = this.backend.memory;
    const front = new Int32Array(buffer, this.buffers.inputs, this.past * streams);
    if (reset) front.fill(-1);
    else front.set(new Int32Array(buffer, this.buffers.history[kind], this.past * streams));
  }

  saveState(kind: StateKind, streams: number, steps: number): void {
    const { buffer } = this.backend.memory;
    const kept = new Int32Array(buffer, this.buffers.history[kind], this.past * streams);
    kept.set(new Int32Array(buffer, this.buffers.inputs + steps * streams * 4, this.past * streams));
  }

  forward(steps: number, streams: number, firstStream: number, dropoutKey?: number): boolean {
    const { kernels: k, plan, buffers, at, sg, sh, H8 } = this;
    const { hidden, layers, embedding, activation, window } = plan.options.architecture;
    const V = plan.options.vocabularySize;
    const rows = steps * streams;
    const E8 = roundUp8(embedding) / 8;
    this.dropped = dropoutKey !== undefined && plan.options.dropout > 0;
    if (embedding) {
      for (let n = 0; n < window * E8; n++) k.zero(buffers.embedded + n * sg, rows * 32);
      for (let j = 0; j < window; j++) k.embed(rows, E8, this.symbols(j, streams), at.embedding, V * 32, buffers.embedded + j * E8 * sg, sg);
    }
    for (let l = 0; l < layers; l++) {
      if (this.interrupted()) return false;
      const layer = buffers.layers[l]!;
      const { input: U, inputBias } = at.layers[l]!;
      k.biasRows(rows, H8, inputBias, plan.zeros, layer.gates, sg);
      if (l === 0 && !embedding)
        for (let j = 0; j < window; j++) k.embed(rows, H8, this.symbols(j, streams), U + j * V * 32, window * V * 32, layer.gates, sg);
      else {
        const [input, stride, K8] = l === 0 ? [buffers.embedded, sg, window * E8] : this.output(l - 1, streams);
        k.gemmNN(rows, H8, K8, input, stride, U, K8 * 256, layer.gates, sg);
      }
      const h = layer.h + streams * 32;
      k.copyRows(rows, H8, layer.gates, sg, h, sh);
      k.activateRows(rows, hidden, ACTIVATION[activation], h, sh);
      // φ(0) of a padded unit may be ½.
      k.maskColumns(rows, hidden, h, sh);
      if (this.dropped) this.dropOut(layer, rows, streams, firstStream, dropoutKey! + l * 0x632be5ab);
    }
    return true;
  }

  backward(steps: number, streams: number): boolean {
    const { kernels: k, plan, buffers, at, sg, sh, H8 } = this;
    const { hidden, layers, embedding, activation, window, bias } = plan.options.architecture;
    const V = plan.options.vocabularySize;
    const rows = steps * streams;
    const E8 = roundUp8(embedding) / 8;
    for (let l = layers - 1; l >= 0; l--) {
      if (this.interrupted()) return false;
      const layer = buffers.layers[l]!;
      const own = at.layers[l]!;
      if (this.dropped) k.multiplyRows(rows, H8, layer.dh, sg, layer.mask, sg, layer.dh, sg);
      k.slopeRows(rows, hidden, ACTIVATION[activation], layer.h + streams * 32, sh, layer.dh, sg);
      if (bias) k.columnSums(rows, H8, layer.dh, sg, own.dInputBias);
      if (l === 0 && !embedding) {
        for (let j = 0; j < window; j++) k.scatter(rows, H8, this.symbols(j, streams), layer.dh, sg, own.dInput + j * V * 32, window * V * 32);
        continue;
      }
      const [input, stride, K8] = l === 0 ? [buffers.embedded, sg, window * E8] : this.output(l - 1, streams);
      k.gemmTN(rows, K8, H8, input, stride, layer.dh, sg, own.dInput, K8 * 256);
      const into = l === 0 ? buffers.dEmbedded : buffers.layers[l - 1]!.dh;
      for (let n = 0; n < K8; n++) k.zero(into + n * sg, rows * 32);
      k.gemmNN(rows, K8, H8, layer.dh, sg, own.inputTransposed, H8 * 256, into, sg);
    }
    if (embedding)
      for (let j = 0; j < window; j++) k.scatter(rows, E8, this.symbols(j, streams), buffers.dEmbedded + j * E8 * sg, sg, at.dEmbedding, V * 32);
    return true;
  }

  /** Where the symbols lie that stand at place j of the windows, 0 being the oldest. */
  private symbols(j: number, streams: number): number {
    return this.buffers.inputs + j * streams * 4;
  }
}
