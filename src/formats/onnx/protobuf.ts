import { PbfWriter } from 'pbf';

/** Messages of onnx.proto, as far as a recurrent network needs them: field numbers are those of the ONNX specification. */
export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

export type Attribute = number | string | readonly string[] | readonly number[] | Float32Array;

export interface OnnxNode {
  readonly operator: string;
  /** An empty name: an optional input or output that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

export interface OnnxValue {
  readonly name: string;
  readonly type: 'float' | 'int64';
  /** A name where the size is free. */
  readonly shape: readonly (number | string)[];
}

export interface OnnxGraph {
  readonly name: string;
  readonly documentation: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly metadata: Readonly<Record<string, string>>;
}

const IR_VERSION = 8;
/** Operator set 17: what runtimes from 2022 on know. */
const OPERATOR_SET = 17;
const DATA_TYPE = { float: 1, int64: 7 } as const;
const ATTRIBUTE = { float: 1, integer: 2, string: 3, floats: 6, integers: 7, strings: 8 } as const;

/** ModelProto. */
export function encodeModel(graph: OnnxGraph): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, IR_VERSION);
  pbf.writeStringField(2, 'unroll');
  pbf.writeMessage(7, writeGraph, graph);
  pbf.writeMessage(8, (version, out) => out.writeVarintField(2, version), OPERATOR_SET);
  for (const [key, value] of Object.entries(graph.metadata))
    pbf.writeMessage(
      14,
      (_, out) => {
        out.writeStringField(1, key);
        out.writeStringField(2, value);
      },
      undefined,
    );
  return pbf.finish();
}

function writeGraph(graph: OnnxGraph, pbf: PbfWriter): void {
  for (const node of graph.nodes) pbf.writeMessage(1, writeNode, node);
  pbf.writeStringField(2, graph.name);
  for (const tensor of graph.initializers) pbf.writeMessage(5, writeTensor, tensor);
  pbf.writeStringField(10, graph.documentation);
  for (const value of graph.inputs) pbf.writeMessage(11, writeValue, value);
  for (const value of graph.outputs) pbf.writeMessage(12, writeValue, value);
}

function writeNode(node: OnnxNode, pbf: PbfWriter): void {
  for (const name of node.inputs) pbf.writeStringField(1, name);
  for (const name of node.outputs) pbf.writeStringField(2, name);
  pbf.writeStringField(3, `${node.operator}_${node.outputs.find(Boolean)}`);
  pbf.writeStringField(4, node.operator);
  for (const attribute of Object.entries(node.attributes ?? {})) pbf.writeMessage(5, writeAttribute, attribute);
}

/** Plain numbers are integers; floats come in a Float32Array. */
function writeAttribute([name, value]: [string, Attribute], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  if (typeof value === 'number') {
    pbf.writeVarintField(3, value);
    pbf.writeVarintField(20, ATTRIBUTE.integer);
  } else if (typeof value === 'string') {
    pbf.writeStringField(4, value);
    pbf.writeVarintField(20, ATTRIBUTE.string);
  } else if (value instanceof Float32Array) {
    for (const item of value) pbf.writeFloatField(7, item);
    pbf.writeVarintField(20, ATTRIBUTE.floats);
  } else if (typeof value[0] === 'string') {
    for (const item of value) pbf.writeStringField(9, item as string);
    pbf.writeVarintField(20, ATTRIBUTE.strings);
  } else {
    for (const item of value) pbf.writeVarintField(8, item as number);
    pbf.writeVarintField(20, ATTRIBUTE.integers);
  }
}

function writeTensor({ name, shape, data }: OnnxTensor, pbf: PbfWriter): void {
  for (const size of shape) pbf.writeVarintField(1, size);
  pbf.writeVarintField(2, data instanceof Float32Array ? DATA_TYPE.float : DATA_TYPE.int64);
  pbf.writeStringField(8, name);
  pbf.writeBytesField(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function writeValue({ name, type, shape }: OnnxValue, pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  const dimension = (size: number | string, out: PbfWriter) =>
    typeof size === 'number' ? out.writeVarintField(1, size) : out.writeStringField(2, size);
  const tensorType = (_: undefined, out: PbfWriter) => {
    out.writeVarintField(1, DATA_TYPE[type]);
    out.writeMessage(
      2,
      (sizes, inner) => {
        for (const size of sizes) inner.writeMessage(1, dimension, size);
      },
      shape,
    );
  };
  pbf.writeMessage(2, (_, out) => out.writeMessage(1, tensorType, undefined), undefined);
}
