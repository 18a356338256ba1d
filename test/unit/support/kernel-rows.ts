import type { Address, Backend } from '../../../src/kernels/backend';
import { chooseBackend } from '../../../src/kernels/registry';
import { ColumnPanels } from '../../../src/network/column-panels';

/** Rows of numbers in the kernels' panels, with something that is no zero left and right of them to be overwritten by nobody. */
export class KernelMemory {
  readonly backend: Backend;
  readonly panels: ColumnPanels;
  private next: Address;

  constructor(build: string, bytes = 1 << 23) {
    const choice = chooseBackend({ name: build, threads: 1 });
    this.backend = choice.create(bytes);
    this.panels = new ColumnPanels(choice.panelWidth);
    this.next = Math.ceil(choice.base / 64) * 64;
  }

  /** So many floats of zeros. */
  floats(count: number, values: ArrayLike<number> = []): Address {
    const address = this.next;
    this.next += Math.ceil(count / 16) * 64;
    if (this.next > this.backend.memory.buffer.byteLength) throw new RangeError('The memory is too small.');
    this.view(address, count).fill(0);
    this.view(address, values.length).set(Array.from(values));
    return address;
  }

  /** [rows][columns] in panels; stride is rows * panels.rowBytes. */
  rows(values: readonly ArrayLike<number>[], columns = values[0]!.length): Address {
    const address = this.floats(this.panels.round(columns) * values.length);
    this.write(address, values.length * this.panels.rowBytes, values);
    return address;
  }

  /** Rows into panels that lie `stride` bytes apart. */
  write(address: Address, stride: number, values: readonly ArrayLike<number>[]): void {
    values.forEach((row, r) => {
      for (let c = 0; c < row.length; c++) this.view(this.placeOf(address, stride, r, c), 1)[0] = row[c]!;
    });
  }

  read(address: Address, rows: number, columns: number, stride = rows * this.panels.rowBytes): number[][] {
    return Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (_, c) => this.view(this.placeOf(address, stride, r, c), 1)[0]!));
  }

  private placeOf(address: Address, stride: number, row: number, column: number): Address {
    const { width, rowBytes } = this.panels;
    return address + Math.floor(column / width) * stride + row * rowBytes + (column % width) * 4;
  }

  view(address: Address, floats: number): Float32Array {
    return new Float32Array(this.backend.memory.buffer, address, floats);
  }
}
