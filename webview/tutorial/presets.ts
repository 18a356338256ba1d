import type { Overrides } from '../../src/protocol/defaults';
import type { PlaygroundCell } from '../../src/protocol/playground';

/** A net that sees a window of symbols beside one that remembers, both of the same width. */
export const windowNetwork = (window: number): Overrides => ({ cell: 'feedforward', window, hidden: 48 });
export const RECURRENT_NETWORK: Overrides = { cell: 'rnn', activation: 'tanh', hidden: 48 };

/** What gradients reach through, beside the plain net where they vanish. */
export const REMEDY_NETWORKS: readonly { cell: PlaygroundCell; name: string; color: number }[] = [
  { cell: 'tanh', name: 'tanh', color: 1 },
  { cell: 'irnn', name: 'ReLU (W = I)', color: 3 },
  { cell: 'lstm1', name: 'LSTM', color: 2 },
  { cell: 'gru', name: 'GRU', color: 0 },
];
