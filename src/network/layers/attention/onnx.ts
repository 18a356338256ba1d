import type { OnnxBranch, OnnxBuilder, OnnxLayer } from '../export';
import { onnxGelu } from '../onnx-parts';

const FLOAT = 1;

/**
 * Attention over the window and, where there is a memory, the inputs before it. Without one each call is a window of its own. Positions count from the
 * oldest input that may be kept: rotary angles depend on differences alone.
 */
export const attend: OnnxBranch = (graph, layer, x) => {
  const { shape, name, tensor, state, keep } = layer;
  const { hidden: d, options } = shape;
  const { attentionHeads: heads, memory } = options;
  const e = d / heads;
  const all = memory > 0 ? graph.node('Concat', [state('inputs'), x], name('all'), { axis: 0 }) : x;
  const length = graph.slice(graph.node('Shape', [all], name('shape')), name('length'), 0, 1);
  const zero = graph.integers('zero_place', [0], []);
  const scalar = graph.node('Squeeze', [length, graph.integers('first', [0], [1])], name('count'));
  const places = graph.node('Range', [zero, scalar, graph.integers('one_place', [1], [])], name('places'));
  const at = graph.node('Cast', [places], name('places_float'), { to: FLOAT });

  graph.nodes('Split', [graph.linear(all, name('qkv'), tensor('in_proj.weight'), tensor('in_proj.bias'))], ['q', 'k', 'v'].map(name), { axis: -1 });
  const rotated = rotation(graph, layer, at, e);
  const perHead = (part: string) =>
    graph.node('Reshape', [name(part), graph.integers(`heads_${heads}_${e}`, [0, 0, heads, e], [4])], name(`${part}_heads`));
  const turn = (part: string, perm: readonly number[]) => graph.node('Transpose', [part], `${part}_turned`, { perm });
  const queries = rotated(perHead('q'), 'q');
  const q = turn(memory > 0 ? graph.slice(queries, name('q_new'), memory, Infinity) : queries, [1, 2, 0, 3]);
  const k = turn(rotated(perHead('k'), 'k'), [1, 2, 3, 0]);
  const v = turn(perHead('v'), [1, 2, 0, 3]);
  const scores = graph.node(
    'Mul',
    [graph.node('MatMul', [q, k], name('products')), graph.floats(`root_${e}`, [1 / Math.sqrt(e)], [])],
    name('scores'),
  );
  const shares = graph.node('Softmax', [masked(graph, layer, scores, at, memory)], name('shares'), { axis: -1 });
  const mixed = graph.node('Transpose', [graph.node('MatMul', [shares, v], name('mixed'))], name('mixed_rows'), { perm: [2, 0, 1, 3] });
  const rows = graph.node('Reshape', [mixed, graph.integers(`rows_${d}`, [0, 0, d], [3])], name('mixed_flat'));
  if (memory > 0) {
    keep('inputs', graph.slice(all, name('last'), -memory, Infinity));
    const steps = graph.node(
      'Sub',
      [graph.node('Cast', [length], name('length_float'), { to: FLOAT }), graph.floats(`memory_${memory}`, [memory], [])],
      name('steps'),
    );
    const more = graph.node('Add', [state('filled'), steps], name('filled_more'));
    keep('filled', graph.node('Min', [more, graph.floats(`memory_${memory}`, [memory], [])], name('filled_after')));
  }
  return graph.linear(rows, name('attended'), tensor('out_proj.weight'), tensor('out_proj.bias'));
};

/** Pairs (i, i + e/2) of every head turned by place · 10000^(-2i/e). */
function rotation(graph: OnnxBuilder, { name }: OnnxLayer, at: string, e: number) {
  const column = graph.node('Unsqueeze', [at, graph.integers('axes_123', [1, 2, 3], [3])], name('places_column'));
  const rates = graph.floats(
    `rates_${e}`,
    Array.from({ length: e / 2 }, (_, i) => 10000 ** ((-2 * i) / e)),
    [e / 2],
  );
  const angles = graph.node('Mul', [column, rates], name('angles'));
  const [c, s] = [graph.node('Cos', [angles], name('cos')), graph.node('Sin', [angles], name('sin'))];
  return (x: string, part: string): string => {
    const own = (local: string) => name(`${part}_${local}`);
    graph.nodes('Split', [x], [own('a'), own('b')], { axis: -1 });
    const times = (value: string, factor: string, local: string) => graph.node('Mul', [own(value), factor], own(local));
    const first = graph.node('Sub', [times('a', c, 'ac'), times('b', s, 'bs')], own('first'));
    const second = graph.node('Add', [times('a', s, 'as'), times('b', c, 'bc')], own('second'));
    return graph.node('Concat', [first, second], own('rotated'), { axis: -1 });
  };
}

/** Scores [batch, heads, window, all] without what comes later and what the memory does not hold yet. */
function masked(graph: OnnxBuilder, { name, state }: OnnxLayer, scores: string, at: string, memory: number): string {
  const keys = graph.node('Unsqueeze', [at, graph.integers('axis_0', [0], [1])], name('keys'));
  const newest = memory > 0 ? graph.slice(at, name('places_new'), memory, Infinity) : at;
  const queries = graph.node('Unsqueeze', [newest, graph.integers('axis_1', [1], [1])], name('queries'));
  const never = graph.floats('never', [-1e30], []);
  const causal = graph.node('Where', [graph.node('Greater', [keys, queries], name('later')), never, scores], name('causal'));
  if (memory === 0) return causal;
  // [1, batch, 1] → [batch, 1, 1, 1]: the first place that the memory holds.
  const begins = graph.node('Sub', [graph.floats(`memory_${memory}`, [memory], []), state('filled')], name('begins'));
  const turned = graph.node(
    'Unsqueeze',
    [graph.node('Transpose', [begins], name('begins_rows'), { perm: [1, 0, 2] }), graph.integers('axis_3', [3], [1])],
    name('begins_turned'),
  );
  return graph.node('Where', [graph.node('Less', [keys, turned], name('absent')), never, causal], name('held'));
}

/** The second branch: W_2 gelu(W_1 x + b_1) + b_2. */
export const think: OnnxBranch = (graph, layer, x) => {
  const { name, tensor } = layer;
  const wide = onnxGelu(graph, layer, graph.linear(x, name('wide'), tensor('fc1.weight'), tensor('fc1.bias')));
  return graph.linear(wide, name('thought'), tensor('fc2.weight'), tensor('fc2.bias'));
};
