import type { LayerExport } from '../export';
import { onnxLeakySum } from '../onnx-parts';
import source from './block.py';

export const minlstm: LayerExport = {
  block: ({ input, hidden }) => ({ source, construct: `MinLSTM(${input}, ${hidden})` }),
  onnx: [
    (graph, layer, x) => {
      const { hidden: H } = layer.shape;
      const { name, tensor } = layer;
      graph.nodes('Split', [graph.linear(x, name('net'), tensor('rnn.weight_ih'), tensor('rnn.bias_ih'))], ['i', 'f', 'n'].map(name), { axis: -1 });
      const softplus = (gate: string) => graph.node('Softplus', [graph.node('Neg', [name(gate)], name(`${gate}_neg`))], name(`${gate}_soft`));
      // f' = σ of the difference, the share that is kept.
      const kept = graph.node('Sub', [softplus('i'), softplus('f')], name('kept'));
      const both = graph.node('Concat', [kept, name('n')], name('kept_new'), { axis: -1 });
      const unit = Float32Array.from({ length: 4 * H * H }, (_, i) => (Math.floor(i / (2 * H)) === i % (2 * H) ? 1 : 0));
      return onnxLeakySum(graph, layer, both, { columns: 2 * H, matrix: unit, bias: new Float32Array(2 * H) });
    },
  ],
};
