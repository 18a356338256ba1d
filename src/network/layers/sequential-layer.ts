import type { Address } from '../../kernels/backend';
import { type Layer, type LayerContext, type LayerInput, type Rows, stepsPerLook, type TensorPlace } from './kind';

/** A stretch of a layer's gate panels that hold the input part: panels of the buffer from `source` on are those of U from `target` on. */
export interface InputPart {
  readonly source: number;
  readonly panels: number;
  readonly target: number;
}

/** The same with what is always read and written for it: the biases of its panels, and where they lie among the gates. */
interface PlacedPart extends InputPart {
  readonly first: Address;
  readonly second: Address;
  readonly into: Address;
}

/**
 * What the vanilla RNN, LSTM and GRU share: the input products of all time steps at once (or look-ups of symbols), then one time step after the other with
 * the product of the recurrent matrix inside. Buffers: `gates` [gate panels][rows]: net inputs, then gates, then their gradients; `h` with slots 0..T.
 */
export abstract class SequentialLayer implements Layer {
  protected readonly gates: Address;
  protected readonly h: Address;
  /** Bytes between panels of the gates and of h, and panels of the hidden units. */
  protected readonly sg: number;
  protected readonly sh: number;
  protected readonly H8: number;
  protected readonly U: TensorPlace;
  protected readonly W: TensorPlace;
  private readonly inputBias: TensorPlace;
  private readonly recurrentBias: TensorPlace;
  private knownSlots: readonly Address[] | undefined;
  private knownParts: readonly PlacedPart[] | undefined;
  private knownOutput: { readonly streams: number; readonly rows: Rows } | undefined;

  /**
   * @param blocks gate blocks of the buffer, which are computed in every time step
   * @param weightBlocks gate blocks of U and W
   */
  constructor(
    protected readonly context: LayerContext,
    private readonly blocks: number,
    private readonly weightBlocks: number,
  ) {
    const { panels, rows, stateRows, shape } = context;
    this.gates = context.buffer('gates');
    this.h = context.buffer('h');
    this.sg = rows * panels.rowBytes;
    this.sh = stateRows * panels.rowBytes;
    this.H8 = panels.count(shape.hidden);
    this.U = context.tensor('rnn.weight_ih_l0');
    this.W = context.tensor('rnn.weight_hh_l0');
    this.inputBias = context.tensor('rnn.bias_ih_l0');
    this.recurrentBias = context.tensor('rnn.bias_hh_l0');
  }

  /** Time steps [from, to): gates and hidden states from the input parts. */
  protected abstract forwardSteps(from: number, to: number, streams: number): void;
  /** Time steps [from, to) backwards: the gates become ∂E/∂ of their net inputs. */
  protected abstract backwardSteps(from: number, to: number, streams: number, dOutput: Rows): void;
  /** Before the last time step of a backward pass. */
  protected beginBackward(_streams: number): void {}
  /** The input parts of the gates, in the order in which their products are added up. */
  protected inputParts(): readonly InputPart[] {
    return [{ source: 0, panels: this.weightBlocks * this.H8, target: 0 }];
  }
  /** Start addresses of the state's parts, slot 0 of each: h first. */
  protected stateSlots(): readonly Address[] {
    return [this.h];
  }

  /** Placed once: a prediction of a small network takes two microseconds. */
  private parts(): readonly PlacedPart[] {
    this.knownParts ??= this.inputParts().map((part) => ({
      ...part,
      first: this.biasFrom(this.inputBias, part.target),
      // Where a gate's recurrent part stands apart, its input part has the input-side bias alone.
      second: this.recurrentOnly()?.target === part.target ? this.context.zeros : this.biasFrom(this.recurrentBias, part.target),
      into: this.gates + part.source * this.sg,
    }));
    return this.knownParts;
  }

  /** Asked once, as they are needed for every predicted character. */
  private slots(): readonly Address[] {
    this.knownSlots ??= this.stateSlots();
    return this.knownSlots;
  }

  loadState(from: Address | undefined, streams: number): void {
    const { kernels: k, panels } = this.context;
    const bytes = streams * panels.rowBytes;
    const slots = this.slots();
    for (let part = 0; part < slots.length; part++) {
      if (from === undefined) for (let n = 0; n < this.H8; n++) k.zero(slots[part]! + n * this.sh, bytes);
      else k.copyRows(streams, this.H8, from + part * this.H8 * bytes, bytes, slots[part]!, this.sh);
    }
  }

  saveState(to: Address, streams: number, steps: number): void {
    const { kernels: k, panels } = this.context;
    const bytes = streams * panels.rowBytes;
    const slots = this.slots();
    for (let part = 0; part < slots.length; part++)
      k.copyRows(streams, this.H8, slots[part]! + steps * bytes, this.sh, to + part * this.H8 * bytes, bytes);
  }

  output(streams: number): Rows {
    if (this.knownOutput?.streams !== streams)
      this.knownOutput = { streams, rows: { address: this.h + streams * this.context.panels.rowBytes, stride: this.sh, panels: this.H8 } };
    return this.knownOutput.rows;
  }

  stateRows(part: string, streams: number): Rows | undefined {
    return part === 'h' ? this.output(streams) : undefined;
  }

  forward(input: LayerInput, steps: number, streams: number): boolean {
    this.readInput(input, steps * streams);
    const chunk = this.stepsPerLook(streams);
    for (let t = 0; t < steps; t += chunk) {
      if (this.context.interrupted()) return false;
      this.forwardSteps(t, Math.min(steps, t + chunk), streams);
    }
    return true;
  }

  /** Biases and input product of all time steps at once; of symbols: rows of U. */
  private readInput({ rows: x, symbols }: LayerInput, rows: number): void {
    const { kernels: k, panels, zeros } = this.context;
    const { gates, sg, H8, U } = this;
    const { tileBytes, rowBytes } = panels;
    const recurrent = this.recurrentOnly();
    if (recurrent) k.biasRows(rows, H8, this.biasFrom(this.recurrentBias, recurrent.target), zeros, gates + recurrent.source * sg, sg);
    const parts = this.parts();
    for (let i = 0; i < parts.length; i++) {
      const { panels: count, target, first, second, into } = parts[i]!;
      if (symbols) {
        const bytes = symbols.vocabulary * rowBytes;
        k.lookUp(rows, count, symbols.address, U.weight + target * bytes, bytes, first, second, into, sg);
        continue;
      }
      const sw = x.panels * tileBytes;
      k.biasRows(rows, count, first, second, into, sg);
      k.gemmNN(rows, count, x.panels, x.address, x.stride, U.weight + target * sw, sw, into, sg);
    }
  }

  /** Panels whose recurrent part stands apart from the input part, and the bias panels that belong to it. */
  protected recurrentOnly(): { source: number; target: number } | undefined {
    return undefined;
  }

  /** A bias from one of its panels on; a net without biases reads zeros everywhere. */
  private biasFrom(bias: TensorPlace, panel: number): Address {
    return bias.weight === this.context.zeros ? bias.weight : bias.weight + panel * this.context.panels.rowBytes;
  }

  backward(input: LayerInput, dOutput: Rows, dInput: Rows | undefined, steps: number, streams: number): boolean {
    const { kernels: k, panels, interrupted } = this.context;
    const { gates, sg, H8, U, W } = this;
    const rows = steps * streams;
    this.beginBackward(streams);
    const chunk = this.stepsPerLook(streams);
    for (let t = steps; t > 0; t -= chunk) {
      if (interrupted()) return false;
      this.backwardSteps(Math.max(0, t - chunk), t, streams, dOutput);
    }
    if (interrupted()) return false;
    const recurrent = this.weightBlocks * H8;
    k.gemmTN(rows, H8, recurrent, this.h, this.sh, gates, sg, W.gradient, H8 * panels.tileBytes);
    for (const { source, panels: count, target } of this.parts()) {
      const D = gates + source * sg;
      if (this.inputBias.gradient) k.columnSums(rows, count, D, sg, this.inputBias.gradient + target * panels.rowBytes);
      if (input.symbols) {
        const bytes = input.symbols.vocabulary * panels.rowBytes;
        k.scatter(rows, count, input.symbols.address, D, sg, U.gradient + target * bytes, bytes);
        continue;
      }
      // A product over a whole window of a large network takes a tenth of a second.
      if (interrupted()) return false;
      const x = input.rows;
      const tiles = x.panels * panels.tileBytes;
      k.gemmTN(rows, x.panels, count, x.address, x.stride, D, sg, U.gradient + target * tiles, tiles);
      if (!dInput) continue;
      if (interrupted()) return false;
      if (target === 0) for (let n = 0; n < dInput.panels; n++) k.zero(dInput.address + n * dInput.stride, rows * panels.rowBytes);
      const gateTiles = recurrent * panels.tileBytes;
      k.gemmNN(rows, dInput.panels, count, D, sg, U.transposed + target * panels.tileBytes, gateTiles, dInput.address, dInput.stride);
    }
    if (this.recurrentBias.gradient) k.columnSums(rows, recurrent, gates, sg, this.recurrentBias.gradient);
    return true;
  }

  private stepsPerLook(streams: number): number {
    return stepsPerLook(streams * this.blocks * this.context.shape.hidden ** 2);
  }
}
