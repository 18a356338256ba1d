import type { NamedTensor, OnnxBuilder } from '../../network/layers/export';
import type { Scaling, Tensor } from '../../protocol/model';
import { encodeModel, type OnnxNode, type OnnxTensor, type OnnxValue } from './protobuf';

const END = 0x7fffffff;

/** How what is read becomes vectors. */
export interface InputEncoding {
  /** Symbols; of `reals` 0. */
  readonly vocabulary: number;
  /** Rows of the embedding; undefined: one-hot vectors. */
  readonly embedding: Tensor | undefined;
  /** Numbers a time step with their scaling, and the linear map behind it where there is one. */
  readonly reals?: { readonly scaling: readonly Scaling[]; readonly weight?: NamedTensor | undefined; readonly bias?: NamedTensor | undefined };
}

/** A graph of an ONNX model that grows node by node. Its first input is called `symbols`: int64 [time, batch], or numbers as they are in the data, float [time, batch, D]. */
export class GraphBuilder implements OnnxBuilder {
  private readonly graph = { nodes: [] as OnnxNode[], initializers: [] as OnnxTensor[], inputs: [] as OnnxValue[], outputs: [] as OnnxValue[] };

  /** @param outputs of the head; the vocabulary if omitted */
  constructor(
    private readonly read: InputEncoding,
    outputs = read.vocabulary,
  ) {
    if (read.reals) this.input('symbols', 'float', ['time', 'batch', read.reals.scaling.length]);
    else this.input('symbols', 'int64', ['time', 'batch']);
    this.output('logits', 'float', ['time', 'batch', outputs]);
  }

  input(name: string, type: OnnxValue['type'], shape: OnnxValue['shape']): string {
    this.graph.inputs.push({ name, type, shape });
    return name;
  }

  output(name: string, type: OnnxValue['type'], shape: OnnxValue['shape']): string {
    this.graph.outputs.push({ name, type, shape });
    return name;
  }

  node(operator: string, inputs: readonly string[], output: string, attributes?: OnnxNode['attributes']): string {
    this.nodes(operator, inputs, [output], attributes);
    return output;
  }

  nodes(operator: string, inputs: readonly string[], outputs: readonly string[], attributes?: OnnxNode['attributes']): void {
    this.graph.nodes.push({ operator, inputs, outputs, ...(attributes ? { attributes } : {}) });
  }

  integers(name: string, values: readonly number[], shape: readonly number[]): string {
    return this.initializer(name, shape, () => BigInt64Array.from(values, BigInt));
  }

  floats(name: string, data: ArrayLike<number>, shape: readonly number[]): string {
    return this.initializer(name, shape, () => (data instanceof Float32Array ? data : Float32Array.from(data)));
  }

  private initializer(name: string, shape: readonly number[], data: () => OnnxTensor['data']): string {
    if (!this.graph.initializers.some((tensor) => tensor.name === name)) this.graph.initializers.push({ name, shape, data: data() });
    return name;
  }

  linear(x: string, output: string, weight: NamedTensor, bias?: NamedTensor): string {
    const [rows, columns] = weight.tensor.shape as [number, number];
    const { data } = weight.tensor;
    const transposed = new Float32Array(data.length);
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) transposed[j * rows + i] = data[i * columns + j]!;
    const matrix = this.floats(`${weight.name}.T`, transposed, [columns, rows]);
    if (!bias) return this.node('MatMul', [x, matrix], output);
    const offset = this.floats(bias.name, bias.tensor.data, bias.tensor.shape);
    return this.node('Add', [this.node('MatMul', [x, matrix], `${output}_product`), offset], output);
  }

  slice(x: string, output: string, from: number, to: number): string {
    const end = Math.min(to, END);
    this.integers('first', [0], [1]);
    return this.node('Slice', [x, this.integers(`at_${from}`, [from], [1]), this.integers(`at_${end}`, [end], [1]), 'first'], output);
  }

  encode(symbols: string): string {
    const { vocabulary: V, embedding, reals } = this.read;
    if (reals) {
      const { scaling, weight, bias } = reals;
      const mean = this.floats(
        'scaling_mean',
        scaling.map((each) => each.mean),
        [scaling.length],
      );
      const deviation = this.floats(
        'scaling_deviation',
        scaling.map((each) => each.deviation),
        [scaling.length],
      );
      const scaled = this.node('Div', [this.node('Sub', [symbols, mean], 'centred'), deviation], 'scaled');
      return weight ? this.linear(scaled, 'encoded', weight, bias) : scaled;
    }
    this.integers('zero', [0], []);
    this.integers('absent', [V], []);
    const below = this.node('Less', [symbols, 'zero'], 'below');
    const safe = this.node('Where', [below, 'absent', symbols], 'safe');
    if (!embedding) {
      // An index of V lies outside the depth: all off.
      this.integers('depth', [V], []);
      this.floats('off_on', [0, 1], [2]);
      return this.node('OneHot', [safe, 'depth', 'off_on'], 'encoded', { axis: -1 });
    }
    const columns = embedding.shape[1]!;
    const table = new Float32Array((V + 1) * columns);
    table.set(embedding.data);
    this.floats('embedding', table, [V + 1, columns]);
    return this.node('Gather', ['embedding', safe], 'encoded', { axis: 0 });
  }

  /** The finished model. */
  encodeModel(texts: { documentation: string; metadata: Readonly<Record<string, string>> }): Uint8Array {
    return encodeModel({ name: 'unroll', ...texts, ...this.graph });
  }
}
