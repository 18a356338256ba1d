import type { OnnxBuilder, OnnxLayer } from './export';

/** Attributes of the activation Affine that leave a value as it is. */
export const ONNX_IDENTITY = { activation_alpha: Float32Array.of(1), activation_beta: Float32Array.of(0) };

/** value · σ(gate) of the two halves of the last dimension. */
export function onnxGlu(graph: OnnxBuilder, { name }: OnnxLayer, x: string): string {
  graph.nodes('Split', [x], [name('glu_value'), name('glu_gate')], { axis: -1 });
  return graph.node('Mul', [name('glu_value'), graph.node('Sigmoid', [name('glu_gate')], name('glu_open'))], name('glu_out'));
}

/** GELU in its tanh form: ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))). */
export function onnxGelu(graph: OnnxBuilder, { name }: OnnxLayer, x: string): string {
  const number = (local: string, value: number) => graph.floats(`gelu_${local}`, [value], []);
  const cube = graph.node('Mul', [graph.node('Mul', [x, x], name('gelu_square')), x], name('gelu_cube'));
  const inner = graph.node('Add', [x, graph.node('Mul', [cube, number('cubic', 0.044715)], name('gelu_cubic'))], name('gelu_sum'));
  const bend = graph.node('Tanh', [graph.node('Mul', [inner, number('scale', Math.sqrt(2 / Math.PI))], name('gelu_scaled'))], name('gelu_tanh'));
  const half = graph.node('Mul', [x, number('half', 0.5)], name('gelu_half'));
  return graph.node('Mul', [half, graph.node('Add', [bend, number('one', 1)], name('gelu_shifted'))], name('gelu_out'));
}

/**
 * h_t = z_t h_{t-1} + (1 - z_t) n_t as ONNX's GRU without recurrent weights: z = σ(W_z x + b_z), n = W_n x + b_n, the candidate left as it is.
 * @param weights rows z, n of the inputs [2H, columns], and their biases [2H]
 */
export function onnxLeakySum(
  graph: OnnxBuilder,
  { shape: { hidden: H }, name, state, keep }: OnnxLayer,
  x: string,
  weights: { readonly columns: number; readonly matrix: ArrayLike<number>; readonly bias: ArrayLike<number> },
): string {
  const { columns } = weights;
  // Rows z, r, n; nothing passes the reset gate r, since nothing recurs.
  const matrix = new Float32Array(3 * H * columns);
  const bias = new Float32Array(6 * H);
  for (const [from, to] of [
    [0, 0],
    [H, 2 * H],
  ] as const)
    for (let i = 0; i < H; i++) {
      for (let j = 0; j < columns; j++) matrix[(to + i) * columns + j] = weights.matrix[(from + i) * columns + j]!;
      bias[to + i] = weights.bias[from + i]!;
    }
  const inputs = [
    graph.floats(name('W'), matrix, [1, 3 * H, columns]),
    graph.floats(name('R'), new Float32Array(3 * H * H), [1, 3 * H, H]),
    graph.floats(name('B'), bias, [1, 6 * H]),
  ];
  graph.nodes('GRU', [x, ...inputs, '', state('h')], [name('y'), name('h_after')], {
    hidden_size: H,
    activations: ['Sigmoid', 'Affine'],
    ...ONNX_IDENTITY,
  });
  keep('h', name('h_after'));
  return graph.node('Squeeze', [name('y'), graph.integers('direction', [1], [1])], name('s'));
}
