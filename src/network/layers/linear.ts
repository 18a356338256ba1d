import type { LayerContext, LayerInput, Rows, TensorPlace } from './kind';

/** Rows of a buffer with so many columns; `rows` of the buffer's panels, the window's if omitted. */
export function bufferRows(context: LayerContext, name: string, columns: number, rows = context.rows): Rows {
  const { panels } = context;
  return { address: context.buffer(name), stride: rows * panels.rowBytes, panels: panels.count(columns) };
}

/** Some panels of rows. */
export function panelsOf(rows: Rows, first: number, panels: number): Rows {
  return { address: rows.address + first * rows.stride, stride: rows.stride, panels };
}

/** The same rows from another one on. */
export function rowsFrom(rows: Rows, row: number, { panels }: LayerContext): Rows {
  return { ...rows, address: rows.address + row * panels.rowBytes };
}

/** Sets all rows to zero. */
export function clear({ kernels, panels }: LayerContext, { address, stride, panels: count }: Rows, rows: number): void {
  for (let n = 0; n < count; n++) kernels.zero(address + n * stride, rows * panels.rowBytes);
}

/** Rows of a block: what a layer makes of so many stays in the second cache of a core from one pass to the next. */
const BLOCK_ROWS = 512;

/** Does time steps block by block, from the first on. False as soon as one of them is interrupted. */
export function inBlocks(steps: number, streams: number, block: (from: number, length: number) => boolean): boolean {
  const length = Math.max(1, Math.floor(BLOCK_ROWS / streams));
  for (let from = 0; from < steps; from += length) if (!block(from, Math.min(length, steps - from))) return false;
  return true;
}

/** The product y = W x + b of all rows at once, and its gradients. Of several groups of outputs the panels from `first` on may be asked for alone. */
export class Linear {
  private readonly W: TensorPlace;
  private readonly b: TensorPlace | undefined;

  /** @param bias undefined: none */
  constructor(
    private readonly context: LayerContext,
    weight: string,
    bias?: string,
  ) {
    this.W = context.tensor(weight);
    this.b = bias === undefined ? undefined : context.tensor(bias);
  }

  forward(input: LayerInput, y: Rows, rows: number, first = 0): void {
    const { kernels: k, panels, zeros } = this.context;
    const bias = this.b ? this.b.weight + (this.b.weight === zeros ? 0 : first * panels.rowBytes) : zeros;
    if (input.symbols) {
      const bytes = input.symbols.vocabulary * panels.rowBytes;
      k.lookUp(rows, y.panels, input.symbols.address, this.W.weight + first * bytes, bytes, bias, zeros, y.address, y.stride);
      return;
    }
    const bytes = input.rows.panels * panels.tileBytes;
    k.biasRows(rows, y.panels, bias, zeros, y.address, y.stride);
    k.gemmNN(rows, y.panels, input.rows.panels, input.rows.address, input.rows.stride, this.W.weight + first * bytes, bytes, y.address, y.stride);
  }

  /** y += W x: without the bias. */
  add(x: Rows, y: Rows, rows: number): void {
    const { kernels: k, panels } = this.context;
    k.gemmNN(rows, y.panels, x.panels, x.address, x.stride, this.W.weight, x.panels * panels.tileBytes, y.address, y.stride);
  }

  /** ∂E/∂W and ∂E/∂b from ∂E/∂y: added to. */
  parameterGradient(input: LayerInput, dy: Rows, rows: number, first = 0): void {
    const { kernels: k, panels } = this.context;
    if (this.b?.gradient) k.columnSums(rows, dy.panels, dy.address, dy.stride, this.b.gradient + first * panels.rowBytes);
    if (input.symbols) {
      const bytes = input.symbols.vocabulary * panels.rowBytes;
      k.scatter(rows, dy.panels, input.symbols.address, dy.address, dy.stride, this.W.gradient + first * bytes, bytes);
      return;
    }
    const bytes = input.rows.panels * panels.tileBytes;
    k.gemmTN(
      rows,
      input.rows.panels,
      dy.panels,
      input.rows.address,
      input.rows.stride,
      dy.address,
      dy.stride,
      this.W.gradient + first * bytes,
      bytes,
    );
  }

  /** dx += ∂E/∂x. `all`: panels of all outputs of W, where dy are some of them. */
  inputGradient(dy: Rows, dx: Rows, rows: number, first = 0, all = dy.panels): void {
    const { kernels: k, panels } = this.context;
    k.gemmNN(
      ...([rows, dx.panels, dy.panels, dy.address, dy.stride] as const),
      ...([this.W.transposed + first * panels.tileBytes, all * panels.tileBytes, dx.address, dx.stride] as const),
    );
  }
}
