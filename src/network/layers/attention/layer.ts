import type { Address } from '../../../kernels/backend';
import { type AttentionArguments, attentionWindow } from '../../../kernels/kernel-arguments';
import type { Layer, LayerContext, LayerInput, Rows } from '../kind';
import { bufferRows, clear, Linear, panelsOf, rowsFrom } from '../linear';
import { angle } from './rotary';
import { spanOf, windowRows } from './size';

/**
 * Causal attention. Keys and values are made from the kept inputs anew, with the present weights; in an inference they are kept inputs of a sliding window
 * as long as a query may look back. Gradients of queries, keys and values take their places.
 */
export class AttentionLayer implements Layer {
  private readonly all: Rows;
  private readonly q: Rows;
  private readonly k: Rows;
  private readonly v: Rows;
  private readonly mixed: Rows;
  private readonly out: Rows;
  private readonly dMixed: Rows;
  private readonly log: Address;
  private readonly work: Address;
  private readonly table: Address;
  private readonly inProj: Linear;
  private readonly outProj: Linear;
  private readonly heads: number;
  /** Columns of a head, and its panels. */
  private readonly e: number;
  private readonly E8: number;
  private readonly memory: number;
  /** Time steps in front of the window in hand, and in the carried state. */
  private past = 0;

  constructor(private readonly context: LayerContext) {
    const { shape, panels } = context;
    this.heads = shape.options.attentionHeads;
    this.e = shape.hidden / this.heads;
    this.E8 = panels.count(this.e);
    this.memory = shape.options.memory;
    const wide = this.heads * panels.round(this.e);
    const most = windowRows(context);
    this.all = bufferRows(context, 'all', shape.input, most);
    this.q = bufferRows(context, 'q', wide);
    this.k = bufferRows(context, 'k', wide, most);
    this.v = bufferRows(context, 'v', wide, most);
    this.mixed = bufferRows(context, 'mixed', wide);
    this.dMixed = bufferRows(context, 'dMixed', wide);
    this.out = bufferRows(context, 'out', shape.hidden);
    this.log = context.buffer('log');
    this.work = context.buffer('work');
    this.table = context.buffer('table');
    this.inProj = new Linear(context, 'in_proj.weight', 'in_proj.bias');
    this.outProj = new Linear(context, 'out_proj.weight', 'out_proj.bias');
    this.writeAngles();
  }

  loadState(from: Address | undefined, streams: number): void {
    const { kernels: k, panels, backend } = this.context;
    const { all, memory } = this;
    this.past = 0;
    if (from === undefined || memory === 0) return;
    const bytes = memory * streams * panels.rowBytes;
    this.past = new Float32Array(backend.memory.buffer, from + all.panels * bytes, 1)[0]!;
    k.copyRows(this.past * streams, all.panels, from, bytes, all.address, all.stride);
  }

  saveState(to: Address, streams: number, steps: number): void {
    const { kernels: k, panels, backend } = this.context;
    const { all, memory } = this;
    if (memory === 0) return;
    const bytes = memory * streams * panels.rowBytes;
    const kept = Math.min(memory, this.past + steps);
    const from = rowsFrom(all, (this.past + steps - kept) * streams, this.context);
    k.copyRows(kept * streams, all.panels, from.address, from.stride, to, bytes);
    new Float32Array(backend.memory.buffer, to + all.panels * bytes, streams * panels.width).fill(kept);
  }

  output(): Rows {
    return this.out;
  }

  forward(input: LayerInput, steps: number, streams: number): boolean {
    const { kernels, interrupted } = this.context;
    const { all, q, k, v, mixed, out, past, heads, E8, e } = this;
    const rows = steps * streams;
    const every = rows + past * streams;
    const x = input.rows!;
    const now = rowsFrom(all, past * streams, this.context);
    kernels.copyRows(rows, x.panels, x.address, x.stride, now.address, now.stride);
    if (interrupted()) return false;
    this.inProj.forward(input, q, rows);
    this.inProj.forward({ rows: all }, k, every, heads * E8);
    this.inProj.forward({ rows: all }, v, every, 2 * heads * E8);
    kernels.rotateRows(steps, streams, heads, E8, e, past, q.address, q.stride, this.table, 1);
    kernels.rotateRows(past + steps, streams, heads, E8, e, 0, k.address, k.stride, this.table, 1);
    if (interrupted()) return false;
    kernels.attentionForward(...this.window(steps, streams), mixed.address, mixed.stride, this.log, this.work);
    if (interrupted()) return false;
    this.outProj.forward({ rows: mixed }, out, rows);
    return true;
  }

  backward(input: LayerInput, dOutput: Rows, dInput: Rows | undefined, steps: number, streams: number): boolean {
    const { kernels, interrupted } = this.context;
    const { all, q, k, v, mixed, dMixed, past, heads, E8, e } = this;
    const rows = steps * streams;
    const every = rows + past * streams;
    if (interrupted()) return false;
    this.outProj.parameterGradient({ rows: mixed }, dOutput, rows);
    clear(this.context, dMixed, rows);
    this.outProj.inputGradient(dOutput, dMixed, rows);
    if (interrupted()) return false;
    // The gradients take the places of queries, keys and values.
    const gradients = [q.address, q.stride, k.address, v.address, k.stride] as const;
    kernels.attentionBackward(...this.window(steps, streams), dMixed.address, dMixed.stride, ...gradients, this.log, this.work);
    kernels.rotateRows(steps, streams, heads, E8, e, past, q.address, q.stride, this.table, -1);
    kernels.rotateRows(past + steps, streams, heads, E8, e, 0, k.address, k.stride, this.table, -1);
    const panels = heads * E8;
    if (interrupted()) return false;
    this.inProj.parameterGradient(input, q, rows);
    this.inProj.parameterGradient({ rows: all }, k, every, panels);
    this.inProj.parameterGradient({ rows: all }, v, every, 2 * panels);
    if (!dInput) return true;
    if (interrupted()) return false;
    // What came before the window is a constant.
    const window = (x: Rows) => panelsOf(rowsFrom(x, past * streams, this.context), 0, panels);
    clear(this.context, dInput, rows);
    this.inProj.inputGradient(q, dInput, rows, 0, 3 * panels);
    this.inProj.inputGradient(window(k), dInput, rows, panels, 3 * panels);
    this.inProj.inputGradient(window(v), dInput, rows, 2 * panels, 3 * panels);
    return true;
  }

  private window(steps: number, streams: number): AttentionArguments {
    const { past, heads, E8: headPanels, q: queries, k: keys, v: values } = this;
    const span = spanOf(this.context);
    return attentionWindow({ steps, past, span, streams, heads, headPanels, factor: 1 / Math.sqrt(this.e), queries, keys, values });
  }

  /** Cosines and sines of every position and pair. */
  private writeAngles(): void {
    const { context, e, table } = this;
    const half = e / 2;
    const positions = this.memory + context.rows;
    const view = new Float32Array(context.backend.memory.buffer, table, positions * half * 2);
    for (let position = 0; position < positions; position++)
      for (let i = 0; i < half; i++) {
        const turn = angle(position, i, e);
        view[(position * half + i) * 2] = Math.cos(turn);
        view[(position * half + i) * 2 + 1] = Math.sin(turn);
      }
  }
}
