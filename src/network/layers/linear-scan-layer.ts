import type { Layer, LayerContext, LayerInput, Rows } from './kind';
import { bufferRows, clear, Linear, panelsOf } from './linear';

/**
 * What minGRU and minLSTM share: the gates see the input alone, so that their products are over all rows at once and time is an element-wise scan.
 * Buffers: `gates` (pre-activations, then gates, then their gradients) and `h` with slots 0..T.
 */
export abstract class LinearScanLayer implements Layer {
  protected readonly gates: Rows;
  protected readonly h: Rows;
  private readonly nets: Rows;
  private readonly product: Linear;

  /**
   * @param blocks blocks of the gates' buffer
   * @param products how many of them, the first ones, are products of the input
   */
  constructor(
    protected readonly context: LayerContext,
    blocks: number,
    products: number,
  ) {
    const { panels, shape, stateRows } = context;
    const hidden = panels.round(shape.hidden);
    this.gates = bufferRows(context, 'gates', blocks * hidden);
    this.h = bufferRows(context, 'h', hidden, stateRows);
    this.nets = panelsOf(this.gates, 0, products * this.h.panels);
    this.product = new Linear(context, 'rnn.weight_ih', 'rnn.bias_ih');
  }

  protected abstract scan(steps: number, streams: number): void;
  /** The gates become the gradients of their pre-activations. */
  protected abstract scanBack(steps: number, streams: number, dOutput: Rows): void;

  loadState(from: number | undefined, streams: number): void {
    const { kernels: k, panels } = this.context;
    if (from === undefined) clear(this.context, this.h, streams);
    else k.copyRows(streams, this.h.panels, from, streams * panels.rowBytes, this.h.address, this.h.stride);
  }

  saveState(to: number, streams: number, steps: number): void {
    const { kernels: k, panels } = this.context;
    const bytes = streams * panels.rowBytes;
    k.copyRows(streams, this.h.panels, this.h.address + steps * bytes, this.h.stride, to, bytes);
  }

  forward(input: LayerInput, steps: number, streams: number): boolean {
    if (this.context.interrupted()) return false;
    this.product.forward(input, this.nets, steps * streams);
    if (this.context.interrupted()) return false;
    this.scan(steps, streams);
    return true;
  }

  output(streams: number): Rows {
    return { ...this.h, address: this.h.address + streams * this.context.panels.rowBytes };
  }

  stateRows(part: string, streams: number): Rows | undefined {
    return part === 'h' ? this.output(streams) : undefined;
  }

  backward(input: LayerInput, dOutput: Rows, dInput: Rows | undefined, steps: number, streams: number): boolean {
    const { interrupted } = this.context;
    const rows = steps * streams;
    if (interrupted()) return false;
    this.scanBack(steps, streams, dOutput);
    if (interrupted()) return false;
    this.product.parameterGradient(input, this.nets, rows);
    if (!dInput) return true;
    if (interrupted()) return false;
    clear(this.context, dInput, rows);
    this.product.inputGradient(this.nets, dInput, rows);
    return true;
  }
}
