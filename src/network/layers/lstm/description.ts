import type { LayerDescription } from '../description';
import { numberedName, recurrentBranch } from '../recurrent-tensors';

/** Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000). */
export const lstm: LayerDescription = {
  id: 'lstm',
  title: 'LSTM',
  family: 'recurrent',
  options: ['bias', 'initialization', 'forgetBias'],
  surrounded: false,
  plainName: numberedName,
  branches: [recurrentBranch(4, ['h', 'c'], 1)],
  gates: [
    { name: 'i', squash: 'sigmoid' },
    { name: 'f', squash: 'sigmoid' },
    { name: 'g', squash: 'tanh' },
    { name: 'o', squash: 'sigmoid' },
  ],
  squash: () => 'tanh',
  recurrent: true,
  stepThrough: 'cell',
  nameOf: ({ forgetBias }) => (forgetBias === 0 ? 'LSTM' : `LSTM, forget bias ${forgetBias}`),
};
