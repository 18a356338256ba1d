import type { NamedTensor } from '../../network/layers/export';
import { layerExport } from '../../network/layers/exports';
import type { Stack, StackBranch } from '../../network/stack';
import type { Norm } from '../../protocol/configuration';
import { UnrollError } from '../../protocol/error';
import type { GraphBuilder } from './builder';

type Lookup = (name: string) => NamedTensor | undefined;

/**
 * The layers of a stack with what surrounds them, x + branch(norm(x)), from `symbols` to what the head reads. Every layer's state parts are inputs and
 * outputs of their own. Returns the name of the rows [time, batch, H].
 * @throws UnrollError for a layer that has no graph in ONNX
 */
export function stackGraph(graph: GraphBuilder, stack: Stack, tensor: Lookup): string {
  let x = graph.encode('symbols');
  const { norm, headNorm } = stack.architecture;
  // The script of a stack reads symbols through an embedding alone, and no windows of them.
  const hasScript = (stack.embedding > 0 || stack.ports.input.type === 'reals') && stack.branches.every(({ shape }) => shape.window <= 1);
  for (const each of stack.branches) {
    const build = layerExport(each.kind.id).onnx?.[each.branch];
    // Of symbols within a window there is no vector that a layer could read.
    if (!build || each.shape.window > 1) throw new UnrollError(hasScript ? 'export.onnx' : 'export.layer', [each.kind.title]);
    const read = each.norm ? normalize(graph, x, each.norm, norm, tensor) : x;
    const { layer, kept } = layerOf(graph, each, tensor);
    const result = build(graph, layer, read);
    for (const [part, value] of kept) graph.node('Identity', [value], `${layer.name(part)}_out`);
    const adds = each.branch > 0 || (stack.residual && each.shape.input === stack.hidden && !each.shape.symbols);
    x = adds ? graph.node('Add', [x, result], layer.name('sum')) : result;
  }
  return headNorm === 'none' ? x : normalize(graph, x, 'norm', headNorm, tensor);
}

function layerOf(graph: GraphBuilder, { layer, branch, shape, description, tensorName }: StackBranch, tensor: Lookup) {
  const kept = new Map<string, string>();
  const parts = new Map((description.state?.(shape) ?? []).map((part) => [part.name, part]));
  const name = (local: string) => `blocks.${layer}.${branch > 0 ? `branch${branch + 1}.` : ''}${local}`;
  for (const part of parts.values()) {
    const size = [part.rows ?? 1, 'batch', part.columns];
    graph.input(name(part.name), 'float', size);
    graph.output(`${name(part.name)}_out`, 'float', size);
  }
  return {
    kept,
    layer: {
      shape,
      name,
      tensor: (local: string) => tensor(tensorName(local))!,
      optional: (local: string) => tensor(tensorName(local)),
      state: name,
      keep: (part: string, value: string) => void kept.set(part, value),
    },
  };
}

/** Over the last dimension, with 1e-5 under the root; see network/reference/normalization.ts. */
function normalize(graph: GraphBuilder, x: string, name: string, kind: Norm, tensor: Lookup): string {
  const floats = ({ name: own, tensor: { data, shape } }: NamedTensor) => graph.floats(own, data, shape);
  const weight = floats(tensor(`${name}.weight`)!);
  const local = (step: string) => `${name}.${step}`;
  // Its epsilon is 1e-5 unless set otherwise.
  if (kind === 'layer') return graph.node('LayerNormalization', [x, weight, floats(tensor(`${name}.bias`)!)], local('normal'), { axis: -1 });
  const squares = graph.node('Mul', [x, x], local('squares'));
  const mean = graph.node('ReduceMean', [squares], local('mean'), { axes: [-1], keepdims: 1 });
  const root = graph.node('Sqrt', [graph.node('Add', [mean, graph.floats('epsilon', [1e-5], [])], local('shifted'))], local('root'));
  return graph.node('Mul', [graph.node('Div', [x, root], local('unit')), weight], local('normal'));
}
