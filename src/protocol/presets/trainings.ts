import type { Overrides } from '../defaults';

/** Presets of the quick pick: what they change of the defaults by size. β2 = .99 suits short budgets. */
export const PRESETS = {
  quick: { seconds: 10, beta2: 0.99 },
  balanced: { seconds: 30, beta2: 0.99 },
  thorough: { seconds: 180, beta2: 0.99 },
  tutorial: {
    cell: 'rnn',
    activation: 'tanh',
    hidden: 64,
    seconds: 15,
    dropout: 0,
    schedule: 'constant',
    warmup: 0,
    learningRate: 2e-3,
    clip: 1,
  },
  /** ReLU with W = I and long steps: the product of Jacobians never shrinks, so that without a gradient threshold the weights are no numbers any more after a few updates. */
  explode: {
    cell: 'rnn',
    activation: 'relu',
    initialization: 'identity',
    layers: 1,
    hidden: 64,
    sequenceLength: 50,
    steps: 600,
    seconds: 0,
    optimizer: 'sgd',
    momentum: 0,
    learningRate: 0.6,
    schedule: 'constant',
    warmup: 0,
    dropout: 0,
    clip: 0,
  },
  /** Small enough to be followed number by number: the tutorial's "hello" with three tanh units and without biases, stopped while its gradients can still be read. */
  hello: {
    cell: 'rnn',
    activation: 'tanh',
    output: 'softmax',
    layers: 1,
    hidden: 3,
    embedding: 0,
    bias: false,
    initialization: 'uniform',
    sequenceLength: 4,
    batchSize: 1,
    steps: 60,
    seconds: 0,
    optimizer: 'adam',
    learningRate: 0.02,
    schedule: 'constant',
    warmup: 0,
    clip: 1,
    dropout: 0,
    validation: 0,
    minCount: 1,
    seed: 1,
  },
} as const satisfies Record<string, Overrides>;

export type Preset = keyof typeof PRESETS;
