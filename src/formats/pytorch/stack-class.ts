import common from '../../network/layers/block.py';
import type { LayerShape } from '../../network/layers/description';
import { type PyTorchBlock, pythonBool } from '../../network/layers/export';
import { layerExport } from '../../network/layers/exports';
import { languagePorts } from '../../network/ports';
import { describeStack, type Stack } from '../../network/stack';
import type { Architecture, Configuration } from '../../protocol/configuration';
import { UnrollError } from '../../protocol/error';

const NORMS = { rms: 'RMSNorm', layer: 'nn.LayerNorm', none: '' } as const;

/**
 * Python source of a stack of layers with what surrounds them, under the names of its tensors: the blocks of its kinds, and the network that they make.
 * @throws UnrollError for a layer that has no block in PyTorch
 */
export function stackClass(c: Configuration, vocabularySize: number): string {
  const stack = describeStack(c, languagePorts(c, vocabularySize));
  if (stack.plain || stack.embedding === 0) throw new UnrollError('export.layer', [stack.kinds[0]!.title]);
  return stackSource(stack, {
    title: `${describeLayers(c)}, an embedding of ${stack.embedding}; symbols [T, B] -> logits [T, B, V] and the state after them.`,
    start: [
      '    def __init__(self, vocabulary_size, dropout=0.0):',
      '        super().__init__()',
      '        self.vocabulary_size = vocabulary_size',
      `        self.emb = nn.Embedding(vocabulary_size, ${stack.embedding})`,
    ],
    head: `        self.head = nn.Linear(${stack.hidden}, vocabulary_size, bias=${pythonBool(c.bias)})`,
  });
}

/** The same for the model of a task, which reads symbols or numbers and has a head of its own. */
export function taskStackClass(stack: Stack, head: string): string {
  const { architecture, embedding, ports } = stack;
  const { type, size } = ports.input;
  if (type === 'symbols' && embedding === 0) throw new UnrollError('export.layer', [stack.kinds[0]!.title]);
  const linear = embedding > 0 ? `nn.Linear(${size}, ${embedding}, bias=${pythonBool(architecture.bias)})` : 'nn.Identity()';
  return stackSource(stack, {
    title: `${describeLayers(architecture)}; inputs [T, B] or [T, B, D] -> answers after every step and the state after them.`,
    start: [
      '    def __init__(self, dropout=0.0):',
      '        super().__init__()',
      `        self.emb = ${type === 'symbols' ? `Symbols(${size}, ${embedding})` : linear}`,
    ],
    head,
  });
}

interface ClassParts {
  readonly title: string;
  readonly start: readonly string[];
  readonly head: string;
}

function stackSource(stack: Stack, parts: ClassParts): string {
  const c = stack.architecture;
  const sources = new Set<string>([common]);
  const made = stack.branches
    .filter(({ branch }) => branch === 0)
    .map(({ kind, shape }) => {
      const block = blockOf(kind.id, shape);
      if (!block) throw new UnrollError('export.layer', [kind.title]);
      sources.add(block.source);
      const norm = NORMS[c.norm] || 'None';
      return `            ${block.construct}.surround(${shape.input}, ${shape.hidden}, ${norm}, ${pythonBool(stack.residual)}, dropout),`;
    });
  const headNorm = NORMS[c.headNorm];
  const network = [
    'class Network(nn.Module):',
    `    """${parts.title}"""`,
    '',
    ...parts.start,
    '        self.blocks = nn.ModuleList([',
    ...made,
    '        ])',
    ...(headNorm ? [`        self.norm = ${headNorm}(${stack.hidden})`] : []),
    parts.head,
    '',
    '    def forward(self, symbols, state=None):',
    '        x, states = self.emb(symbols), []',
    '        for block, before in zip(self.blocks, state or [None] * len(self.blocks)):',
    '            x, after = block(x, before)',
    '            states.append(after)',
    `        return self.head(${headNorm ? 'self.norm(x)' : 'x'}), states`,
  ].join('\n');
  return [...[...sources].map((source) => source.trim()), network].join('\n\n\n');
}

/** A block reads vectors; symbols and windows of them it does not know. */
function blockOf(kind: string, shape: LayerShape): PyTorchBlock | undefined {
  return shape.symbols || shape.window > 1 ? undefined : layerExport(kind).block?.(shape);
}

/** Such as "minGRU, minGRU, attention". */
export function describeLayers(c: Architecture): string {
  return describeStack(c, languagePorts(c, 1))
    .kinds.map(({ title }) => title)
    .join(', ');
}
