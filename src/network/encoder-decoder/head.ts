import { additiveWindow } from '../../kernels/kernel-arguments';
import type { Rows, TensorPlace } from '../layers/kind';
import type { KernelSequence, PartContext } from './sequence';

/** Additive attention over the encoder's states, where there is one, and the output layer W [s_t; c_t] + b, or W s_t + b. */
export class AttendingHead {
  private readonly isAttending: boolean;
  private readonly head: TensorPlace;
  private readonly bias: TensorPlace;
  private readonly query: TensorPlace;
  private readonly key: TensorPlace;
  private readonly score: TensorPlace;
  private readonly H8: number;
  private readonly V8: number;
  private readonly tile: number;
  private readonly rowBytes: number;

  constructor(
    private readonly context: PartContext,
    private readonly encoder: KernelSequence,
    private readonly decoder: KernelSequence,
  ) {
    const { plan, place } = context;
    const { shape, panels } = plan;
    this.isAttending = shape.attention === 'additive';
    this.head = place('head.weight');
    this.bias = place('head.bias');
    this.query = place('attention.query.weight');
    this.key = place('attention.key.weight');
    this.score = place('attention.score.weight');
    this.H8 = panels.count(shape.hidden);
    this.V8 = panels.count(shape.targets);
    this.tile = panels.tileBytes;
    this.rowBytes = panels.rowBytes;
  }

  /** W_k h_j of all source characters: once for every batch of sources. */
  readSources(sources: number, streams: number): void {
    if (!this.isAttending) return;
    const keys = this.sourceRows(this.context.plan.attention.keys);
    this.clear(keys, sources * streams);
    this.product(this.encoder.states(streams), this.key.weight, keys, sources * streams);
  }

  /** Logits of the decoder's states in so many steps. */
  forward(sources: number, steps: number, streams: number): void {
    const { kernels: k, plan } = this.context;
    const { H8, V8, tile, head } = this;
    const rows = steps * streams;
    const states = this.decoder.states(streams);
    const width = (this.isAttending ? 2 : 1) * H8 * tile;
    k.biasRows(rows, V8, this.bias.weight, plan.zeros, plan.logits, plan.logitStride);
    k.gemmNN(rows, V8, H8, states.address, states.stride, head.weight, width, plan.logits, plan.logitStride);
    if (!this.isAttending) return;
    const { attention } = plan;
    const [queries, contexts] = [this.targetRows(attention.queries), this.targetRows(attention.contexts)];
    this.clear(queries, rows);
    this.product(states, this.query.weight, queries, rows);
    k.additiveForward(...this.window(sources, steps, streams), contexts.address, contexts.stride, attention.work);
    k.gemmNN(rows, V8, H8, contexts.address, contexts.stride, head.weight + H8 * tile, width, plan.logits, plan.logitStride);
  }

  /** Logits of a row of the last forward pass. */
  logits(buffer: ArrayBuffer | SharedArrayBuffer, row: number): Float32Array {
    const { logits, logitStride, panels, shape } = this.context.plan;
    const { width } = panels;
    const stride = logitStride / 4;
    const values = new Float32Array(buffer, logits, stride * this.V8);
    return Float32Array.from({ length: shape.targets }, (_, v) => values[Math.floor(v / width) * stride + row * width + (v % width)]!);
  }

  /** Shares of the first `length` source characters in a row of the last forward pass. */
  shares(buffer: ArrayBuffer | SharedArrayBuffer, row: number, length: number): number[] {
    const { shares, shareStride } = this.context.plan.attention;
    return [...new Float32Array(buffer, shares + row * shareStride, length)];
  }

  /** From ∂E/∂logits: gradients of the tensors; sets ∂E/∂ of the decoder's states and ∂E/∂ of the encoder's. */
  backward(sources: number, steps: number, streams: number): void {
    const { kernels: k, plan } = this.context;
    const { H8, V8, tile, head } = this;
    const rows = steps * streams;
    const [states, dStates] = [this.decoder.states(streams), this.decoder.dStates(streams)];
    const [memory, dMemory] = [this.encoder.states(streams), this.encoder.dStates(streams)];
    const width = (this.isAttending ? 2 : 1) * H8 * tile;
    this.clear(dStates, rows);
    this.clear(dMemory, sources * streams);
    k.gemmTN(rows, H8, V8, states.address, states.stride, plan.logits, plan.logitStride, head.gradient, width);
    k.gemmNN(rows, H8, V8, plan.logits, plan.logitStride, head.transposed, V8 * tile, dStates.address, dStates.stride);
    if (!this.isAttending) return;
    const { attention } = plan;
    const [contexts, dContexts] = [this.targetRows(attention.contexts), this.targetRows(attention.dContexts)];
    const [dQueries, dKeys] = [this.targetRows(attention.dQueries), this.sourceRows(attention.dKeys)];
    for (const [each, count] of [
      [dContexts, rows],
      [dQueries, rows],
      [dKeys, sources * streams],
    ] as const)
      this.clear(each, count);
    k.gemmTN(rows, H8, V8, contexts.address, contexts.stride, plan.logits, plan.logitStride, head.gradient + H8 * tile, width);
    k.gemmNN(rows, H8, V8, plan.logits, plan.logitStride, head.transposed + H8 * V8 * tile, V8 * tile, dContexts.address, dContexts.stride);
    k.additiveBackward(
      ...this.window(sources, steps, streams),
      ...([dContexts.address, dContexts.stride, dQueries.address, dQueries.stride, dKeys.address, dKeys.stride] as const),
      ...([dMemory.address, dMemory.stride, this.score.gradient, attention.work] as const),
    );
    this.productBackward(states, this.query, dQueries, dStates, rows);
    this.productBackward(memory, this.key, dKeys, dMemory, sources * streams);
  }

  private window(sources: number, steps: number, streams: number) {
    const { attention } = this.context.plan;
    const [queries, keys] = [this.targetRows(attention.queries), this.sourceRows(attention.keys)];
    return additiveWindow({
      ...{ steps, sources, streams, panels: this.H8, queries, keys, score: this.score.weight, memory: this.encoder.states(streams) },
      ...{ lengths: attention.lengths, shares: { address: attention.shares, stride: attention.shareStride } },
    });
  }

  private targetRows(address: number): Rows {
    return { address, stride: this.context.plan.decoder.rows * this.rowBytes, panels: this.H8 };
  }

  private sourceRows(address: number): Rows {
    return { address, stride: this.context.plan.encoder.rows * this.rowBytes, panels: this.H8 };
  }

  private clear({ address, stride, panels }: Rows, rows: number): void {
    for (let n = 0; n < panels; n++) this.context.kernels.zero(address + n * stride, rows * this.rowBytes);
  }

  private product(x: Rows, weight: number, y: Rows, rows: number): void {
    this.context.kernels.gemmNN(rows, this.H8, this.H8, x.address, x.stride, weight, this.H8 * this.tile, y.address, y.stride);
  }

  private productBackward(x: Rows, W: TensorPlace, dy: Rows, dx: Rows, rows: number): void {
    const { kernels: k } = this.context;
    const width = this.H8 * this.tile;
    k.gemmTN(rows, this.H8, this.H8, x.address, x.stride, dy.address, dy.stride, W.gradient, width);
    k.gemmNN(rows, this.H8, this.H8, dy.address, dy.stride, W.transposed, width, dx.address, dx.stride);
  }
}
