import type { LayerDescription } from '../description';

/** A fully connected layer; as the first one it reads a fixed window of characters (the tutorial's "traditional" network). */
export const feedforward: LayerDescription = {
  id: 'feedforward',
  title: 'Feed-forward',
  family: 'window',
  options: ['activation', 'bias', 'window', 'initialization'],
  surrounded: false,
  plainName: (name, layer) => name.replace(/_l0$/, `_l${layer}`),
  inputWindow: ({ window }) => window,
  branches: [
    {
      tensors: ({ input, symbols, window, hidden, options }) => [
        {
          ...({ name: 'hidden.weight_l0', shape: [hidden, input], role: 'input', fanIn: hidden } as const),
          ...(symbols ? { rows: 'single' as const } : { windows: window }),
        },
        ...(options.bias ? [{ name: 'hidden.bias_l0', shape: [hidden], role: 'bias' as const }] : []),
      ],
    },
  ],
  gates: [],
  squash: ({ activation }) => activation,
  recurrent: false,
  nameOf: (_, { feedForward }) => feedForward,
  dynamicEvaluation: () => false,
};
