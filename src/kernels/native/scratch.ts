import type { Address } from '../backend';

/** A matrix in a scratch memory, in blocks of columns that are each padded to whole panels. */
export interface Region {
  readonly at: Address;
  /** Bytes from a panel to the next. */
  readonly stride: number;
  readonly rows: number;
  readonly blocks: number;
  /** Columns of a block, and its panels. */
  readonly columns: number;
  readonly panels: number;
}

/** Numbers from [-1, 1). */
const RANDOM = Float32Array.from({ length: 8192 }, (_, i) => {
  const x = Math.imul(i + 1, 0x9e3779b1);
  return (Math.imul(x ^ (x >>> 15), 0x735a2d97) >> 8) / 2 ** 23;
});
const MASK = RANDOM.length - 1;

/** Bytes of a scratch memory: enough for the self-test's cases. */
export const SCRATCH_BYTES = 1 << 20;

/**
 * Matrices of random numbers in a memory: the same number at the same row and column whatever the width of the panels, so that functions of two backends
 * can be compared element by element.
 */
export class Scratch {
  readonly regions: Region[] = [];
  private end: Address;

  constructor(
    readonly buffer: ArrayBuffer | SharedArrayBuffer,
    readonly panelWidth: number,
    private readonly base: Address,
  ) {
    this.end = base;
  }

  /** Forgets all regions. */
  clear(): void {
    this.regions.length = 0;
    this.end = this.base;
  }

  panelsOf(columns: number): number {
    return Math.ceil(columns / this.panelWidth);
  }

  /** rows x (blocks · columns) numbers from [-1, 1) · scale; `padded`: rows up to a whole panel, zeros, as weights have them. */
  matrix(rows: number, columns: number, { blocks = 1, scale = 1, padded = false } = {}): Region {
    const panels = this.panelsOf(columns);
    const height = padded ? this.panelsOf(rows) * this.panelWidth : rows;
    const stride = height * this.panelWidth * 4;
    const region = { at: this.take(blocks * panels * stride), stride, rows, blocks, columns, panels };
    const values = new Float32Array(this.buffer, region.at, (blocks * panels * stride) / 4);
    values.fill(0);
    const seed = this.regions.push(region) * 1999;
    const width = this.panelWidth;
    for (let block = 0; block < blocks; block++)
      for (let column = 0; column < columns; column++) {
        let index = ((block * panels + Math.floor(column / width)) * stride) / 4 + (column % width);
        for (let row = 0; row < rows; row++, index += width) values[index] = RANDOM[(seed + row * 331 + block * 4999 + column) & MASK]! * scale;
      }
    return region;
  }

  /** `count` whole numbers from [-1, limit), the first row's one below 0. */
  symbols(count: number, limit: number): Address {
    const at = this.take(count * 4);
    new Int32Array(this.buffer, at, count).set(Array.from({ length: count }, (_, i) => (i * 7 + 3) % (limit + 1)).map((x) => x - 1));
    return at;
  }

  /** `count` numbers that take no part in the comparison. */
  work(count: number): Address {
    const at = this.take(count * 4);
    new Float32Array(this.buffer, at, count).fill(0);
    return at;
  }

  /** The elements of a region in row-major order. */
  read({ at, stride, rows, blocks, columns, panels }: Region): Float32Array {
    const values = new Float32Array(this.buffer, at, (blocks * panels * stride) / 4);
    const result = new Float32Array(rows * blocks * columns);
    let next = 0;
    for (let row = 0; row < rows; row++)
      for (let block = 0; block < blocks; block++)
        for (let column = 0; column < columns; column++)
          result[next++] =
            values[(block * panels + Math.floor(column / this.panelWidth)) * (stride / 4) + row * this.panelWidth + (column % this.panelWidth)]!;
    return result;
  }

  private take(bytes: number): Address {
    const at = this.end;
    this.end = at + Math.ceil(bytes / 64) * 64;
    if (this.end > this.buffer.byteLength) throw new RangeError('The scratch memory is too small.');
    return at;
  }
}
