import { layerExport } from '../../network/layers/exports';
import { languagePorts } from '../../network/ports';
import { describeStack } from '../../network/stack';
import { UnrollError } from '../../protocol/error';
import type { Model } from '../../protocol/model';
import { GraphBuilder } from './builder';
import { stackGraph } from './stack-graph';

/**
 * The network as an ONNX model. Inputs: `symbols` int64 [time, batch] and the carried state: of a plain net what its kind calls so, such as `h` [layers, batch,
 * H]; of a stack every layer's own, `blocks.0.h` [rows, batch, columns]. Outputs: `logits` [time, batch, V] and the state after them, `h_out`, `blocks.0.h_out`.
 * @throws UnrollError for a layer that has no graph in ONNX
 */
export function writeOnnx(model: Model): Uint8Array {
  const { configuration, vocabulary, weights } = model;
  const stack = describeStack(configuration, languagePorts(configuration, vocabulary.length));
  const tensor = (name: string) => {
    const found = weights.get(name);
    return found && { name, tensor: found };
  };
  const graph = new GraphBuilder({
    vocabulary: vocabulary.length,
    embedding: stack.embedding > 0 ? weights.get(`${stack.embeddingName}.weight`)! : undefined,
  });
  const [first] = stack.kinds;
  const plain = stack.plain && first ? layerExport(first.id).onnxPlain : undefined;
  if (stack.plain && !plain) throw new UnrollError('export.onnx', [first?.title ?? '']);
  const hidden = plain ? plain(graph, { architecture: configuration, tensor }) : stackGraph(graph, stack, tensor);
  graph.linear(hidden, 'logits', tensor('head.weight')!, tensor('head.bias'));
  const probabilities = {
    softmax: 'softmax(logits)',
    sigmoid: 'sigmoid(logits), divided by their sum',
    squared: 'sigmoid(logits), divided by their sum',
  }[configuration.output];
  const starts = plain ? 'start with zeros (past: -1)' : 'start with zeros';
  return graph.encodeModel({
    documentation: `A character model made by Unroll. Probabilities of the next character: ${probabilities}. Carry the state outputs into the next call; ${starts}.`,
    metadata: { configuration: JSON.stringify(configuration), vocabulary: JSON.stringify(vocabulary) },
  });
}
