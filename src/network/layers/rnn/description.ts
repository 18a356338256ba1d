import type { LayerDescription } from '../description';
import { numberedName, recurrentBranch } from '../recurrent-tensors';

const ACTIVATION_NAMES = { tanh: 'tanh', sigmoid: 'sigmoid', relu: 'ReLU' } as const;

/** The vanilla recurrent network (Elman 1990). */
export const rnn: LayerDescription = {
  id: 'rnn',
  title: 'RNN',
  family: 'recurrent',
  options: ['activation', 'bias', 'initialization'],
  surrounded: false,
  plainName: numberedName,
  branches: [recurrentBranch(1, ['h'])],
  gates: [],
  recurrentBlocks: ['W'],
  squash: ({ activation }) => activation,
  recurrent: true,
  stepThrough: 'state',
  nameOf({ activation, initialization }, { orthogonal }) {
    const name = ACTIVATION_NAMES[activation];
    if (initialization === 'identity') return activation === 'relu' ? 'IRNN' : `${name}, W = I`;
    return initialization === 'orthogonal' ? `${orthogonal} ${name}` : name;
  },
  dynamicEvaluation: ({ activation }) => activation !== 'tanh',
};
