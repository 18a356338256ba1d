import { ACTIVATIONS, CELLS, INITIALIZATIONS, OUTPUTS } from './choices';
import type { OptionRow } from './row';

/** The shape of the network: what a model file needs to be used again. */
export const ARCHITECTURE_OPTIONS = {
  cell: {
    type: 'choice',
    choices: CELLS,
    names: { rnn: 'RNN', gru: 'GRU', lstm: 'LSTM', feedforward: 'Feed-forward' },
    default: 'gru',
    source: 'fixed',
    label: 'Layer kind',
    description: 'Kind of the layers: a vanilla RNN, GRU or LSTM, or a feed-forward net over a fixed window to compare with.',
  },
  activation: {
    type: 'choice',
    choices: ACTIVATIONS,
    names: { relu: 'ReLU' },
    default: 'tanh',
    source: 'fixed',
    label: 'Activation',
    description: 'Activation φ of the vanilla RNN, s_t = φ(U x_t + W s_{t-1} + b), and of the feed-forward net.',
  },
  output: {
    type: 'choice',
    choices: OUTPUTS,
    default: 'softmax',
    source: 'fixed',
    label: 'Output and loss',
    description:
      "Output and loss: softmax with cross-entropy, or the tutorial's o_t = σ(V s_t) with cross-entropy per class (sigmoid) or half the squared error (squared).",
  },
  layers: {
    type: 'whole',
    minimum: 1,
    maximum: 4,
    default: 1,
    source: 'fixed',
    sweep: [1, 2, 3],
    label: 'Layers',
    description: 'Number of layers.',
  },
  hidden: {
    type: 'whole',
    minimum: 1,
    maximum: 1024,
    default: 128,
    source: 'text',
    sweep: [32, 64, 128, 256],
    label: 'Hidden units',
    description: 'Hidden units of each layer.',
  },
  embedding: {
    type: 'whole',
    minimum: 0,
    maximum: 1024,
    default: 0,
    source: 'text',
    sweep: [0, 16, 64],
    label: 'Embedding',
    description: 'Width of the input embedding; 0 = one-hot input.',
  },
  window: {
    type: 'whole',
    minimum: 1,
    maximum: 64,
    default: 8,
    source: 'fixed',
    sweep: [2, 4, 8, 16],
    label: 'Window',
    description: 'Characters that the feed-forward net sees at once.',
  },
  bias: {
    type: 'boolean',
    default: true,
    source: 'fixed',
    label: 'Biases',
    off: 'Build a network without biases.',
    description: 'Whether the network has biases.',
  },
} as const satisfies Record<string, OptionRow>;

/** How the weights start. */
export const INITIALIZATION_OPTIONS = {
  initialization: {
    type: 'choice',
    choices: INITIALIZATIONS,
    default: 'uniform',
    source: 'fixed',
    label: 'Initial weights',
    description: 'Initial weights: uniform as in PyTorch, or a recurrent matrix that is orthogonal, the identity (IRNN) or normally distributed.',
  },
  forgetBias: {
    type: 'number',
    minimum: -10,
    maximum: 10,
    default: 0,
    source: 'fixed',
    sweep: [0, 1, 2],
    label: 'Forget bias (LSTM)',
    description: 'Forget bias of the LSTM before training; 0 = as the other biases.',
  },
} as const satisfies Record<string, OptionRow>;
