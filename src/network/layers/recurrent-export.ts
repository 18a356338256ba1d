import type { LayerOptions, LayerShape } from './description';
import type { LayerExport, NamedTensor, OnnxBranch, OnnxBuilder, OnnxNet, PyTorchNet } from './export';
import { pythonBool } from './export';
import source from './recurrent.py';

/** How PyTorch's and ONNX's module of a recurrent kind is called, and where the two differ. */
export interface RecurrentModule {
  /** `GRU` in both. */
  readonly module: string;
  readonly describe: (options: LayerOptions) => string;
  /** Parts of the state as ONNX has them, such as h and c. */
  readonly states: readonly string[];
  /** Places of ONNX's gates in PyTorch's order. */
  readonly gateOrder: readonly number[];
  readonly onnxAttributes?: (options: LayerOptions) => Readonly<Record<string, number | readonly string[]>>;
  /** More arguments of PyTorch's module, with a comma before them. */
  readonly more?: (options: LayerOptions) => string;
  /** A module of its own, where PyTorch has none with these options: its class, and the expression that makes one. */
  readonly own?: (options: LayerOptions) => { readonly source: string; construct(width: string, hidden: number, layers: number): string } | undefined;
}

/** A kind that PyTorch and ONNX know as one module of all layers. */
export function recurrentExport(kind: RecurrentModule): LayerExport {
  const more = (options: LayerOptions) => kind.more?.(options) ?? '';
  return {
    block({ input, hidden, options }: LayerShape) {
      if (kind.own?.(options)) return undefined;
      return { source, construct: `CellBlock(${input}, ${hidden}, nn.${kind.module}, ${pythonBool(options.bias)}${more(options)})` };
    },
    plain: { describe: kind.describe, network: (net) => plainNetwork(kind, net) },
    onnx: [onnxBranch(kind)],
    onnxPlain: (graph, net) => onnxPlain(kind, graph, net),
  };
}

function plainNetwork(kind: RecurrentModule, { architecture: a, input, start, head, encode }: PyTorchNet): string {
  const own = kind.own?.(a);
  const between = a.layers > 1 ? ', dropout=dropout' : '';
  const module =
    own?.construct(input.width, a.hidden, a.layers) ??
    `nn.${kind.module}(${input.width}, ${a.hidden}, num_layers=${a.layers}, bias=${pythonBool(a.bias)}${kind.more?.(a) ?? ''}${between})`;
  const network = [
    'class Network(nn.Module):',
    `    """${kind.describe(a)}, ${input.title}, ${a.layers} x ${a.hidden} hidden units; symbols [T, B] -> logits [T, B, V] and the state after them."""`,
    '',
    ...start,
    `        self.rnn = ${module}`,
    '        self.dropout = nn.Dropout(dropout)',
    head,
    '',
    '    def forward(self, symbols, state=None):',
    `        hidden, state = self.rnn(${encode('symbols')}, state)`,
    '        return self.head(self.dropout(hidden)), state',
  ].join('\n');
  return own ? `${own.source}\n\n\n${network}` : network;
}

/** Tensors of one layer. */
interface LayerTensors {
  readonly input: NamedTensor;
  readonly recurrent: NamedTensor;
  readonly biases: readonly (NamedTensor | undefined)[];
}

/** W [1, G·H, in], R [1, G·H, H] and B [1, 2·G·H] of a layer in ONNX's gate order; B is empty for a net without biases. */
function gates(kind: RecurrentModule, graph: OnnxBuilder, { input, recurrent, biases }: LayerTensors, name: (matrix: string) => string): string[] {
  const reordered = (data: Float32Array) => {
    const block = data.length / kind.gateOrder.length;
    const result = new Float32Array(data.length);
    kind.gateOrder.forEach((from, to) => {
      result.set(data.subarray(from * block, (from + 1) * block), to * block);
    });
    return result;
  };
  const matrix = (to: string, { tensor }: NamedTensor) => graph.floats(name(to), reordered(tensor.data), [1, ...tensor.shape]);
  const matrices = [matrix('W', input), matrix('R', recurrent)];
  const [own, other] = biases;
  if (!own || !other) return [...matrices, ''];
  const data = [...reordered(own.tensor.data), ...reordered(other.tensor.data)];
  return [...matrices, graph.floats(name('B'), data, [1, data.length])];
}

function run(kind: RecurrentModule, graph: OnnxBuilder, options: LayerOptions & { hidden: number }, inputs: string[], outputs: string[]): void {
  graph.nodes(kind.module, inputs, outputs, { hidden_size: options.hidden, ...kind.onnxAttributes?.(options) });
  // [time, directions = 1, batch, H]
  graph.integers('direction', [1], [1]);
}

/** The state of all layers side by side: `h` [layers, batch, H]. */
function onnxPlain(kind: RecurrentModule, graph: OnnxBuilder, { architecture, tensor }: OnnxNet): string {
  const { layers, hidden } = architecture;
  for (const state of kind.states) {
    graph.input(state, 'float', [layers, 'batch', hidden]);
    graph.output(`${state}_out`, 'float', [layers, 'batch', hidden]);
  }
  let x = graph.encode('symbols');
  for (let layer = 0; layer < layers; layer++) {
    const initial = kind.states.map((state) =>
      graph.node('Gather', [state, graph.integers(`layer${layer}`, [layer], [1])], `${state}_l${layer}`, { axis: 0 }),
    );
    const weights = gates(
      kind,
      graph,
      {
        input: tensor(`rnn.weight_ih_l${layer}`)!,
        recurrent: tensor(`rnn.weight_hh_l${layer}`)!,
        biases: [tensor(`rnn.bias_ih_l${layer}`), tensor(`rnn.bias_hh_l${layer}`)],
      },
      (matrix) => `${matrix}_l${layer}`,
    );
    run(kind, graph, architecture, [x, ...weights, '', ...initial], [`y_l${layer}`, ...kind.states.map((state) => `${state}_out_l${layer}`)]);
    x = graph.node('Squeeze', [`y_l${layer}`, 'direction'], `s_l${layer}`);
  }
  for (const state of kind.states)
    graph.node(
      'Concat',
      Array.from({ length: layers }, (_, layer) => `${state}_out_l${layer}`),
      `${state}_out`,
      { axis: 0 },
    );
  return x;
}

const onnxBranch =
  (kind: RecurrentModule): OnnxBranch =>
  (graph, { shape, tensor, optional, name, state, keep }, x) => {
    const weights = gates(
      kind,
      graph,
      {
        input: tensor('rnn.weight_ih_l0'),
        recurrent: tensor('rnn.weight_hh_l0'),
        biases: [optional('rnn.bias_ih_l0'), optional('rnn.bias_hh_l0')],
      },
      name,
    );
    const after = kind.states.map((part) => name(`${part}_after`));
    run(kind, graph, { ...shape.options, hidden: shape.hidden }, [x, ...weights, '', ...kind.states.map(state)], [name('y'), ...after]);
    kind.states.forEach((part, i) => {
      keep(part, after[i]!);
    });
    return graph.node('Squeeze', [name('y'), 'direction'], name('s'));
  };
