import type { ColumnPanels } from './column-panels';
import type { NetworkTensor } from './stack';

/** Where a tensor lies in the parameter block (blocked, padded to whole panels) and how its elements map to PyTorch's row-major order. */
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
  /** Whether the backward pass multiplies by its transpose. */
  readonly transposed: boolean;
  /** Floats of a row of a panel: the panels' width. */
  readonly width: number;
  /** Floats from the tensor's start to an output's column, and rows from there to an input's. */
  column(output: number): number;
  row(input: number): number;
}

/** Layout of all tensors of a network, in their order, and the block's length in floats. */
export function layoutTensors(tensors: readonly NetworkTensor[], panels: ColumnPanels): { tensors: Map<string, TensorLayout>; length: number } {
  const layouts = new Map<string, TensorLayout>();
  let offset = 0;
  for (const tensor of tensors) {
    const layout = layoutTensor(tensor, panels, offset);
    layouts.set(tensor.name, layout);
    offset += layout.length;
  }
  return { tensors: layouts, length: offset };
}

function layoutTensor(tensor: NetworkTensor, panels: ColumnPanels, offset: number): TensorLayout {
  const { name, shape, blocks = 1, windows = 1 } = tensor;
  const { width } = panels;
  const isTable = tensor.part === 'embedding' && tensor.transposed === undefined && shape.length === 2;
  const outputs = isTable ? shape[1]! : shape[0]!;
  const taps = shape[2] ?? 1;
  const inputs = shape.length === 1 ? 1 : (isTable ? shape[0]! : shape[1]!) * taps;
  const perBlock = outputs / blocks;
  const blockColumns = panels.round(perBlock);
  const columns = blocks * blockColumns;
  // A bias is one row of panels; a look-up table needs no padding of its rows.
  const single = shape.length === 1 || isTable || tensor.rows === 'single';
  const perWindow = inputs / taps / windows;
  const padded = panels.round(perWindow);
  const rows = single ? inputs : taps * windows * padded;
  // Vectors side by side are padded each; the taps of a convolution are matrices one after the other.
  const row = (input: number): number => {
    if (single || (windows === 1 && taps === 1)) return input;
    const [tap, place] = [input % taps, Math.floor(input / taps)];
    return tap * windows * padded + Math.floor(place / perWindow) * padded + (place % perWindow);
  };
  const column = (output: number): number => {
    const at = blocks === 1 ? output : Math.floor(output / perBlock) * blockColumns + (output % perBlock);
    return Math.floor(at / width) * rows * width + (at % width);
  };
  return {
    ...{ name, shape, offset, rows, columns, outputs, inputs, width, column, row },
    length: Math.ceil((rows * columns) / 16) * 16,
    inputsFirst: isTable,
    transposed: tensor.transposed ?? (!single && shape.length > 1),
  };
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
function orders({ outputs, inputs, inputsFirst, row, width }: TensorLayout): {
  outputs: number;
  inputs: number;
  elements: { output: number; input: number };
  places: Int32Array;
} {
  const elements = inputsFirst ? { output: 1, input: outputs } : { output: inputs, input: 1 };
  return { outputs, inputs, elements, places: Int32Array.from({ length: inputs }, (_, input) => row(input) * width) };
}
