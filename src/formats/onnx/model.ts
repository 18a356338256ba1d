import type { Model, Tensor } from '../../protocol/model';
import { encodeModel, type OnnxNode, type OnnxTensor, type OnnxValue } from './protobuf';

/** Places of ONNX's gates in PyTorch's order: LSTM i, o, f, c out of i, f, g, o; GRU z, r, h out of r, z, n. */
const GATE_ORDER = { rnn: [0], lstm: [0, 3, 1, 2], gru: [1, 0, 2] } as const;
const ACTIVATION = { tanh: 'Tanh', sigmoid: 'Sigmoid', relu: 'Relu' } as const;
const END = 0x7fffffff;

/**
 * The network as an ONNX model. Inputs: `symbols` int64 [time, batch] and the carried state, `h` [layers, batch, H] (and `c` for an LSTM; `past` int64
 * [window - 1, batch], -1 before the text, for the feed-forward net). Outputs: `logits` [time, batch, V] and the state after them, `h_out`, `c_out`, `past_out`.
 */
export function writeOnnx(model: Model): Uint8Array {
  return new GraphBuilder(model).build();
}

class GraphBuilder {
  private readonly nodes: OnnxNode[] = [];
  private readonly initializers: OnnxTensor[] = [];
  private readonly inputs: OnnxValue[] = [{ name: 'symbols', type: 'int64', shape: ['time', 'batch'] }];
  private readonly outputs: OnnxValue[] = [];

  constructor(private readonly model: Model) {}

  build(): Uint8Array {
    const { configuration, vocabulary } = this.model;
    const hidden = configuration.cell === 'feedforward' ? this.feedForward() : this.recurrent(configuration.cell as 'rnn' | 'gru' | 'lstm');
    this.outputs.unshift({ name: 'logits', type: 'float', shape: ['time', 'batch', vocabulary.length] });
    this.linear(hidden, 'head.weight', 'head.bias', 'logits');
    const probabilities = {
      softmax: 'softmax(logits)',
      sigmoid: 'sigmoid(logits), divided by their sum',
      squared: 'sigmoid(logits), divided by their sum',
    }[configuration.output];
    return encodeModel({
      name: 'unroll',
      documentation: `A character model made by Unroll. Probabilities of the next character: ${probabilities}. Carry the state outputs into the next call; start with zeros (past: -1).`,
      nodes: this.nodes,
      initializers: this.initializers,
      inputs: this.inputs,
      outputs: this.outputs,
      metadata: { configuration: JSON.stringify(configuration), vocabulary: JSON.stringify(vocabulary) },
    });
  }

  /** Name of the last layer's output [time, batch, H]. */
  private recurrent(cell: 'rnn' | 'gru' | 'lstm'): string {
    const { layers, hidden, activation } = this.model.configuration;
    const states = cell === 'lstm' ? ['h', 'c'] : ['h'];
    for (const state of states) {
      this.inputs.push({ name: state, type: 'float', shape: [layers, 'batch', hidden] });
      this.outputs.push({ name: `${state}_out`, type: 'float', shape: [layers, 'batch', hidden] });
    }
    let x = this.encode('symbols');
    for (let layer = 0; layer < layers; layer++) {
      const initial = states.map((state) => {
        this.constant(`layer${layer}`, [layer], [1]);
        return this.node('Gather', [state, `layer${layer}`], `${state}_l${layer}`, { axis: 0 });
      });
      const names = this.gates(cell, layer);
      const out = states.map((state) => `${state}_out_l${layer}`);
      this.nodes.push({
        operator: cell.toUpperCase(),
        inputs: [x, names.w, names.r, names.b, '', ...initial],
        outputs: [`y_l${layer}`, ...out],
        attributes: {
          hidden_size: hidden,
          ...(cell === 'rnn' ? { activations: [ACTIVATION[activation]] } : {}),
          ...(cell === 'gru' ? { linear_before_reset: 1 } : {}),
        },
      });
      // [time, directions = 1, batch, H]
      this.constant('direction', [1], [1]);
      x = this.node('Squeeze', [`y_l${layer}`, 'direction'], `s_l${layer}`);
    }
    for (const state of states) {
      this.node(
        'Concat',
        Array.from({ length: layers }, (_, layer) => `${state}_out_l${layer}`),
        `${state}_out`,
        { axis: 0 },
      );
    }
    return x;
  }

  /** W [1, G·H, in], R [1, G·H, H] and B [1, 2·G·H] of a layer in ONNX's gate order; B is empty for a net without biases. */
  private gates(cell: 'rnn' | 'gru' | 'lstm', layer: number): { w: string; r: string; b: string } {
    const reordered = (tensor: Tensor) => {
      const block = tensor.data.length / GATE_ORDER[cell].length;
      const result = new Float32Array(tensor.data.length);
      GATE_ORDER[cell].forEach((from, to) => {
        result.set(tensor.data.subarray(from * block, (from + 1) * block), to * block);
      });
      return result;
    };
    const names = { w: `W_l${layer}`, r: `R_l${layer}`, b: '' };
    const { weights } = this.model;
    for (const [name, key] of [
      [names.w, 'ih'],
      [names.r, 'hh'],
    ] as const) {
      const tensor = weights.get(`rnn.weight_${key}_l${layer}`)!;
      this.initializers.push({ name, shape: [1, ...tensor.shape], data: reordered(tensor) });
    }
    const input = weights.get(`rnn.bias_ih_l${layer}`);
    const recurrent = weights.get(`rnn.bias_hh_l${layer}`);
    if (!input || !recurrent) return names;
    names.b = `B_l${layer}`;
    const data = Float32Array.from([...reordered(input), ...reordered(recurrent)]);
    this.initializers.push({ name: names.b, shape: [1, data.length], data });
    return names;
  }

  /** The window is put together from shifted copies of the symbols, oldest first. */
  private feedForward(): string {
    const { layers, window, activation } = this.model.configuration;
    const past = window - 1;
    let all = 'symbols';
    if (past > 0) {
      this.inputs.push({ name: 'past', type: 'int64', shape: [past, 'batch'] });
      this.outputs.push({ name: 'past_out', type: 'int64', shape: [past, 'batch'] });
      all = this.node('Concat', ['past', 'symbols'], 'all', { axis: 0 });
      this.slice(all, 'past_out', -past, END);
    }
    const encoded = this.encode(all);
    const pieces = Array.from({ length: window }, (_, j) => this.slice(encoded, `x_${j}`, j, j === past ? END : j - past));
    let x = window > 1 ? this.node('Concat', pieces, 'x', { axis: 2 }) : pieces[0]!;
    for (let layer = 0; layer < layers; layer++) {
      const net = this.linear(x, `hidden.weight_l${layer}`, `hidden.bias_l${layer}`, `net_l${layer}`);
      x = this.node(ACTIVATION[activation], [net], `s_l${layer}`);
    }
    return x;
  }

  /** One-hot vectors or embeddings of symbols; a symbol below 0 becomes zeros. */
  private encode(symbols: string): string {
    const { configuration, vocabulary, weights } = this.model;
    const V = vocabulary.length;
    this.constant('zero', [0], []);
    this.constant('absent', [V], []);
    const below = this.node('Less', [symbols, 'zero'], 'below');
    const safe = this.node('Where', [below, 'absent', symbols], 'safe');
    if (configuration.embedding === 0) {
      // An index of V lies outside the depth: all off.
      this.constant('depth', [V], []);
      this.initializers.push({ name: 'off_on', shape: [2], data: Float32Array.of(0, 1) });
      return this.node('OneHot', [safe, 'depth', 'off_on'], 'encoded', { axis: -1 });
    }
    const { data } = weights.get('embedding.weight')!;
    const table = new Float32Array((V + 1) * configuration.embedding);
    table.set(data);
    this.initializers.push({ name: 'embedding', shape: [V + 1, configuration.embedding], data: table });
    return this.node('Gather', ['embedding', safe], 'encoded', { axis: 0 });
  }

  /** x Wᵀ + b. */
  private linear(x: string, weight: string, bias: string, output: string): string {
    const { shape, data } = this.model.weights.get(weight)!;
    const [rows, columns] = shape as [number, number];
    const transposed = new Float32Array(data.length);
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) transposed[j * rows + i] = data[i * columns + j]!;
    this.initializers.push({ name: `${weight}.T`, shape: [columns, rows], data: transposed });
    const b = this.model.weights.get(bias);
    if (!b) return this.node('MatMul', [x, `${weight}.T`], output);
    this.initializers.push({ name: bias, shape: b.shape, data: b.data });
    return this.node('Add', [this.node('MatMul', [x, `${weight}.T`], `${output}_product`), bias], output);
  }

  /** Rows [from, to) of the first dimension. */
  private slice(x: string, output: string, from: number, to: number): string {
    this.constant('first', [0], [1]);
    return this.node('Slice', [x, this.constant(`at_${from}`, [from], [1]), this.constant(`at_${to}`, [to], [1]), 'first'], output);
  }

  private node(operator: string, inputs: readonly string[], output: string, attributes?: OnnxNode['attributes']): string {
    this.nodes.push({ operator, inputs, outputs: [output], ...(attributes ? { attributes } : {}) });
    return output;
  }

  private constant(name: string, values: readonly number[], shape: readonly number[]): string {
    if (!this.initializers.some((tensor) => tensor.name === name)) this.initializers.push({ name, shape, data: BigInt64Array.from(values, BigInt) });
    return name;
  }
}
