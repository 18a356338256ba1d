import type { Address } from '../kernels/backend';
import type { LayerInput, Rows, TensorPlace } from './layers/kind';
import { placeOf, type StateKind, type ThreadContext } from './thread-context';

/** What the first layer reads: symbols as they are (look-ups), embedded symbols, numbers as they are, or a linear map of them. */
export class StackInput {
  private readonly table: TensorPlace;
  private readonly bias: TensorPlace;
  /** Bytes between panels of activations. */
  private readonly stride: number;
  /** Symbols in front of the first time step. */
  private readonly past: number;
  /** Panels of one embedded vector. */
  private readonly panels: number;
  /** What a first layer reads that looks symbols up: always the same, as it is asked for with every predicted character. */
  private readonly symbols: LayerInput;

  constructor(private readonly context: ThreadContext) {
    const { stack, panels, rows } = context.plan;
    this.table = placeOf(context, `${stack.embeddingName}.weight`);
    this.bias = placeOf(context, `${stack.embeddingName}.bias`);
    this.stride = rows * panels.rowBytes;
    this.panels = panels.count(stack.embedding);
    this.past = stack.window - 1;
    this.symbols = { symbols: { address: context.buffers.symbols, vocabulary: stack.ports.input.size, window: stack.window } };
  }

  loadState(kind: StateKind, streams: number, reset: boolean): void {
    if (this.past === 0) return;
    const { buffer } = this.context.backend.memory;
    const { symbols, history } = this.context.buffers;
    const front = new Int32Array(buffer, symbols, this.past * streams);
    if (reset) front.fill(-1);
    else front.set(new Int32Array(buffer, history[kind], this.past * streams));
  }

  saveState(kind: StateKind, streams: number, steps: number): void {
    if (this.past === 0) return;
    const { buffer } = this.context.backend.memory;
    const { symbols, history } = this.context.buffers;
    const kept = new Int32Array(buffer, history[kind], this.past * streams);
    kept.set(new Int32Array(buffer, symbols + steps * streams * 4, this.past * streams));
  }

  /** What the first layer reads in a window that lies in the input buffers. */
  forward(steps: number, streams: number): LayerInput {
    const { kernels: k, plan, buffers } = this.context;
    const { stack, panels } = plan;
    const { input } = stack.ports;
    const rows = steps * streams;
    if (input.type === 'reals') {
      if (stack.embedding === 0) return { rows: this.reals() };
      const x = this.reals();
      const { weight } = this.table;
      k.biasRows(rows, this.panels, this.bias.weight, plan.zeros, buffers.embedded, this.stride);
      k.gemmNN(rows, this.panels, x.panels, x.address, x.stride, weight, x.panels * panels.tileBytes, buffers.embedded, this.stride);
      return { rows: this.embedded() };
    }
    if (stack.embedding === 0) return this.symbols;
    for (let n = 0; n < stack.window * this.panels; n++) k.zero(buffers.embedded + n * this.stride, rows * panels.rowBytes);
    this.eachPlace(streams, (symbols, offset) => {
      k.embed(rows, this.panels, symbols, this.table.weight, input.size * panels.rowBytes, buffers.embedded + offset, this.stride);
    });
    return { rows: this.embedded() };
  }

  /** Where ∂E/∂(what the first layer reads) is to go; undefined where nothing learns from it. */
  get gradient(): Rows | undefined {
    const { buffers, plan } = this.context;
    return plan.stack.embedding > 0 ? { ...this.embedded(), address: buffers.dEmbedded } : undefined;
  }

  /** From that gradient on to the embedding's. */
  backward(steps: number, streams: number): void {
    const { kernels: k, plan, buffers } = this.context;
    const { stack, panels } = plan;
    const { input } = stack.ports;
    const rows = steps * streams;
    if (stack.embedding === 0) return;
    if (input.type === 'reals') {
      const x = this.reals();
      if (this.bias.gradient) k.columnSums(rows, this.panels, buffers.dEmbedded, this.stride, this.bias.gradient);
      k.gemmTN(rows, x.panels, this.panels, x.address, x.stride, buffers.dEmbedded, this.stride, this.table.gradient, x.panels * panels.tileBytes);
      return;
    }
    this.eachPlace(streams, (symbols, offset) => {
      k.scatter(rows, this.panels, symbols, buffers.dEmbedded + offset, this.stride, this.table.gradient, input.size * panels.rowBytes);
    });
  }

  private reals(): Rows {
    const { plan, buffers } = this.context;
    return { address: buffers.reals, stride: this.stride, panels: plan.panels.count(plan.stack.ports.input.size) };
  }

  private embedded(): Rows {
    const { plan, buffers } = this.context;
    return { address: buffers.embedded, stride: this.stride, panels: plan.stack.window * this.panels };
  }

  /** Every place of the window, 0 being the oldest: its symbols, and where its panels begin in the embedded rows. */
  private eachPlace(streams: number, visit: (symbols: Address, offset: number) => void): void {
    const { window } = this.context.plan.stack;
    for (let j = 0; j < window; j++) visit(this.context.buffers.symbols + j * streams * 4, j * this.panels * this.stride);
  }
}
