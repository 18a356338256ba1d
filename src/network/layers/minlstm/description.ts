import type { LayerDescription } from '../description';
import { linearScanBranch, numberedModule } from '../linear-scan-tensors';

/** minLSTM (Feng et al. 2024), the length-independent form. */
export const minlstm: LayerDescription = {
  id: 'minlstm',
  title: 'minLSTM',
  family: 'linear recurrence',
  options: [],
  surrounded: true,
  plainName: numberedModule,
  branches: [linearScanBranch(3)],
  gates: [
    { name: 'i', squash: 'sigmoid' },
    { name: 'f', squash: 'sigmoid' },
    { name: 'n', squash: 'none' },
    { name: 'keep', squash: 'sigmoid' },
  ],
  squash: () => 'none',
  recurrent: true,
};
