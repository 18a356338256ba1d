import { describeKind } from '../../network/layers/descriptions';
import type { Configuration } from '../../protocol/configuration';
import { BASE_CONFIGURATION } from '../../protocol/defaults';

/** A network to measure: the configurations of the speed table. */
export interface Case {
  readonly name: string;
  readonly title: string;
  readonly configuration: Configuration;
  readonly vocabularySize: number;
}

const base: Configuration = { ...BASE_CONFIGURATION, clip: 1, learningRate: 1e-3 };

export const CASES: readonly Case[] = [
  {
    name: 'A',
    title: 'tanh RNN 100, T 25, B 1, Adagrad',
    configuration: { ...base, cell: 'rnn', hidden: 100, sequenceLength: 25, batchSize: 1, optimizer: 'adagrad' },
    vocabularySize: 65,
  },
  {
    name: 'B',
    title: 'LSTM 2x128, T 50, B 50',
    configuration: { ...base, cell: 'lstm', layers: 2, hidden: 128, sequenceLength: 50, batchSize: 50 },
    vocabularySize: 65,
  },
  {
    name: 'C',
    title: 'GRU 256, T 64, B 32',
    configuration: { ...base, cell: 'gru', hidden: 256, sequenceLength: 64, batchSize: 32 },
    vocabularySize: 65,
  },
  {
    name: 'D',
    title: 'LSTM 2x512, T 64, B 32',
    configuration: { ...base, cell: 'lstm', layers: 2, hidden: 512, sequenceLength: 64, batchSize: 32 },
    vocabularySize: 65,
  },
  {
    name: 'E',
    title: 'GRU 128, embedding 64, V 2992, T 32, B 16',
    configuration: { ...base, cell: 'gru', hidden: 128, embedding: 64, sequenceLength: 32, batchSize: 16 },
    vocabularySize: 2992,
  },
];

/** Floating-point operations of training on one character: forward and twice that backward; a one-hot input is a look-up. */
export function operationsPerCharacter({ configuration: { cell, layers, hidden: H, embedding }, vocabularySize: V }: Case): number {
  const gates = Math.max(1, describeKind(cell).gates.length);
  return 3 * (2 * gates * H * H * (2 * layers - 1) + 2 * gates * H * embedding + 2 * H * V);
}
