import { ONNX_ACTIVATIONS, pythonBool } from '../export';
import { recurrentExport } from '../recurrent-export';
import sigmoid from './sigmoid.py';

export const rnn = recurrentExport({
  module: 'RNN',
  describe: ({ activation }) => `${activation} RNN`,
  states: ['h'],
  gateOrder: [0],
  onnxAttributes: ({ activation }) => ({ activations: [ONNX_ACTIVATIONS[activation]] }),
  more: ({ activation }) => `, nonlinearity="${activation}"`,
  own: ({ activation, bias }) =>
    activation === 'sigmoid'
      ? {
          source: sigmoid.trimEnd(),
          construct: (width, hidden, layers) => `SigmoidRNN(${width}, ${hidden}, ${layers}, ${pythonBool(bias)}, dropout)`,
        }
      : undefined,
});
