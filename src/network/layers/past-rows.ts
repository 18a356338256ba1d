import type { Address } from '../../kernels/backend';
import type { LayerContext, Rows } from './kind';
import { bufferRows, clear, rowsFrom } from './linear';

/** Rows of the panels of a buffer with so many time steps in front of the window; no multiple of 4096 bytes, where panels push each other out of the cache. */
export function pastRows(rows: number, streams: number, history: number): number {
  const most = rows + streams * history;
  return most + ((6 - (most % 4)) % 4);
}

/** A window's rows with a fixed number of time steps in front of them: the last ones before it, zeros at the start. */
export class PastRows {
  readonly all: Rows;

  constructor(
    private readonly context: LayerContext,
    name: string,
    columns: number,
    private readonly history: number,
  ) {
    this.all = bufferRows(context, name, columns, pastRows(context.rows, context.streams, history));
  }

  /** Where the window begins. */
  window(streams: number): Rows {
    return rowsFrom(this.all, this.history * streams, this.context);
  }

  /** The rows from which tap `j` reads, `distance` time steps apart. */
  tap(j: number, distance: number, streams: number): Rows {
    return rowsFrom(this.all, j * distance * streams, this.context);
  }

  load(from: Address | undefined, streams: number): void {
    const { kernels: k, panels } = this.context;
    const rows = this.history * streams;
    if (from === undefined) clear(this.context, this.all, rows);
    else k.copyRows(rows, this.all.panels, from, rows * panels.rowBytes, this.all.address, this.all.stride);
  }

  save(to: Address, streams: number, steps: number): void {
    const { kernels: k, panels } = this.context;
    const rows = this.history * streams;
    const from = rowsFrom(this.all, steps * streams, this.context);
    k.copyRows(rows, from.panels, from.address, from.stride, to, rows * panels.rowBytes);
  }
}
