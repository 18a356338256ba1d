import { recurrentExport } from '../recurrent-export';

/** r, z, n in PyTorch, z, r, h in ONNX; both put the reset gate behind the matrix product. */
export const gru = recurrentExport({
  module: 'GRU',
  describe: () => 'GRU',
  states: ['h'],
  gateOrder: [1, 0, 2],
  onnxAttributes: () => ({ linear_before_reset: 1 }),
});
