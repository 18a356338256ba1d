import type { NamedTensor } from '../../network/layers/export';
import { layerExport } from '../../network/layers/exports';
import { portsOfModel } from '../../network/model-ports';
import { POOLING_TENSOR } from '../../network/ports';
import { describeStack } from '../../network/stack';
import { UnrollError } from '../../protocol/error';
import type { Model } from '../../protocol/model';
import { writeModelTask } from '../model-task';
import { GraphBuilder } from './builder';
import { stackGraph } from './stack-graph';

/**
 * The network as an ONNX model. Inputs: `symbols` int64 [time, batch] and the carried state: of a plain net what its kind calls so, such as `h` [layers, batch,
 * H]; of a stack every layer's own, `blocks.0.h` [rows, batch, columns]. Outputs: `logits` [time, batch, V] and the state after them, `h_out`, `blocks.0.h_out`.
 * @throws UnrollError for a layer that has no graph in ONNX
 */
export function writeOnnx(model: Model): Uint8Array {
  const { configuration, vocabulary, weights, task } = model;
  const ports = portsOfModel(model, vocabulary.length);
  const stack = describeStack(configuration, ports);
  const tensor = (name: string) => {
    const found = weights.get(name);
    return found && { name, tensor: found };
  };
  const { embeddingName: table } = stack;
  const isReal = ports.input.type === 'reals';
  const graph = new GraphBuilder(
    {
      vocabulary: isReal ? 0 : vocabulary.length,
      embedding: stack.embedding > 0 && !isReal ? weights.get(`${table}.weight`)! : undefined,
      ...(isReal
        ? {
            reals: {
              scaling: task!.scaling ?? new Array(ports.input.size).fill({ mean: 0, deviation: 1 }),
              weight: tensor(`${table}.weight`),
              bias: tensor(`${table}.bias`),
            },
          }
        : {}),
    },
    task?.outputs,
  );
  const [first] = stack.kinds;
  const plain = stack.plain && first && !(isReal && first.inputWindow) ? layerExport(first.id).onnxPlain : undefined;
  // Its script would need an embedding as well.
  if (stack.plain && !plain) throw new UnrollError('export.layer', [first?.title ?? '']);
  const hidden = plain ? plain(graph, { architecture: configuration, tensor }) : stackGraph(graph, stack, tensor);
  const question = tensor(POOLING_TENSOR);
  const read = ports.pooling === 'none' ? hidden : poolingGraph(graph, hidden, question);
  graph.linear(read, 'logits', tensor('head.weight')!, tensor('head.bias'));
  const starts = plain ? 'start with zeros (past: -1)' : 'start with zeros';
  const metadata = { configuration: JSON.stringify(configuration), vocabulary: JSON.stringify(vocabulary), ...(task ? writeModelTask(task) : {}) };
  if (task?.classes) {
    graph.output('probabilities', 'float', ['time', 'batch', task.outputs]);
    graph.node('Softmax', ['logits'], 'probabilities', { axis: -1 });
    return graph.encodeModel({
      documentation: `A classifier of sequences made by Unroll. Input: ${isReal ? 'numbers as they are in the data' : 'indices of characters in the vocabulary, -1 for others'}, a whole sequence a call, padded on the right; states ${starts}. \`probabilities\` tells the classes after every step: the answer is the row at the last step of a sequence.`,
      metadata,
    });
  }
  if (task)
    return graph.encodeModel({
      documentation: `A network made by Unroll for the task ${task.id}. Input: numbers (transformed as the metadata say), a window a call; states ${starts}. \`logits\` at the last step are the answers, standardised by the scaling of the first column.`,
      metadata,
    });
  const probabilities = {
    softmax: 'softmax(logits)',
    sigmoid: 'sigmoid(logits), divided by their sum',
    squared: 'sigmoid(logits), divided by their sum',
  }[configuration.output];
  return graph.encodeModel({
    documentation: `A character model made by Unroll. Probabilities of the next character: ${probabilities}. Carry the state outputs into the next call; ${starts}.`,
    metadata,
  });
}

/** Mean of the states so far, or their mean weighted by a softmax of q · s [time, batch, H]; see network/pooling.ts. */
function poolingGraph(graph: GraphBuilder, x: string, question: NamedTensor | undefined): string {
  const along = graph.integers('pool_axis', [0], []);
  // Of a plain mean every weight is exp(0).
  const scores = question ? graph.linear(x, 'pool_scores', question) : undefined;
  const nothing = graph.node('ReduceSum', [graph.node('Sub', [x, x], 'pool_difference'), graph.integers('pool_columns', [-1], [1])], 'pool_nothing', {
    keepdims: 1,
  });
  const shifted = scores
    ? graph.node('Sub', [scores, graph.node('ReduceMax', [scores], 'pool_top', { axes: [0], keepdims: 1 })], 'pool_shifted')
    : nothing;
  const weights = graph.node('Exp', [shifted], 'pool_weights');
  const sums = graph.node('CumSum', [graph.node('Mul', [x, weights], 'pool_weighted'), along], 'pool_sums');
  return graph.node('Div', [sums, graph.node('CumSum', [weights, along], 'pool_totals')], 'pooled');
}
