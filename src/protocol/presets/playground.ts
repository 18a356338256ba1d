import type { Configuration } from '../configuration';
import type { PlaygroundTask } from '../tasks';

/**
 * tanh RNN; ReLU with W = I (IRNN); LSTM; LSTM with forget bias 1; GRU, with the rates with which each learns the adding problem (bench/quality); then layers
 * of later years in their own surroundings.
 */
export const PLAYGROUND_NETWORKS = {
  tanh: { cell: 'rnn', activation: 'tanh', learningRate: 1e-3 },
  irnn: { cell: 'rnn', activation: 'relu', initialization: 'identity', learningRate: 1e-3 },
  lstm: { cell: 'lstm', learningRate: 3e-3 },
  lstm1: { cell: 'lstm', forgetBias: 1, learningRate: 3e-3 },
  gru: { cell: 'gru', learningRate: 3e-3 },
  mingru: { cell: 'mingru', learningRate: 2e-3 },
  lru: { cell: 'lru', learningRate: 2e-3 },
  conv: { cell: 'conv', learningRate: 2e-3 },
  attention: { cell: 'attention', learningRate: 2e-3 },
} as const satisfies Readonly<Record<string, Partial<Configuration> & { learningRate: number }>>;

/** Names of the newer layers in the panel. */
export const NEWER_NAMES = {
  en: { mingru: 'minGRU', lru: 'LRU', conv: 'Convolution', attention: 'Attention' },
  zh: { mingru: 'minGRU', lru: 'LRU', conv: '卷积', attention: '注意力' },
};

type Network = keyof typeof PLAYGROUND_NETWORKS;

/** Those that train before anybody chose: one that forgets and two that remember. */
export const FIRST_NETWORKS: readonly Network[] = ['tanh', 'lstm1', 'gru'];

/** The lesson of each task: networks that can do what others, on the other side, cannot (in the steps of a playground). */
export const LESSONS: Readonly<Record<PlaygroundTask, { readonly can: readonly Network[]; readonly cannot: readonly Network[] }>> = {
  adding: { can: ['gru', 'lstm1', 'lstm'], cannot: ['tanh'] },
  copy: { can: ['attention', 'conv', 'gru', 'lstm', 'lstm1'], cannot: ['tanh'] },
  'selective-copy': { can: ['attention', 'gru', 'lstm', 'lstm1'], cannot: ['tanh', 'lru', 'mingru'] },
  recall: { can: ['attention'], cannot: ['tanh', 'irnn', 'lstm', 'lstm1', 'gru', 'mingru', 'lru'] },
  parity: { can: ['gru', 'lstm', 'lstm1'], cannot: ['mingru', 'conv', 'attention'] },
  modulo: { can: ['gru', 'lstm', 'lstm1'], cannot: ['mingru', 'conv', 'attention'] },
  dyck: { can: ['gru', 'lstm', 'lstm1'], cannot: ['conv', 'attention'] },
  reverse: { can: ['attention', 'gru', 'lstm', 'lstm1'], cannot: ['tanh', 'conv'] },
  digits: { can: ['gru', 'lstm', 'lstm1', 'conv', 'attention'], cannot: ['tanh', 'irnn'] },
};
