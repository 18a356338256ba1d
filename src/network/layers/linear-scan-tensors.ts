import type { BranchDescription } from './description';

/** The tensors of minGRU and minLSTM with so many gates, and their state h. */
export function linearScanBranch(gates: number): BranchDescription {
  return {
    tensors: ({ input, symbols, hidden }) => [
      {
        ...({ name: 'rnn.weight_ih', shape: [gates * hidden, input], role: 'input', blocks: gates, fanIn: hidden } as const),
        ...(symbols ? { rows: 'single' as const } : {}),
      },
      { name: 'rnn.bias_ih', shape: [gates * hidden], role: 'bias', blocks: gates },
    ],
    state: ({ hidden }) => [{ name: 'h', columns: hidden }],
  };
}

/** The layer's tensors have a number in the form without surroundings, as PyTorch numbers those of a module. */
export const numberedModule = (name: string, layer: number): string => `${name}_l${layer}`;
