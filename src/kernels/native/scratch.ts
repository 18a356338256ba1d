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

const MASK = 1023;
/** Lanes behind the last beginning of a row. */
const WIDEST = 16;
/** Numbers from [-1, 1) · scale by their scale: rows are copied out of them, since the self-test runs before the engine has compiled any loop. */
const tables = new Map<number, Float32Array>();

function tableOf(scale: number): Float32Array {
  let table = tables.get(scale);
  if (!table) {
    table = new Float32Array(MASK + WIDEST);
    for (let i = 0; i < table.length; i++) {
      const x = Math.imul((i & MASK) + 1, 0x9e3779b1);
      table[i] = ((Math.imul(x ^ (x >>> 15), 0x735a2d97) >> 8) / 2 ** 23) * scale;
    }
    tables.set(scale, table);
  }
  return table;
}

/** Bytes of a scratch memory: enough for the self-test's cases. */
export const SCRATCH_BYTES = 1 << 20;

/**
 * Matrices of random numbers in a memory: the same number at the same row and column whatever the width of the panels, so that functions of two backends
 * can be compared element by element.
 */
export class Scratch {
  readonly regions: Region[] = [];
  private readonly floats: Float32Array;
  private end: Address;
  /** Where tables lie at the end of the memory, by their scale: a copy inside one array makes no view. */
  private readonly tables = new Map<number, number>();
  private limit: number;

  constructor(
    readonly buffer: ArrayBuffer | SharedArrayBuffer,
    readonly panelWidth: number,
    private readonly base: Address,
  ) {
    this.floats = new Float32Array(buffer);
    this.end = base;
    this.limit = this.floats.length;
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
    const { floats, panelWidth: width } = this;
    const panels = this.panelsOf(columns);
    const height = padded ? this.panelsOf(rows) * width : rows;
    const stride = height * width * 4;
    const region = { at: this.take(blocks * panels * stride), stride, rows, blocks, columns, panels };
    const seed = this.regions.push(region) * 1999;
    const numbers = this.placeOfTable(scale);
    for (let panel = 0, start = region.at / 4; panel < blocks * panels; panel++, start += height * width) {
      const first = (panel % panels) * width;
      const used = Math.min(width, columns - first);
      if (padded || used < width) floats.fill(0, start, start + height * width);
      const from = seed + Math.floor(panel / panels) * 4999 + first;
      for (let row = 0, index = start; row < rows; row++, index += width) {
        const at = numbers + ((from + row * 331) & MASK);
        floats.copyWithin(index, at, at + used);
      }
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
    this.floats.fill(0, at / 4, at / 4 + count);
    return at;
  }

  /** An element of a region; `column` counts on over its blocks. */
  element({ at, stride, columns, panels }: Region, row: number, column: number): number {
    const inBlock = column % columns;
    const panel = Math.floor(column / columns) * panels + Math.floor(inBlock / this.panelWidth);
    return this.floats[(at + panel * stride) / 4 + row * this.panelWidth + (inBlock % this.panelWidth)]!;
  }

  /** Row and column of the first element that differs from the other memory's region by `differ`; undefined: none does. */
  findDifference(
    region: Region,
    other: Scratch,
    others: Region,
    differ: (a: number, b: number) => boolean,
  ): [row: number, column: number] | undefined {
    // The narrower panels' lanes follow each other in both memories.
    const width = Math.min(this.panelWidth, other.panelWidth);
    const { rows, blocks, columns } = region;
    for (let block = 0; block < blocks; block++)
      for (let first = 0; first < columns; first += width) {
        const lanes = Math.min(width, columns - first);
        let a = this.placeOf(region, block, first);
        let b = other.placeOf(others, block, first);
        for (let row = 0; row < rows; row++, a += this.panelWidth, b += other.panelWidth)
          for (let lane = 0; lane < lanes; lane++)
            if (differ(this.floats[a + lane]!, other.floats[b + lane]!)) return [row, block * columns + first + lane];
      }
    return undefined;
  }

  /** Index of the first row's element of a column. */
  private placeOf({ at, stride, panels }: Region, block: number, column: number): number {
    return (at + (block * panels + Math.floor(column / this.panelWidth)) * stride) / 4 + (column % this.panelWidth);
  }

  private placeOfTable(scale: number): number {
    let place = this.tables.get(scale);
    if (place === undefined) {
      const table = tableOf(scale);
      place = this.limit - table.length;
      this.floats.set(table, place);
      this.tables.set(scale, place);
      this.limit = place;
    }
    return place;
  }

  private take(bytes: number): Address {
    const at = this.end;
    this.end = at + Math.ceil(bytes / 64) * 64;
    if (this.end > 4 * this.limit) throw new RangeError('The scratch memory is too small.');
    return at;
  }
}
