import type { LayerDescription } from '../description';

/** DeltaNet (Schlag et al. 2021, Yang et al. 2024). */
export const deltanet: LayerDescription = {
  id: 'deltanet',
  title: 'DeltaNet',
  family: 'linear recurrence',
  options: ['attentionHeads'],
  reads: 'vectors',
  surrounded: true,
  branches: [
    {
      tensors({ input, hidden: d, options: { attentionHeads: heads } }) {
        return [
          { name: 'in_proj.weight', shape: [3 * d, input], role: 'input', blocks: 3 * heads },
          { name: 'beta.weight', shape: [heads, input], role: 'other' },
          { name: 'beta.bias', shape: [heads], role: 'bias', fanIn: input },
          { name: 'onorm.weight', shape: [d / heads], role: 'other', start: () => new Float32Array(d / heads).fill(1) },
          { name: 'out_proj.weight', shape: [d, d], role: 'other', windows: heads },
        ];
      },
      state: ({ hidden: d, options: { attentionHeads: heads } }) => [{ name: 'S', columns: d / heads, rows: d }],
    },
  ],
  gates: [],
  squash: () => 'none',
  recurrent: true,
};
