import type { LayerDescription } from '../description';

/** Widening of the second branch. */
export const MLP = 4;

/** Causal self-attention with rotary positions, and a branch of its own for what each step does with what it found. */
export const attention: LayerDescription = {
  id: 'attention',
  title: 'Attention',
  family: 'attention',
  options: ['attentionHeads', 'memory'],
  reads: 'vectors',
  surrounded: true,
  branches: [
    {
      tensors({ input, hidden: d, options: { attentionHeads: heads } }) {
        return [
          { name: 'in_proj.weight', shape: [3 * d, input], role: 'input', blocks: 3 * heads },
          { name: 'in_proj.bias', shape: [3 * d], role: 'bias', blocks: 3 * heads, fanIn: input },
          { name: 'out_proj.weight', shape: [d, d], role: 'other', windows: heads },
          { name: 'out_proj.bias', shape: [d], role: 'bias', fanIn: d },
        ];
      },
      state: ({ input, options: { memory } }) =>
        memory === 0
          ? []
          : [
              { name: 'inputs', columns: input, rows: memory },
              // How many of them there are: a memory is absent at the start, a zero would take its share of the attention.
              { name: 'filled', columns: 1 },
            ],
    },
    {
      tensors: ({ input, hidden: d }) => [
        { name: 'fc1.weight', shape: [MLP * d, input], role: 'other' },
        { name: 'fc1.bias', shape: [MLP * d], role: 'bias', fanIn: input },
        { name: 'fc2.weight', shape: [d, MLP * d], role: 'other' },
        { name: 'fc2.bias', shape: [d], role: 'bias', fanIn: MLP * d },
      ],
    },
  ],
  gates: [],
  squash: () => 'none',
  recurrent: false,
};
