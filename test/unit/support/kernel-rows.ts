import type { Address, Backend } from '../../../src/kernels/backend';
import { chooseBackend } from '../../../src/kernels/registry';

const ROW = 8;

/** Rows of numbers in the kernels' panels, with something that is no zero left and right of them to be overwritten by nobody. */
export class KernelMemory {
  readonly backend: Backend;
  private next: Address;

  constructor(build: string, bytes = 1 << 23) {
    const choice = chooseBackend({ name: build, threads: 1 });
    this.backend = choice.create(bytes);
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

  /** [rows][columns] in panels; stride is rows * 32. */
  rows(values: readonly ArrayLike<number>[], columns = values[0]!.length): Address {
    const panels = Math.ceil(columns / ROW);
    const address = this.floats(panels * values.length * ROW);
    const view = this.view(address, panels * values.length * ROW);
    values.forEach((row, r) => {
      for (let c = 0; c < columns; c++) view[((c >> 3) * values.length + r) * ROW + (c & 7)] = row[c]!;
    });
    return address;
  }

  read(address: Address, rows: number, columns: number): number[][] {
    const view = this.view(address, Math.ceil(columns / ROW) * rows * ROW);
    return Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (_, c) => view[((c >> 3) * rows + r) * ROW + (c & 7)]!));
  }

  view(address: Address, floats: number): Float32Array {
    return new Float32Array(this.backend.memory.buffer, address, floats);
  }
}
