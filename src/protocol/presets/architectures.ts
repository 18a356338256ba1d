import type { Overrides } from '../defaults';

/** Start values that belong to no architecture by themselves. */
export const PLAIN: Overrides = { activation: 'tanh', initialization: 'uniform', forgetBias: 0 };

/** What is compared: the cells and slope functions of the text books, and the three starts that let a gradient through (W orthogonal, W = I, b_f = 1). */
export const ARCHITECTURES: readonly Overrides[] = [
  { ...PLAIN, cell: 'rnn' },
  { ...PLAIN, cell: 'rnn', activation: 'sigmoid' },
  { ...PLAIN, cell: 'rnn', activation: 'relu' },
  { ...PLAIN, cell: 'rnn', activation: 'relu', initialization: 'identity' },
  { ...PLAIN, cell: 'rnn', initialization: 'orthogonal' },
  { ...PLAIN, cell: 'lstm' },
  { ...PLAIN, cell: 'lstm', forgetBias: 1 },
  { ...PLAIN, cell: 'gru' },
  { ...PLAIN, cell: 'feedforward' },
];
