import type { Architecture } from '../../protocol/configuration';
import type { Tensor } from '../../protocol/model';
import type { LayerOptions, LayerShape } from './description';

/** What a kind is in other programs. What it does not offer cannot be exported, and the user learns why. */
export interface LayerExport {
  /** As a block of a stack in PyTorch; undefined where this shape has none. */
  readonly block?: (shape: LayerShape) => PyTorchBlock | undefined;
  /** A net of this kind alone, as PyTorch's own modules write it. */
  readonly plain?: PyTorchPlain;
  /** Every branch of a layer of a stack in ONNX, in the order of the description's branches. */
  readonly onnx?: readonly OnnxBranch[];
  /** A net of this kind alone in ONNX, under the names of its plain form. Returns the last layer's output [time, batch, H]. */
  readonly onnxPlain?: (graph: OnnxBuilder, net: OnnxNet) => string;
}

/** The source of a block in Python, a subclass of block.py's `Block`, and the expression that makes one. */
export interface PyTorchBlock {
  readonly source: string;
  readonly construct: string;
}

export interface PyTorchPlain {
  /** In the middle of a sentence, such as "tanh RNN". */
  describe(options: LayerOptions): string;
  /** Python source of a class `Network(nn.Module)`: symbols [T, B] to logits [T, B, V] and the state after them. */
  network(net: PyTorchNet): string;
}

/** Python source of what all plain nets have. */
export interface PyTorchNet {
  readonly architecture: Architecture;
  /** Such as "an embedding of 16", and the expression of its width. */
  readonly input: { readonly title: string; readonly width: string };
  /** Lines of `__init__` up to the embedding, and the one of the head. */
  readonly start: readonly string[];
  readonly head: string;
  /** Vectors of symbols, an expression. */
  encode(symbols: string): string;
}

/** Operators of the activations that a user chooses. */
export const ONNX_ACTIVATIONS = { tanh: 'Tanh', sigmoid: 'Sigmoid', relu: 'Relu' } as const;

export const pythonBool = (value: boolean): string => (value ? 'True' : 'False');

type OnnxAttributes = Readonly<Record<string, number | readonly number[] | readonly string[] | Float32Array>>;

/** An ONNX graph that grows node by node, operator set 17. Whatever makes a value returns its name; names are the caller's and must differ. */
export interface OnnxBuilder {
  input(name: string, type: 'float' | 'int64', shape: readonly (number | string)[]): string;
  output(name: string, type: 'float' | 'int64', shape: readonly (number | string)[]): string;
  /** A node with one output. */
  node(operator: string, inputs: readonly string[], output: string, attributes?: OnnxAttributes): string;
  /** A node with several; an empty name is an input or output that is left out. */
  nodes(operator: string, inputs: readonly string[], outputs: readonly string[], attributes?: OnnxAttributes): void;
  /** Integers, made once for every name. */
  integers(name: string, values: readonly number[], shape: readonly number[]): string;
  /** Numbers, made once for every name. */
  floats(name: string, data: ArrayLike<number>, shape: readonly number[]): string;
  /** x Wᵀ + b for a weight [outputs, inputs] under its own name; without a bias, x Wᵀ. */
  linear(x: string, output: string, weight: NamedTensor, bias?: NamedTensor): string;
  /** Rows [from, to) of the first dimension; `to` may be `Infinity`, numbers below 0 count from the end. */
  slice(x: string, output: string, from: number, to: number): string;
  /** Vectors of symbols, zeros for one below 0. */
  encode(symbols: string): string;
}

export interface NamedTensor {
  readonly name: string;
  readonly tensor: Tensor;
}

/** A net of one kind alone. */
export interface OnnxNet {
  readonly architecture: Architecture;
  /** By its full name; undefined where the net has none. */
  tensor(name: string): NamedTensor | undefined;
}

/** One branch of a layer in a stack. */
export interface OnnxLayer {
  readonly shape: LayerShape;
  /** A tensor by its name within the block, as in the description. */
  tensor(name: string): NamedTensor;
  /** The same, where the net may lack it: biases. */
  optional(name: string): NamedTensor | undefined;
  /** A name that no other branch has. */
  name(local: string): string;
  /** What the description's state part of this name carries, an input [rows, batch, columns]; zeros are the start. */
  state(part: string): string;
  /** Gives the state part after the window, [rows, batch, columns]. Every part must be given. */
  keep(part: string, value: string): void;
}

/** Adds a branch to the graph: x [time, batch, columns] to its result [time, batch, H], before the residual sum. */
export type OnnxBranch = (graph: OnnxBuilder, layer: OnnxLayer, x: string) => string;
