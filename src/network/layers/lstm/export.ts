import { recurrentExport } from '../recurrent-export';

/** i, f, g, o in PyTorch, i, o, f, c in ONNX. */
export const lstm = recurrentExport({
  module: 'LSTM',
  describe: () => 'LSTM',
  states: ['h', 'c'],
  gateOrder: [0, 3, 1, 2],
});
