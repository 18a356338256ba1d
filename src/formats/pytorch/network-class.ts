import { pythonBool } from '../../network/layers/export';
import { layerExport } from '../../network/layers/exports';
import { portsOfModel } from '../../network/model-ports';
import { languagePorts } from '../../network/ports';
import { describeStack } from '../../network/stack';
import type { Configuration } from '../../protocol/configuration';
import { type EncoderDecoderShape, encoderDecoderOf } from '../../protocol/encoder-decoder';
import { UnrollError } from '../../protocol/error';
import type { Model } from '../../protocol/model';
import encoderDecoder from './encoder-decoder.py';
import { describeLayers, stackClass, taskStackClass } from './stack-class';
import heads from './task-heads.py';

/**
 * Python source of the network: constants, one `nn.Module` for this very architecture, and its loss.
 * @throws UnrollError for a layer that has no module in PyTorch
 */
export function networkClass(configuration: Configuration, vocabularySize: number): string {
  const [kind] = plainKinds(configuration);
  const source = kind ? plainClass(kind, configuration, vocabularySize) : stackClass(configuration, vocabularySize);
  return [source, loss(configuration)].join('\n\n\n');
}

/** The same for a task's model: what it reads and how many outputs it has are constants, and what stands before the head is in it. */
export function taskNetworkClass({ configuration, vocabulary, task }: Model): string {
  const pair = encoderDecoderOf(configuration, vocabulary.length, task);
  if (pair) return encoderDecoderClass(pair);
  const ports = portsOfModel({ configuration, ...(task ? { task } : {}) }, vocabulary.length);
  const stack = describeStack(configuration, ports);
  const head = { none: 'nn.Linear', mean: 'MeanHead', weighted: 'AttentionHead' }[ports.pooling];
  const own = `        self.head = ${head}(${stack.hidden}, ${task!.outputs}, bias=${pythonBool(configuration.bias)})`;
  const [kind] = plainKinds(configuration);
  if (!kind) return [heads.trim(), taskStackClass(stack, own)].join('\n\n\n');
  const { plain } = layerExport(kind.id);
  const isReal = ports.input.type === 'reals';
  // A window of symbols is all that such a kind reads.
  if (!plain || (isReal && kind.inputWindow)) throw new UnrollError('export.layer', [kind.title]);
  const { size } = ports.input;
  const width = isReal ? size : stack.embedding || size;
  const source = plain.network({
    architecture: configuration,
    input: { title: isReal ? `${size} numbers a step` : `${size} symbols`, width: String(width) },
    start: [
      '    def __init__(self, dropout=0.0):',
      '        super().__init__()',
      ...(stack.embedding > 0 && !isReal ? [`        self.embedding = Symbols(${size}, ${stack.embedding})`] : []),
    ],
    head: own,
    encode(symbols) {
      if (isReal) return symbols;
      if (stack.embedding > 0) return `self.embedding(${symbols})`;
      return `F.one_hot(${symbols}.clamp(min=0), ${size}).float() * (${symbols} >= 0)[..., None]`;
    },
  });
  return [heads.trim(), source].join('\n\n\n');
}

function encoderDecoderClass({ sources, targets, embedding, hidden, attention }: EncoderDecoderShape): string {
  const sizes = { SOURCES: sources, TARGETS: targets, EMBEDDING: embedding, HIDDEN: hidden, ATTENTION: pythonBool(attention === 'additive') };
  const constants = Object.entries(sizes).map(([name, value]) => `${name} = ${value}`);
  return [constants.join('\n'), encoderDecoder.trim()].join('\n\n\n');
}

export function describeNetwork(c: Configuration): string {
  const [kind] = plainKinds(c);
  return (kind && layerExport(kind.id).plain?.describe(c)) ?? describeLayers(c);
}

/** The kinds of a net for which one module of PyTorch's own stands for all layers; none for others. */
function plainKinds(configuration: Configuration) {
  const { plain, kinds } = describeStack(configuration, languagePorts(configuration, 1));
  return plain && kinds.every(({ surrounded }) => !surrounded) ? kinds : [];
}

function plainClass(kind: { id: string; title: string }, architecture: Configuration, vocabularySize: number): string {
  const { plain } = layerExport(kind.id);
  if (!plain) throw new UnrollError('export.layer', [kind.title]);
  const { embedding, hidden, bias } = architecture;
  return plain.network({
    architecture,
    input:
      embedding > 0
        ? { title: `an embedding of ${embedding}`, width: String(embedding) }
        : { title: `one-hot input of ${vocabularySize}`, width: 'vocabulary_size' },
    start: [
      '    def __init__(self, vocabulary_size, dropout=0.0):',
      '        super().__init__()',
      '        self.vocabulary_size = vocabulary_size',
      ...(embedding > 0 ? [`        self.embedding = nn.Embedding(vocabulary_size, ${embedding})`] : []),
    ],
    head: `        self.head = nn.Linear(${hidden}, vocabulary_size, bias=${pythonBool(bias)})`,
    encode: (symbols) => (embedding > 0 ? `self.embedding(${symbols})` : `F.one_hot(${symbols}, self.vocabulary_size).float()`),
  });
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
