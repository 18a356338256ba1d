import { createLearner } from '../../network/create';
import type { NetworkPorts } from '../../network/ports';
import type { Model } from '../../protocol/model';
import { Vocabulary } from '../../text/vocabulary';
import { batchWindow, type EncodedExample } from './batches';

/** Streams of an evaluation at most. */
const STREAMS = 32;

/**
 * Probability of every class of a model for sequences read to their ends, in the order of the sequences.
 * @param inputs texts, or numbers [T, dimensions] as they are in the data
 */
export function classify(model: Model, inputs: readonly (string | Float32Array)[]): Float64Array[] {
  const { classes = [], realInputs, scaling = [] } = model.task!;
  const vocabulary = new Vocabulary(model.vocabulary);
  const examples = inputs.map((input, index) => ({ index, ...encode(input, vocabulary, realInputs, scaling, model.configuration.sequenceLength) }));
  // Examples of like length share a window; within one, the rows that are asked come in the order of the lengths.
  examples.sort((a, b) => a.steps - b.steps);
  const ports: NetworkPorts = {
    input: realInputs ? { type: 'reals', size: realInputs } : { type: 'symbols', size: vocabulary.size },
    heads: [{ name: 'head', width: classes.length, loss: 'softmax' }],
    pooling: model.task!.options.pooling === 'mean' ? 'mean' : 'none',
  };
  const configuration = { ...model.configuration, batchSize: STREAMS, threads: 1, dropout: 0 };
  const learner = createLearner({ configuration, ports, weights: model.weights });
  const result: Float64Array[] = [];
  for (let from = 0; from < examples.length; from += STREAMS) {
    const part = examples.slice(from, from + STREAMS);
    const [logits] = learner.outputs([batchWindow(part, part.length, realInputs)], part.length)!;
    part.forEach(({ index }, i) => {
      result[index] = softmax(logits!.subarray(i * classes.length, (i + 1) * classes.length));
    });
  }
  learner.dispose();
  return result;
}

function encode(
  input: string | Float32Array,
  vocabulary: Vocabulary,
  dimensions: number,
  scaling: readonly { mean: number; deviation: number }[],
  limit: number,
): EncodedExample {
  if (typeof input === 'string') {
    const inputs = vocabulary.encode(Array.from(input).slice(0, limit));
    return { inputs, steps: inputs.length, label: 0 };
  }
  const steps = Math.min(limit, Math.floor(input.length / dimensions));
  const inputs = input.slice(0, steps * dimensions).map((value, i) => {
    const { mean, deviation } = scaling[i % dimensions]!;
    return (value - mean) / deviation;
  });
  return { inputs, steps, label: 0 };
}

function softmax(logits: Float32Array): Float64Array {
  const top = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const weights = Float64Array.from(logits, (value) => Math.exp(value - top));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}
