import type { LayerExport, OnnxBranch } from '../export';
import { ONNX_IDENTITY, onnxGelu, onnxGlu } from '../onnx-parts';
import source from './block.py';
import { stateSize } from './description';
import { eigenvalues } from './eigenvalues';

/** The complex diagonal recurrence as ONNX's RNN of 2n real numbers, re and -im, whose activation leaves them as they are: s_t = W x_t + R s_{t-1}. */
const onnx: OnnxBranch = (graph, layer, x) => {
  const { shape, name, tensor, state, keep } = layer;
  const n = stateSize(shape);
  const { input, hidden } = shape;
  const data = (local: string) => tensor(`lru.${local}`).tensor.data;
  const lambda = eigenvalues({ nu: data('nu_log'), theta: data('theta_log'), gamma: data('gamma_log') });
  const scaled = (B: Float32Array) => B.map((value, i) => value * lambda.gamma[Math.floor(i / input)]!);
  const R = new Float32Array(4 * n * n);
  for (let i = 0; i < n; i++) {
    for (const half of [0, n]) R[(half + i) * 2 * n + half + i] = lambda.re[i]!;
    R[i * 2 * n + n + i] = lambda.im[i]!;
    R[(n + i) * 2 * n + i] = -lambda.im[i]!;
  }
  const matrices = [
    graph.floats(name('W'), [...scaled(data('B_re')), ...scaled(data('B_im')).map((value) => -value)], [1, 2 * n, input]),
    graph.floats(name('R'), R, [1, 2 * n, 2 * n]),
  ];
  const before = graph.node('Concat', [state('re'), state('minus_im')], name('before'), { axis: -1 });
  graph.nodes('RNN', [x, ...matrices, '', '', before], [name('states'), name('after')], {
    hidden_size: 2 * n,
    activations: ['Affine'],
    ...ONNX_IDENTITY,
  });
  graph.nodes('Split', [name('after')], [name('re_after'), name('minus_im_after')], { axis: -1 });
  keep('re', name('re_after'));
  keep('minus_im', name('minus_im_after'));
  const rows = graph.node('Squeeze', [name('states'), graph.integers('direction', [1], [1])], name('s'));
  // Re(C s) = C_re re + C_im (-im).
  const C = new Float32Array(2 * n * hidden);
  for (let i = 0; i < hidden; i++)
    for (let j = 0; j < n; j++) {
      C[j * hidden + i] = data('C_re')[i * n + j]!;
      C[(n + j) * hidden + i] = data('C_im')[i * n + j]!;
    }
  const mixed = graph.node('MatMul', [rows, graph.floats(name('C'), C, [2 * n, hidden])], name('mixed'));
  const direct = graph.node('Mul', [x, graph.floats(name('D'), data('D'), [hidden])], name('direct'));
  const bent = onnxGelu(graph, layer, graph.node('Add', [mixed, direct], name('y')));
  return onnxGlu(graph, layer, graph.linear(bent, name('net'), tensor('glu.weight'), tensor('glu.bias')));
};

export const lru: LayerExport = {
  block: (shape) => ({ source, construct: `LRU(${shape.input}, ${shape.hidden}, ${stateSize(shape)})` }),
  onnx: [onnx],
};
