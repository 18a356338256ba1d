import type { LayerDescription } from '../description';
import { numberedName, recurrentBranch } from '../recurrent-tensors';

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
  dynamicEvaluation: ({ activation }) => activation !== 'tanh',
};
