import type { BranchDescription, TensorSpec } from './description';

/** The tensors of PyTorch's nn.RNN, nn.LSTM and nn.GRU with so many gates, and their state: h, or h and c. */
export function recurrentBranch(gates: number, parts: readonly string[], forgetGate?: number): BranchDescription {
  return {
    tensors({ input, symbols, hidden, options }) {
      // PyTorch has two biases: the input side's takes the forget bias, else it would count double.
      const bias = (name: string, factor: number): TensorSpec => ({
        ...({ name, shape: [gates * hidden], role: 'bias', blocks: gates } as const),
        ...(forgetGate === undefined ? {} : { forgetBias: { gate: forgetGate, factor } }),
      });
      return [
        {
          ...({ name: 'rnn.weight_ih_l0', shape: [gates * hidden, input], role: 'input', blocks: gates, fanIn: hidden } as const),
          ...(symbols ? { rows: 'single' as const } : {}),
        },
        { name: 'rnn.weight_hh_l0', shape: [gates * hidden, hidden], role: 'recurrent', blocks: gates },
        ...(options.bias ? [bias('rnn.bias_ih_l0', 1), bias('rnn.bias_hh_l0', 0)] : []),
      ];
    },
    unitSplit: true,
    state: ({ hidden }) => parts.map((name) => ({ name, columns: hidden })),
  };
}

/** In a net of one kind the layers are numbered as PyTorch numbers those of a module. */
export function numberedName(name: string, layer: number): string {
  return name.replace(/_l0$/, `_l${layer}`);
}
