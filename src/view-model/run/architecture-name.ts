import { CELL_TITLES, type Configuration } from '../../protocol/configuration';

/** Words of a name that are not the same in every language. */
export interface ArchitectureWords {
  readonly orthogonal: string;
  readonly feedForward: string;
  /** {0}: the forget bias of an LSTM. */
  readonly forgetBias: string;
}

const ENGLISH: ArchitectureWords = { orthogonal: 'orthogonal', feedForward: 'feed-forward', forgetBias: 'LSTM b_f = {0}' };
const ACTIVATION_NAMES = { tanh: 'tanh', sigmoid: 'sigmoid', relu: 'ReLU' } as const;

/** An architecture as the literature calls it: tanh, IRNN, LSTM with its forget bias; of a stack the kinds of its layers. */
export function architectureName(configuration: Configuration, words: ArchitectureWords = ENGLISH): string {
  const { cell, stack, activation, initialization, forgetBias } = configuration;
  const title = (kind: string) => CELL_TITLES[kind] ?? kind;
  if (stack) return stack.split(',').map(title).join(' + ');
  if (cell === 'feedforward') return words.feedForward;
  if (cell === 'lstm' && forgetBias !== 0) return words.forgetBias.replace('{0}', String(forgetBias));
  if (cell !== 'rnn') return title(cell);
  if (initialization === 'identity') return activation === 'relu' ? 'IRNN' : `${ACTIVATION_NAMES[activation]}, W = I`;
  return initialization === 'orthogonal' ? `${words.orthogonal} ${ACTIVATION_NAMES[activation]}` : ACTIVATION_NAMES[activation];
}
