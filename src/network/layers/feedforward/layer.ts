import type { Address } from '../../../kernels/backend';
import { ACTIVATION } from '../activation';
import type { Layer, LayerContext, LayerInput, Rows, Symbols, TensorPlace } from '../kind';

/** s_t = φ(U x_t + b) on all rows at once; of symbols x_t is a window of one-hot vectors, oldest first. Carries nothing: the input keeps the window. */
export class FeedForwardLayer implements Layer {
  private readonly s: Address;
  private readonly stride: number;
  private readonly H8: number;
  private readonly U: TensorPlace;
  private readonly bias: TensorPlace;
  private readonly activation: number;

  constructor(private readonly context: LayerContext) {
    const { panels, rows, shape } = context;
    this.s = context.buffer('activations');
    this.stride = rows * panels.rowBytes;
    this.H8 = panels.count(shape.hidden);
    this.U = context.tensor('hidden.weight_l0');
    this.bias = context.tensor('hidden.bias_l0');
    this.activation = ACTIVATION[shape.options.activation];
  }

  loadState(): void {}

  saveState(): void {}

  output(): Rows {
    return { address: this.s, stride: this.stride, panels: this.H8 };
  }

  forward({ rows: x, symbols }: LayerInput, steps: number, streams: number): boolean {
    const { kernels: k, panels, zeros, shape } = this.context;
    const { s, stride, H8, U } = this;
    const rows = steps * streams;
    if (this.context.interrupted()) return false;
    k.biasRows(rows, H8, this.bias.weight, zeros, s, stride);
    if (symbols) this.eachPlace(symbols, streams, (place, offset, table) => k.embed(rows, H8, place, U.weight + offset, table, s, stride));
    else k.gemmNN(rows, H8, x.panels, x.address, x.stride, U.weight, x.panels * panels.tileBytes, s, stride);
    k.activateRows(rows, shape.hidden, this.activation, s, stride);
    // φ(0) of a padded unit may be ½.
    k.maskColumns(rows, shape.hidden, s, stride);
    return true;
  }

  backward(input: LayerInput, d: Rows, dInput: Rows | undefined, steps: number, streams: number): boolean {
    const { kernels: k, panels, shape, interrupted } = this.context;
    const { H8, U } = this;
    const rows = steps * streams;
    if (interrupted()) return false;
    k.slopeRows(rows, shape.hidden, this.activation, this.s, this.stride, d.address, d.stride);
    if (this.bias.gradient) k.columnSums(rows, H8, d.address, d.stride, this.bias.gradient);
    if (input.symbols) {
      this.eachPlace(input.symbols, streams, (place, offset, table) => k.scatter(rows, H8, place, d.address, d.stride, U.gradient + offset, table));
      return true;
    }
    const { address, stride, panels: K8 } = input.rows;
    k.gemmTN(rows, K8, H8, address, stride, d.address, d.stride, U.gradient, K8 * panels.tileBytes);
    if (!dInput) return true;
    for (let n = 0; n < K8; n++) k.zero(dInput.address + n * dInput.stride, rows * panels.rowBytes);
    k.gemmNN(rows, K8, H8, d.address, d.stride, U.transposed, H8 * panels.tileBytes, dInput.address, dInput.stride);
    return true;
  }

  /** Every place of the window with its symbols, the start of its rows of U within a panel, and the bytes of such a panel. */
  private eachPlace(
    { address, vocabulary, window }: Symbols,
    streams: number,
    visit: (symbols: Address, offset: number, panelBytes: number) => void,
  ) {
    const bytes = vocabulary * this.context.panels.rowBytes;
    for (let j = 0; j < window; j++) visit(address + j * streams * 4, j * bytes, window * bytes);
  }
}
