import type { Configuration } from '../configuration';

/** tanh RNN; ReLU with W = I (IRNN); LSTM; LSTM with forget bias 1; GRU. Rates with which each learns the adding problem (bench/quality). */
export const PLAYGROUND_NETWORKS = {
  tanh: { cell: 'rnn', activation: 'tanh', learningRate: 1e-3 },
  irnn: { cell: 'rnn', activation: 'relu', initialization: 'identity', learningRate: 1e-3 },
  lstm: { cell: 'lstm', learningRate: 3e-3 },
  lstm1: { cell: 'lstm', forgetBias: 1, learningRate: 3e-3 },
  gru: { cell: 'gru', learningRate: 3e-3 },
} as const satisfies Readonly<Record<string, Partial<Configuration> & { learningRate: number }>>;

/** Those that train before anybody chose: one that forgets and two that remember. */
export const FIRST_NETWORKS: readonly (keyof typeof PLAYGROUND_NETWORKS)[] = ['tanh', 'lstm1', 'gru'];
