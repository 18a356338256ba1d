import type { LayerDescription } from '../description';
import { linearScanBranch, numberedModule } from '../linear-scan-tensors';

/** minGRU (Feng et al. 2024). */
export const mingru: LayerDescription = {
  id: 'mingru',
  title: 'minGRU',
  family: 'linear recurrence',
  options: [],
  surrounded: true,
  plainName: numberedModule,
  branches: [linearScanBranch(2)],
  gates: [
    { name: 'z', squash: 'sigmoid' },
    { name: 'n', squash: 'none' },
  ],
  squash: () => 'none',
  recurrent: true,
};
