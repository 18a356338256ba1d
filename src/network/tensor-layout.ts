import type { Architecture } from '../protocol/configuration';
import { GATES, tensorShapes } from './shapes';

export const roundUp8 = (n: number): number => (n + 7) & ~7;

/** Where a tensor lies in the parameter block (blocked, padded to 8) and how its elements map to PyTorch's row-major order. */
export interface TensorLayout {
  readonly name: string;
  readonly shape: readonly number[];
  /** Floats from the start of the parameter block; a multiple of 16. */
  readonly offset: number;
  /** Floats it takes there, padding included. */
  readonly length: number;
  /** Rows of a panel: inputs, padded. */
  readonly rows: number;
  /** Columns, padded gate by gate. */
  readonly columns: number;
  /** Elements of the tensor: outputs x inputs in row-major order, or (a look-up table) inputs x outputs. */
  readonly outputs: number;
  readonly inputs: number;
  readonly inputsFirst: boolean;
  /** Floats from the tensor's start to an output's column, and rows (of 8 floats) from there to an input's. */
  column(output: number): number;
  row(input: number): number;
}

/** Layout of all tensors of a network, in the order of `tensorShapes`, and the block's length in floats. */
export function layoutTensors(
  architecture: Architecture,
  vocabularySize: number,
  realInputs = 0,
): { tensors: Map<string, TensorLayout>; length: number } {
  const gates = GATES[architecture.cell];
  const H = architecture.hidden;
  const H8 = roundUp8(H);
  const tensors = new Map<string, TensorLayout>();
  let offset = 0;
  for (const [name, shape] of tensorShapes(architecture, vocabularySize, realInputs)) {
    const isEmbedding = name === 'embedding.weight';
    const isHead = name.startsWith('head');
    const outputs = isEmbedding ? shape[1]! : shape[0]!;
    const inputs = shape.length === 1 ? 1 : isEmbedding ? shape[0]! : shape[1]!;
    const blocks = isHead || isEmbedding ? 1 : gates;
    const perBlock = outputs / blocks;
    const columns = blocks * (blocks === 1 ? roundUp8(outputs) : H8);
    // A bias is one row of panels; a look-up table needs no padding of its rows.
    const isLookup = isFirst(name) && architecture.embedding === 0 && realInputs === 0;
    // The feed-forward net reads several embedded symbols side by side, each padded.
    const windows = isFirst(name) && architecture.cell === 'feedforward' && !isLookup ? architecture.window : 1;
    const width = inputs / windows;
    const rows = shape.length === 1 ? 1 : isEmbedding || isLookup ? inputs : windows * roundUp8(width);
    const row = (input: number): number => (windows === 1 ? input : Math.floor(input / width) * roundUp8(width) + (input % width));
    const length = Math.ceil((rows * columns) / 16) * 16;
    const column = (output: number): number => {
      const padded = blocks === 1 ? output : Math.floor(output / perBlock) * H8 + (output % perBlock);
      return (padded >> 3) * rows * 8 + (padded & 7);
    };
    tensors.set(name, { name, shape, offset, length, rows, columns, outputs, inputs, inputsFirst: isEmbedding, column, row });
    offset += length;
  }
  return { tensors, length: offset };
}

/** The weight that the inputs meet: with one-hot inputs it is read row by row, not multiplied. */
function isFirst(name: string): boolean {
  return name === 'rnn.weight_ih_l0' || name === 'hidden.weight_l0';
}

/** Copies a row-major tensor into the block. */
export function pack(layout: TensorLayout, from: Float32Array, block: Float32Array): void {
  const { outputs, inputs, elements, places } = orders(layout);
  for (let output = 0; output < outputs; output++) {
    const [first, start] = [output * elements.output, layout.offset + layout.column(output)];
    for (let input = 0, element = first; input < inputs; input++, element += elements.input) block[start + places[input]!] = from[element]!;
  }
}

/** Copies a tensor out of the block, row-major. */
export function unpack(layout: TensorLayout, block: Float32Array): Float32Array {
  const result = new Float32Array(layout.outputs * layout.inputs);
  const { outputs, inputs, elements, places } = orders(layout);
  for (let output = 0; output < outputs; output++) {
    const [first, start] = [output * elements.output, layout.offset + layout.column(output)];
    for (let input = 0, element = first; input < inputs; input++, element += elements.input) result[element] = block[start + places[input]!]!;
  }
  return result;
}

/** Steps from one output and from one input to the next in row-major order, and where an input's row lies from an output's start. */
function orders({ outputs, inputs, inputsFirst, row }: TensorLayout): {
  outputs: number;
  inputs: number;
  elements: { output: number; input: number };
  places: Int32Array;
} {
  const elements = inputsFirst ? { output: 1, input: outputs } : { output: inputs, input: 1 };
  return { outputs, inputs, elements, places: Int32Array.from({ length: inputs }, (_, input) => row(input) * 8) };
}
