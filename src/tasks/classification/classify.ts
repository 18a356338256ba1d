import { createLearner } from '../../network/create';
import type { Learner } from '../../network/learner';
import { portsOfModel } from '../../network/model-ports';
import type { Model } from '../../protocol/model';
import { Vocabulary } from '../../text/vocabulary';
import { batchWindow, type EncodedExample } from './batches';

/** Streams of an evaluation at most. */
const STREAMS = 32;

/** A network that answers with classes. */
export interface Classifier {
  readonly learner: Learner;
  readonly classCount: number;
  /** Numbers a time step; 0 = symbols. */
  readonly dimensions: number;
  /** Examples side by side at most. */
  readonly streams: number;
}

/** Probability of every class for sequences read to their ends, in the order of the sequences. Undefined when interrupted. */
export function classProbabilities(
  { learner, classCount, dimensions, streams }: Classifier,
  examples: readonly EncodedExample[],
): Float64Array[] | undefined {
  // Examples of like length share a window; within one, the rows that are asked come in the order of the lengths.
  const order = [...examples.keys()].sort((a, b) => examples[a]!.steps - examples[b]!.steps);
  const result: Float64Array[] = [];
  for (let from = 0; from < order.length; from += streams) {
    const part = order.slice(from, from + streams);
    const window = batchWindow(
      part.map((i) => ({ ...examples[i]!, label: Math.max(0, examples[i]!.label) })),
      part.length,
      dimensions,
    );
    const outputs = learner.outputs([window], part.length);
    if (!outputs) return undefined;
    part.forEach((index, i) => {
      result[index] = softmax(outputs[0]!.subarray(i * classCount, (i + 1) * classCount));
    });
  }
  return result;
}

/** A model of classes, ready to be asked; to be disposed of. */
export class ModelClassifier {
  readonly classes: readonly string[];
  private readonly vocabulary: Vocabulary;
  private readonly learner: Learner;

  constructor(private readonly model: Model) {
    const { classes = [] } = model.task!;
    this.classes = classes;
    this.vocabulary = new Vocabulary(model.vocabulary);
    const configuration = { ...model.configuration, batchSize: STREAMS, threads: 1, dropout: 0 };
    this.learner = createLearner({ configuration, ports: portsOfModel(model, this.vocabulary.size), weights: model.weights });
  }

  /** @param inputs texts, or numbers [T, dimensions] as they are in the data */
  probabilities(inputs: readonly (string | Float32Array)[]): Float64Array[] {
    const { realInputs } = this.model.task!;
    const classifier = { learner: this.learner, classCount: this.classes.length, dimensions: realInputs, streams: STREAMS };
    return classProbabilities(
      classifier,
      inputs.map((input) => this.encode(input)),
    )!;
  }

  dispose(): void {
    this.learner.dispose();
  }

  private encode(input: string | Float32Array): EncodedExample {
    const { realInputs: dimensions, scaling = [] } = this.model.task!;
    const limit = this.model.configuration.sequenceLength;
    if (typeof input === 'string') {
      const inputs = this.vocabulary.encode(Array.from(input).slice(0, limit));
      return { inputs, steps: inputs.length, label: 0 };
    }
    const steps = Math.min(limit, Math.floor(input.length / dimensions));
    const inputs = input.slice(0, steps * dimensions).map((value, i) => {
      const { mean, deviation } = scaling[i % dimensions]!;
      return (value - mean) / deviation;
    });
    return { inputs, steps, label: 0 };
  }
}

/**
 * Probability of every class of a model for sequences read to their ends, in the order of the sequences.
 * @param inputs texts, or numbers [T, dimensions] as they are in the data
 */
export function classify(model: Model, inputs: readonly (string | Float32Array)[]): Float64Array[] {
  const classifier = new ModelClassifier(model);
  try {
    return classifier.probabilities(inputs);
  } finally {
    classifier.dispose();
  }
}

function softmax(logits: Float32Array): Float64Array {
  const top = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const weights = Float64Array.from(logits, (value) => Math.exp(value - top));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}
