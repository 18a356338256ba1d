import type { Configuration } from '../../protocol/configuration';

/** Words of a name that are not the same in every language. */
export interface ArchitectureWords {
  readonly orthogonal: string;
  readonly feedForward: string;
}

const ENGLISH: ArchitectureWords = { orthogonal: 'orthogonal', feedForward: 'feed-forward' };
const ACTIVATION_NAMES = { tanh: 'tanh', sigmoid: 'sigmoid', relu: 'ReLU' } as const;

/** An architecture as the literature calls it: tanh, IRNN, LSTM with its forget bias. */
export function architectureName(configuration: Configuration, words: ArchitectureWords = ENGLISH): string {
  const { cell, activation, initialization, forgetBias } = configuration;
  if (cell === 'feedforward') return words.feedForward;
  if (cell === 'lstm') return forgetBias === 0 ? 'LSTM' : `LSTM b_f = ${forgetBias}`;
  if (cell === 'gru') return 'GRU';
  if (initialization === 'identity') return activation === 'relu' ? 'IRNN' : `${ACTIVATION_NAMES[activation]}, W = I`;
  return initialization === 'orthogonal' ? `${words.orthogonal} ${ACTIVATION_NAMES[activation]}` : ACTIVATION_NAMES[activation];
}
