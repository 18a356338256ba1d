import type { Kernels } from '../../kernels/backend';
import type { Rows, TensorPlace } from '../layers/kind';
import type { EncoderDecoderPlan, SequenceBuffers } from './plan';

/** What the parts of an encoder-decoder work with. */
export interface PartContext {
  readonly kernels: Kernels;
  readonly plan: EncoderDecoderPlan;
  readonly memory: { readonly buffer: ArrayBuffer | SharedArrayBuffer };
  place(name: string): TensorPlace;
}

/**
 * An embedding and a GRU over symbols side by side on the kernels. What a symbol gives to the gates is a row of a table, W_ih times its embedding: as many
 * products as there are symbols instead of one for every place. Buffers have a time step in front, so that the backward pass reaches the first state.
 */
export class KernelSequence {
  private readonly buffers: SequenceBuffers;
  private readonly embedding: TensorPlace;
  private readonly input: TensorPlace;
  private readonly recurrent: TensorPlace;
  private readonly inputBias: TensorPlace;
  private readonly recurrentBias: TensorPlace;
  private readonly H8: number;
  private readonly E8: number;
  /** Rows of the table: symbols. */
  private readonly V: number;
  private readonly rowBytes: number;
  private readonly tileBytes: number;

  constructor(
    private readonly context: PartContext,
    part: 'encoder' | 'decoder',
  ) {
    const { plan, place } = context;
    const { panels, shape } = plan;
    this.buffers = plan[part];
    this.embedding = place(`${part}.embedding.weight`);
    this.input = place(`${part}.rnn.weight_ih_l0`);
    this.recurrent = place(`${part}.rnn.weight_hh_l0`);
    this.inputBias = place(`${part}.rnn.bias_ih_l0`);
    this.recurrentBias = place(`${part}.rnn.bias_hh_l0`);
    this.H8 = panels.count(shape.hidden);
    this.E8 = panels.count(shape.embedding);
    this.V = part === 'encoder' ? shape.sources : shape.targets + 1;
    this.rowBytes = panels.rowBytes;
    this.tileBytes = panels.tileBytes;
  }

  /** States of the time steps from `step` on; -1 = what the first one begins from. */
  states(streams: number, step = 0): Rows {
    const { states, stateRows } = this.buffers;
    return { address: states + (step + 2) * streams * this.rowBytes, stride: stateRows * this.rowBytes, panels: this.H8 };
  }

  /** ∂E/∂ of them. */
  dStates(streams: number, step = 0): Rows {
    const { dStates, rows } = this.buffers;
    return { address: dStates + (step + 1) * streams * this.rowBytes, stride: rows * this.rowBytes, panels: this.H8 };
  }

  /** ‖s_t‖₂ of the first `some` streams in the last forward pass [T · some]. */
  norms(steps: number, streams: number, some: number): number[] {
    const { address, stride, panels } = this.states(streams);
    const { memory, plan } = this.context;
    const width = this.rowBytes / 4;
    const all = new Float32Array(memory.buffer, address, ((panels - 1) * stride) / 4 + steps * streams * width);
    return Array.from({ length: steps * some }, (_, i) => {
      const row = Math.floor(i / some) * streams + (i % some);
      let sum = 0;
      for (let unit = 0; unit < plan.shape.hidden; unit++) sum += all[(Math.floor(unit / width) * stride) / 4 + row * width + (unit % width)]! ** 2;
      return Math.sqrt(sum);
    });
  }

  /** The table from the weights as they are: before the first of the passes with them. */
  prepare(): void {
    const { V, E8, H8, rowBytes, tileBytes, buffers, embedding, input } = this;
    const { kernels: k } = this.context;
    const stride = V * rowBytes;
    k.zero(buffers.table, 3 * H8 * stride);
    k.gemmNN(V, 3 * H8, E8, embedding.weight, stride, input.weight, E8 * tileBytes, buffers.table, stride);
  }

  /** Sets the state before the first time step to zero. */
  clear(streams: number): void {
    const { address, stride } = this.states(streams, -1);
    for (let n = 0; n < this.H8; n++) this.context.kernels.zero(address + n * stride, streams * this.rowBytes);
  }

  /** Over the symbols in the buffer, from the state in front of it. */
  forward(steps: number, streams: number): void {
    const { H8, V, rowBytes, buffers, inputBias, recurrentBias } = this;
    const { kernels: k, plan } = this.context;
    const [rows, stride, table] = [steps * streams, buffers.rows * rowBytes, V * rowBytes];
    const gates = buffers.gates + streams * rowBytes;
    const candidate = 2 * H8;
    k.lookUp(rows, candidate, buffers.symbols, buffers.table, table, inputBias.weight, recurrentBias.weight, gates, stride);
    k.biasRows(rows, H8, recurrentBias.weight + candidate * rowBytes, plan.zeros, gates + candidate * stride, stride);
    k.lookUp(
      ...([rows, H8, buffers.symbols, buffers.table + candidate * table, table, inputBias.weight + candidate * rowBytes, plan.zeros] as const),
      ...([gates + 3 * H8 * stride, stride] as const),
    );
    const { address, stride: sh } = this.states(streams, -1);
    k.gruForward(0, steps, streams, H8, gates, stride, address, sh, this.recurrent.weight);
  }

  /** From ∂E/∂ of all states: adds the gradients of the tensors; ∂E/∂ of the state before the first time step becomes `dStates(streams, -1)`. */
  backward(steps: number, streams: number): void {
    const { H8, E8, V, rowBytes, tileBytes, buffers, input, embedding, recurrent } = this;
    const { kernels: k } = this.context;
    const [rows, sg, table, stride] = [steps * streams, buffers.rows * rowBytes, V * rowBytes, buffers.stateRows * rowBytes];
    const before = this.dStates(streams, -1);
    for (let n = 0; n < H8; n++) k.zero(before.address + n * before.stride, streams * rowBytes);
    const { gates, states, dTable } = buffers;
    k.gruBackward(1, steps + 1, streams, H8, gates, sg, states, stride, buffers.dStates, sg, recurrent.transposed);
    const own = gates + streams * rowBytes;
    k.gemmTN(rows, H8, 3 * H8, this.states(streams, -1).address, stride, own, sg, recurrent.gradient, H8 * tileBytes);
    k.columnSums(rows, 3 * H8, own, sg, this.recurrentBias.gradient);
    k.zero(dTable, 3 * H8 * table);
    for (const [source, panels, target] of [
      [0, 2 * H8, 0],
      [3 * H8, H8, 2 * H8],
    ] as const) {
      k.columnSums(rows, panels, own + source * sg, sg, this.inputBias.gradient + target * rowBytes);
      k.scatter(rows, panels, buffers.symbols, own + source * sg, sg, dTable + target * table, table);
    }
    k.gemmTN(V, E8, 3 * H8, embedding.weight, table, dTable, table, input.gradient, E8 * tileBytes);
    k.gemmNN(V, E8, 3 * H8, dTable, table, input.transposed, 3 * H8 * tileBytes, embedding.gradient, table);
  }
}

/** Transposed weights for the backward pass, from the weights as they are. */
export function transposeWeights(k: Kernels, { tensors, panels, weights, transposed }: EncoderDecoderPlan): void {
  for (const [name, target] of transposed) {
    const { rows, columns, offset } = tensors.get(name)!;
    k.transpose(panels.count(rows), panels.count(columns), weights + offset * 4, target, 0, panels.count(rows));
  }
}
