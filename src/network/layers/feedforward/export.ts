import { type LayerExport, ONNX_ACTIVATIONS, type OnnxBuilder, type OnnxNet, type PyTorchNet } from '../export';

export const feedforward: LayerExport = {
  plain: { describe: ({ window }) => `feed-forward net over ${window} characters`, network },
  onnx: [
    (graph, { shape, tensor, optional, name }, x) => {
      const net = graph.linear(x, name('net'), tensor('hidden.weight_l0'), optional('hidden.bias_l0'));
      return graph.node(ONNX_ACTIVATIONS[shape.options.activation], [net], name('s'));
    },
  ],
  onnxPlain,
};

function network({ architecture: a, input, start, head, encode }: PyTorchNet): string {
  return [
    'class Network(nn.Module):',
    `    """A fully connected net over the last ${a.window} characters, ${input.title}, ${a.layers} x ${a.hidden} hidden units; symbols [T, B] -> logits [T, B, V].`,
    '',
    `    Its state is the ${a.window - 1} characters before, -1 where the text has not begun.`,
    '    """',
    '',
    ...start,
    `        sizes = [${a.window} * ${input.width}] + [${a.hidden}] * ${a.layers}`,
    '        self.hidden = nn.ParameterDict()',
    `        for layer in range(${a.layers}):`,
    '            self.hidden[f"weight_l{layer}"] = nn.Parameter(torch.zeros(sizes[layer + 1], sizes[layer]))',
    ...(a.bias ? ['            self.hidden[f"bias_l{layer}"] = nn.Parameter(torch.zeros(sizes[layer + 1]))'] : []),
    '        self.dropout = nn.Dropout(dropout)',
    head,
    '',
    '    def forward(self, symbols, state=None):',
    `        past = symbols.new_full((${a.window - 1}, symbols.shape[1]), -1) if state is None else state`,
    '        symbols = torch.cat([past, symbols])',
    '        known = symbols.clamp(min=0)',
    `        x = ${encode('known')} * (symbols >= 0).unsqueeze(-1)`,
    `        steps = len(symbols) - ${a.window - 1}`,
    `        h = torch.cat([x[j : j + steps] for j in range(${a.window})], -1)`,
    `        for layer in range(${a.layers}):`,
    `            h = torch.${a.activation}(F.linear(h, self.hidden[f"weight_l{layer}"], ${a.bias ? 'self.hidden[f"bias_l{layer}"]' : 'None'}))`,
    '            h = self.dropout(h)',
    '        return self.head(h), symbols[steps:]',
  ].join('\n');
}

/** The window is put together from shifted copies of the symbols, oldest first; `past` are the symbols before, -1 before the text. */
function onnxPlain(graph: OnnxBuilder, { architecture: { layers, window, activation }, tensor }: OnnxNet): string {
  const past = window - 1;
  let all = 'symbols';
  if (past > 0) {
    graph.input('past', 'int64', [past, 'batch']);
    graph.output('past_out', 'int64', [past, 'batch']);
    all = graph.node('Concat', ['past', 'symbols'], 'all', { axis: 0 });
    graph.slice(all, 'past_out', -past, Infinity);
  }
  const encoded = graph.encode(all);
  const pieces = Array.from({ length: window }, (_, j) => graph.slice(encoded, `x_${j}`, j, j === past ? Infinity : j - past));
  let x = window > 1 ? graph.node('Concat', pieces, 'x', { axis: 2 }) : pieces[0]!;
  for (let layer = 0; layer < layers; layer++) {
    const net = graph.linear(x, `net_l${layer}`, tensor(`hidden.weight_l${layer}`)!, tensor(`hidden.bias_l${layer}`));
    x = graph.node(ONNX_ACTIVATIONS[activation], [net], `s_l${layer}`);
  }
  return x;
}
