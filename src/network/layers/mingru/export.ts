import type { LayerExport } from '../export';
import { onnxLeakySum } from '../onnx-parts';
import source from './block.py';

export const mingru: LayerExport = {
  block: ({ input, hidden }) => ({ source, construct: `MinGRU(${input}, ${hidden})` }),
  onnx: [
    (graph, layer, x) => {
      const { input: columns, hidden } = layer.shape;
      const { data } = layer.tensor('rnn.weight_ih').tensor;
      // ONNX's z is the share of what was: 1 - σ(a) = σ(-a).
      const turned = (values: Float32Array, width: number) => values.map((value, i) => (i < hidden * width ? -value : value));
      return onnxLeakySum(graph, layer, x, { columns, matrix: turned(data, columns), bias: turned(layer.tensor('rnn.bias_ih').tensor.data, 1) });
    },
  ],
};
