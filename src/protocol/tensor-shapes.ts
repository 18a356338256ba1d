import type { Architecture, Cell } from './configuration';

/** Gate blocks in a recurrent weight: LSTM i, f, g, o; GRU r, z, n. */
export const GATES: Record<Cell, number> = { rnn: 1, lstm: 4, gru: 3, feedforward: 1 };

/** Width of what the first layer reads at a time step. */
function inputSize(architecture: Architecture, vocabularySize: number): number {
  const symbol = architecture.embedding > 0 ? architecture.embedding : vocabularySize;
  return architecture.cell === 'feedforward' ? symbol * architecture.window : symbol;
}

/** Shapes of all tensors in PyTorch's names and order. `realInputs` > 0: dense real inputs of that width instead of symbols. */
export function tensorShapes(architecture: Architecture, vocabularySize: number, realInputs = 0): Map<string, number[]> {
  const { cell, hidden: H, layers, embedding, bias } = architecture;
  const shapes = new Map<string, number[]>();
  if (embedding > 0 && !realInputs) shapes.set('embedding.weight', [vocabularySize, embedding]);
  let width = realInputs || inputSize(architecture, vocabularySize);
  const rows = GATES[cell] * H;
  for (let layer = 0; layer < layers; layer++) {
    if (cell === 'feedforward') {
      shapes.set(`hidden.weight_l${layer}`, [H, width]);
      if (bias) shapes.set(`hidden.bias_l${layer}`, [H]);
    } else {
      shapes.set(`rnn.weight_ih_l${layer}`, [rows, width]);
      shapes.set(`rnn.weight_hh_l${layer}`, [rows, H]);
      if (bias) {
        shapes.set(`rnn.bias_ih_l${layer}`, [rows]);
        shapes.set(`rnn.bias_hh_l${layer}`, [rows]);
      }
    }
    width = H;
  }
  shapes.set('head.weight', [vocabularySize, H]);
  if (bias) shapes.set('head.bias', [vocabularySize]);
  return shapes;
}
