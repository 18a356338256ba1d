import type { LayerDescription } from '../description';
import { numberedName, recurrentBranch } from '../recurrent-tensors';

/** Gated recurrent unit (Cho et al. 2014), reset gate after the matrix product. */
export const gru: LayerDescription = {
  id: 'gru',
  title: 'GRU',
  family: 'recurrent',
  options: ['bias', 'initialization'],
  surrounded: false,
  plainName: numberedName,
  branches: [recurrentBranch(3, ['h'])],
  gates: [
    { name: 'r', squash: 'sigmoid' },
    { name: 'z', squash: 'sigmoid' },
    { name: 'n', squash: 'tanh' },
  ],
  squash: () => 'tanh',
  recurrent: true,
  stepThrough: 'reset',
  encoderDecoder: true,
};
