import { languagePorts } from '../../network/ports';
import { describeStack } from '../../network/stack';
import type { Configuration } from '../../protocol/configuration';
import { describeLayers, stackClass } from './stack-class';

/** Python source of the network: constants, one `nn.Module` for this very architecture, and its loss. */
export function networkClass(configuration: Configuration, vocabularySize: number): string {
  return [isModule(configuration) ? network(configuration, vocabularySize) : stackClass(configuration, vocabularySize), loss(configuration)].join(
    '\n\n\n',
  );
}

/** Whether one module of PyTorch's own stands for all layers. */
function isModule(configuration: Configuration): boolean {
  const { plain, kinds } = describeStack(configuration, languagePorts(configuration, 1));
  return plain && kinds.every(({ surrounded }) => !surrounded);
}

export function describeNetwork(c: Configuration): string {
  return isModule(c) ? describeCell(c) : describeLayers(c);
}

const py = (value: boolean) => (value ? 'True' : 'False');

function network(c: Configuration, vocabularySize: number): string {
  const input = c.embedding > 0 ? `an embedding of ${c.embedding}` : `one-hot input of ${vocabularySize}`;
  const width = c.embedding > 0 ? String(c.embedding) : 'vocabulary_size';
  const embedding = c.embedding > 0 ? [`        self.embedding = nn.Embedding(vocabulary_size, ${c.embedding})`] : [];
  const encode = c.embedding > 0 ? 'self.embedding(symbols)' : 'F.one_hot(symbols, self.vocabulary_size).float()';
  const head = `        self.head = nn.Linear(${c.hidden}, vocabulary_size, bias=${py(c.bias)})`;
  if (c.cell === 'feedforward') return feedForward(c, input, width, embedding, head);
  const start = [
    'class Network(nn.Module):',
    `    """${describeCell(c)}, ${input}, ${c.layers} x ${c.hidden} hidden units; symbols [T, B] -> logits [T, B, V] and the state after them."""`,
    '',
    '    def __init__(self, vocabulary_size, dropout=0.0):',
    '        super().__init__()',
    '        self.vocabulary_size = vocabulary_size',
    ...embedding,
    `        self.rnn = ${construct(c, width)}`,
    '        self.dropout = nn.Dropout(dropout)',
    head,
    '',
    '    def forward(self, symbols, state=None):',
    `        hidden, state = self.rnn(${encode}, state)`,
    '        return self.head(self.dropout(hidden)), state',
  ].join('\n');
  return c.cell === 'rnn' && c.activation === 'sigmoid' ? `${SIGMOID_RNN}\n\n\n${start}` : start;
}

function construct(c: Configuration, width: string): string {
  const sizes = `${width}, ${c.hidden}, num_layers=${c.layers}, bias=${py(c.bias)}`;
  const between = c.layers > 1 ? ', dropout=dropout' : '';
  if (c.cell === 'gru') return `nn.GRU(${sizes}${between})`;
  if (c.cell === 'lstm') return `nn.LSTM(${sizes}${between})`;
  if (c.activation === 'sigmoid') return `SigmoidRNN(${width}, ${c.hidden}, ${c.layers}, ${py(c.bias)}, dropout)`;
  return `nn.RNN(${sizes}, nonlinearity="${c.activation}"${between})`;
}

function describeCell(c: Configuration): string {
  return { rnn: `${c.activation} RNN`, gru: 'GRU', lstm: 'LSTM', feedforward: `feed-forward net over ${c.window} characters` }[c.cell] ?? c.cell;
}

const SIGMOID_RNN = `class SigmoidRNN(nn.Module):
    """s_t = sigmoid(W_ih x_t + b_ih + W_hh s_{t-1} + b_hh): nn.RNN knows tanh and ReLU only. Names and shapes are its own."""

    def __init__(self, inputs, hidden, layers, bias, dropout):
        super().__init__()
        self.hidden, self.layers, self.bias, self.dropout = hidden, layers, bias, nn.Dropout(dropout)
        for name, parameter in nn.RNN(inputs, hidden, layers, bias=bias).named_parameters():
            self.register_parameter(name, nn.Parameter(parameter.detach().clone()))

    def forward(self, x, state=None):
        state = x.new_zeros(self.layers, x.shape[1], self.hidden) if state is None else state
        last = []
        for layer in range(self.layers):
            bias = getattr(self, f"bias_ih_l{layer}") + getattr(self, f"bias_hh_l{layer}") if self.bias else None
            inputs = F.linear(self.dropout(x) if layer else x, getattr(self, f"weight_ih_l{layer}"), bias)
            s, outputs = state[layer], []
            for a in inputs:
                s = torch.sigmoid(a + F.linear(s, getattr(self, f"weight_hh_l{layer}")))
                outputs.append(s)
            x = torch.stack(outputs)
            last.append(s)
        return x, torch.stack(last)`;

function feedForward(c: Configuration, input: string, width: string, embedding: string[], head: string): string {
  const encode = c.embedding > 0 ? 'self.embedding(known)' : 'F.one_hot(known, self.vocabulary_size).float()';
  return [
    'class Network(nn.Module):',
    `    """A fully connected net over the last ${c.window} characters, ${input}, ${c.layers} x ${c.hidden} hidden units; symbols [T, B] -> logits [T, B, V].`,
    '',
    `    Its state is the ${c.window - 1} characters before, -1 where the text has not begun.`,
    '    """',
    '',
    '    def __init__(self, vocabulary_size, dropout=0.0):',
    '        super().__init__()',
    '        self.vocabulary_size = vocabulary_size',
    ...embedding,
    `        sizes = [${c.window} * ${width}] + [${c.hidden}] * ${c.layers}`,
    '        self.hidden = nn.ParameterDict()',
    `        for layer in range(${c.layers}):`,
    '            self.hidden[f"weight_l{layer}"] = nn.Parameter(torch.zeros(sizes[layer + 1], sizes[layer]))',
    ...(c.bias ? ['            self.hidden[f"bias_l{layer}"] = nn.Parameter(torch.zeros(sizes[layer + 1]))'] : []),
    '        self.dropout = nn.Dropout(dropout)',
    head,
    '',
    '    def forward(self, symbols, state=None):',
    `        past = symbols.new_full((${c.window - 1}, symbols.shape[1]), -1) if state is None else state`,
    '        symbols = torch.cat([past, symbols])',
    '        known = symbols.clamp(min=0)',
    `        x = ${encode} * (symbols >= 0).unsqueeze(-1)`,
    `        steps = len(symbols) - ${c.window - 1}`,
    `        h = torch.cat([x[j : j + steps] for j in range(${c.window})], -1)`,
    `        for layer in range(${c.layers}):`,
    `            h = torch.${c.activation}(F.linear(h, self.hidden[f"weight_l{layer}"], ${c.bias ? 'self.hidden[f"bias_l{layer}"]' : 'None'}))`,
    '            h = self.dropout(h)',
    '        return self.head(h), symbols[steps:]',
  ].join('\n');
}

function loss({ output }: Configuration): string {
  if (output === 'softmax')
    return `def total_loss(logits, targets):
    """Sum of -log p over all characters."""
    return F.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="sum")


def log_probabilities(logits):
    return F.log_softmax(logits, -1)`;
  const sum =
    output === 'sigmoid'
      ? ['Cross-entropy of every class with o = sigmoid(V s), summed.', 'return F.binary_cross_entropy_with_logits(logits, y, reduction="sum")']
      : ['Half the squared error of o = sigmoid(V s), summed.', 'return 0.5 * ((torch.sigmoid(logits) - y) ** 2).sum()'];
  return `def total_loss(logits, targets):
    """${sum[0]}"""
    y = F.one_hot(targets, logits.shape[-1]).to(logits.dtype)
    ${sum[1]}


def log_probabilities(logits):
    """The outputs are independent of one another: divided by their sum they are a distribution."""
    scores = F.logsigmoid(logits)
    return scores - scores.logsumexp(-1, keepdim=True)`;
}
