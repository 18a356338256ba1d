import type { Address } from '../../../kernels/backend';
import type { Layer, LayerContext, LayerInput, Rows, TensorPlace } from '../kind';
import { bufferRows, clear, rowsFrom } from '../linear';
import { PastRows, pastRows } from '../past-rows';
import { dilation, history } from './description';

/** A product for every tap over rows that are shifted by its distance: nothing is copied for them. */
export class ConvLayer implements Layer {
  private readonly past: PastRows;
  private readonly nets: Rows;
  private readonly out: Rows;
  private readonly dPast: Rows;
  private readonly W: TensorPlace;
  private readonly bias: TensorPlace;
  private readonly distance: number;
  private readonly history: number;

  constructor(private readonly context: LayerContext) {
    const { shape, panels, rows, streams } = context;
    this.distance = dilation(shape);
    this.history = history(shape);
    this.past = new PastRows(context, 'past', shape.input, this.history);
    this.nets = bufferRows(context, 'nets', 2 * panels.round(shape.hidden));
    this.out = bufferRows(context, 'out', shape.hidden);
    this.dPast = bufferRows(context, 'dPast', shape.input, pastRows(rows, streams, this.history));
    this.W = context.tensor('weight');
    this.bias = context.tensor('bias');
  }

  loadState(from: Address | undefined, streams: number): void {
    this.past.load(from, streams);
  }

  saveState(to: Address, streams: number, steps: number): void {
    this.past.save(to, streams, steps);
  }

  output(): Rows {
    return this.out;
  }

  forward(input: LayerInput, steps: number, streams: number): boolean {
    const { kernels: k, zeros, interrupted } = this.context;
    const { nets, out, past } = this;
    const rows = steps * streams;
    const x = input.rows!;
    const window = past.window(streams);
    k.copyRows(rows, x.panels, x.address, x.stride, window.address, window.stride);
    k.biasRows(rows, nets.panels, this.bias.weight, zeros, nets.address, nets.stride);
    for (let j = 0; j < this.taps; j++) {
      if (interrupted()) return false;
      const tap = past.tap(j, this.distance, streams);
      k.gemmNN(
        rows,
        nets.panels,
        tap.panels,
        tap.address,
        tap.stride,
        this.W.weight + this.inputOffset(j),
        this.panelBytes,
        nets.address,
        nets.stride,
      );
    }
    k.gluForward(rows, out.panels, nets.address, nets.stride, out.address, out.stride);
    return true;
  }

  backward(_input: LayerInput, dOutput: Rows, dInput: Rows | undefined, steps: number, streams: number): boolean {
    const { kernels: k, panels, interrupted } = this.context;
    const { nets, past, dPast, W } = this;
    const rows = steps * streams;
    k.gluBackward(rows, dOutput.panels, nets.address, nets.stride, dOutput.address, dOutput.stride);
    k.columnSums(rows, nets.panels, nets.address, nets.stride, this.bias.gradient);
    if (dInput) clear(this.context, dPast, rows + this.history * streams);
    for (let j = 0; j < this.taps; j++) {
      if (interrupted()) return false;
      const tap = past.tap(j, this.distance, streams);
      k.gemmTN(rows, tap.panels, nets.panels, tap.address, tap.stride, nets.address, nets.stride, W.gradient + this.inputOffset(j), this.panelBytes);
      if (!dInput) continue;
      if (interrupted()) return false;
      const d = rowsFrom(dPast, j * this.distance * streams, this.context);
      // Of the transpose the inputs of a tap are whole panels.
      const WT = W.transposed + j * tap.panels * nets.panels * panels.tileBytes;
      k.gemmNN(rows, d.panels, nets.panels, nets.address, nets.stride, WT, nets.panels * panels.tileBytes, d.address, d.stride);
    }
    if (!dInput) return true;
    const d = rowsFrom(dPast, this.history * streams, this.context);
    k.copyRows(rows, d.panels, d.address, d.stride, dInput.address, dInput.stride);
    return true;
  }

  private get taps(): number {
    return this.context.shape.options.kernelSize;
  }

  /** Bytes of a panel of W: the taps' inputs below one another. */
  private get panelBytes(): number {
    return this.taps * this.past.all.panels * this.context.panels.tileBytes;
  }

  /** Where the inputs of a tap begin within a panel of W. */
  private inputOffset(tap: number): number {
    return tap * this.past.all.panels * this.context.panels.tileBytes;
  }
}
