import type { LayerExport } from '../export';
import { onnxGlu } from '../onnx-parts';
import source from './block.py';
import { dilation, history } from './description';

export const conv: LayerExport = {
  block: (shape) => ({
    source,
    construct: `Conv(${shape.input}, ${shape.hidden}, ${shape.options.kernelSize}, ${dilation(shape)})`,
  }),
  onnx: [
    (graph, layer, x) => {
      const { shape, name, tensor, state, keep } = layer;
      const past = history(shape);
      const all = past > 0 ? graph.node('Concat', [state('inputs'), x], name('all'), { axis: 0 }) : x;
      keep('inputs', graph.slice(all, name('last'), past > 0 ? -past : Infinity, Infinity));
      // Convolutions of ONNX read [batch, columns, time].
      const turned = graph.node('Transpose', [all], name('turned'), { perm: [1, 2, 0] });
      const parameters = ['weight', 'bias'].map(tensor).map((own) => graph.floats(own.name, own.tensor.data, own.tensor.shape));
      const net = graph.node('Conv', [turned, ...parameters], name('net'), { dilations: [dilation(shape)] });
      return onnxGlu(graph, layer, graph.node('Transpose', [net], name('net_rows'), { perm: [2, 0, 1] }));
    },
  ],
};
