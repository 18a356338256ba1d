import type { Overrides } from '../protocol/defaults';

/** The networks of the verdicts, by the names that tables show. Widths and depths are those of the studies. */
export const NETWORKS = {
  tanh: { cell: 'rnn', activation: 'tanh' },
  sigmoid: { cell: 'rnn', activation: 'sigmoid' },
  relu: { cell: 'rnn', activation: 'relu' },
  irnn: { cell: 'rnn', activation: 'relu', initialization: 'identity' },
  orthogonal: { cell: 'rnn', activation: 'tanh', initialization: 'orthogonal' },
  lstm: { cell: 'lstm' },
  lstmOpen: { cell: 'lstm', forgetBias: 1 },
  gru: { cell: 'gru' },
  minGru: { cell: 'mingru', layers: 1 },
  minGru2: { cell: 'mingru', layers: 2 },
  conv4: { cell: 'conv', layers: 4 },
  attention2: { cell: 'attention', layers: 2 },
} as const satisfies Record<string, Overrides>;

/** Networks of about 105,000 weights in the same surroundings, for the comparison on text. */
export const TEXT_NETWORKS = {
  s6: { cell: 's6', hidden: 112, layers: 2 },
  gru: { cell: 'gru', hidden: 88, layers: 2, residual: 'on', norm: 'rms', headNorm: 'rms', inputInit: 'wide', embedding: 88 },
  lru: { cell: 'lru', hidden: 88, layers: 2 },
  conv: { cell: 'conv', hidden: 64, layers: 4 },
  minGru: { cell: 'mingru', hidden: 120, layers: 3 },
  attention: { cell: 'attention', hidden: 64, layers: 2 },
} as const satisfies Record<string, Overrides>;

type TextNetwork = keyof typeof TEXT_NETWORKS;

/** The order of their losses that the study found, the lowest first; those of one group come in any order. */
export const TEXT_ORDER: readonly (readonly TextNetwork[])[] = [['s6', 'gru', 'lru'], ['conv'], ['minGru'], ['attention']];

/** Networks that solve parity, and their names. */
export const PARITY_NETWORKS = [
  { title: 'GRU', options: NETWORKS.gru },
  { title: 'LSTM', options: NETWORKS.lstm },
] as const;
