import type { Architecture, Norm } from '../protocol/configuration';
import { kindsOf } from '../protocol/kinds';
import type { BranchDescription, LayerDescription, LayerShape, TensorSpec } from './layers/description';
import { describeKind } from './layers/descriptions';
import { type NetworkPorts, POOLING_TENSOR } from './ports';

/** One branch of one layer of a stack, in the order of computation. */
export interface StackBranch {
  readonly layer: number;
  /** Place among the branches of its kind. */
  readonly branch: number;
  readonly kind: LayerDescription;
  readonly description: BranchDescription;
  readonly shape: LayerShape;
  /** Full name of a tensor of the block. */
  readonly tensorName: (name: string) => string;
  /** Name of the norm before it (without `.weight`); undefined: none. */
  readonly norm: string | undefined;
  /** Whether a residual sum goes round it: it reads rows as wide as its own. */
  readonly summed: boolean;
}

/** A network from its input to its heads, before anything is computed. */
export interface Stack {
  readonly architecture: Architecture;
  readonly ports: NetworkPorts;
  /** Kinds of the layers, from the input on. */
  readonly kinds: readonly LayerDescription[];
  readonly branches: readonly StackBranch[];
  /** The net of one kind without surroundings: names of PyTorch's modules. */
  readonly plain: boolean;
  /** Columns of an embedding (of symbols: rows of a table; of numbers: a linear map); 0 = none. */
  readonly embedding: number;
  /** `embedding.weight` of the plain form, `emb.weight` of a stack. */
  readonly embeddingName: string;
  /** Symbols that the first layer reads at a time step. */
  readonly window: number;
  readonly residual: boolean;
  /** Before the heads. */
  readonly headNorm: Norm;
  /** Columns of every layer's output. */
  readonly hidden: number;
}

export function describeStack(architecture: Architecture, ports: NetworkPorts): Stack {
  const kinds = kindsOf(architecture).map(describeKind);
  const { norm, headNorm, hidden } = architecture;
  const residual = architecture.residual === 'on';
  const [first] = kinds;
  const bare = !residual && norm === 'none' && headNorm === 'none';
  const plain = bare && first?.plainName !== undefined && kinds.every((kind) => kind === first);
  const symbols = ports.input.type === 'symbols';
  // The plain form reads numbers as they are, and always has.
  // Not every kind reads symbols as they are.
  const needed = symbols && first?.plainName === undefined ? hidden : 0;
  const embedding = symbols || !plain ? architecture.embedding || needed : 0;
  const window = symbols ? (first?.inputWindow?.(architecture) ?? 1) : 1;
  const branches = kinds.flatMap((kind, layer) => {
    const lookUp = layer === 0 && symbols && embedding === 0;
    const shape: LayerShape = {
      input: layer > 0 ? hidden : window * (embedding || ports.input.size),
      symbols: lookUp,
      window: layer > 0 ? 1 : window,
      hidden,
      layer,
      options: architecture,
    };
    return kind.branches.map((description, branch): StackBranch => {
      const own = branch > 0 ? { ...shape, input: hidden, symbols: false, window: 1 } : shape;
      return {
        ...{ layer, branch, kind, description },
        shape: own,
        summed: residual && !own.symbols && own.input === hidden,
        tensorName: plain ? (name) => kind.plainName!(name, layer) : (name) => `blocks.${layer}.${name}`,
        // What is read as it is, is not normalised: symbols, numbers, windows.
        norm:
          norm === 'none' || (branch === 0 && layer === 0 && (embedding === 0 || window > 1))
            ? undefined
            : `blocks.${layer}.norm${branch > 0 ? branch + 1 : ''}`,
      };
    });
  });
  return {
    ...{ architecture, ports, kinds, branches, plain, embedding, window, residual, headNorm, hidden },
    embeddingName: plain ? 'embedding' : 'emb',
  };
}

/** A tensor of the whole network: its full name and what it is to whoever initialises or draws it. */
export interface NetworkTensor extends TensorSpec {
  readonly part: 'embedding' | 'layer' | 'norm' | 'head';
  /** The shape of its layer, for `start`. */
  readonly layer?: LayerShape;
  readonly kind?: LayerDescription;
}

/** All tensors of a network in their order in files and of the random numbers that they start from. */
export function networkTensors(stack: Stack): NetworkTensor[] {
  const { architecture, ports, branches, embedding, embeddingName, hidden, headNorm } = stack;
  const tensors: NetworkTensor[] = [];
  const bias = architecture.bias;
  if (embedding > 0) {
    if (ports.input.type === 'symbols')
      tensors.push({ name: `${embeddingName}.weight`, shape: [ports.input.size, embedding], role: 'input', part: 'embedding' });
    else {
      const { size } = ports.input;
      tensors.push({ name: `${embeddingName}.weight`, shape: [embedding, size], role: 'input', part: 'embedding', transposed: false });
      if (bias) tensors.push({ name: `${embeddingName}.bias`, shape: [embedding], role: 'bias', part: 'embedding', fanIn: size });
    }
  }
  const normOf = (name: string, kind: Norm, columns: number): NetworkTensor[] =>
    (kind === 'layer' ? ['weight', 'bias'] : ['weight']).map((each) => ({
      ...({ name: `${name}.${each}`, shape: [columns], role: 'other', part: 'norm' } as const),
      start: () => new Float32Array(columns).fill(each === 'weight' ? 1 : 0),
    }));
  for (const { norm, shape, description, tensorName, kind } of branches) {
    if (norm) tensors.push(...normOf(norm, architecture.norm, shape.input));
    for (const spec of description.tensors(shape)) tensors.push({ ...spec, name: tensorName(spec.name), part: 'layer', layer: shape, kind });
  }
  if (headNorm !== 'none') tensors.push(...normOf('norm', headNorm, hidden));
  if (ports.pooling === 'weighted') tensors.push({ name: POOLING_TENSOR, shape: [1, hidden], role: 'other', part: 'head', transposed: false });
  for (const { name, width } of ports.heads) {
    tensors.push({ name: `${name}.weight`, shape: [width, hidden], role: 'other', part: 'head' });
    if (bias) tensors.push({ name: `${name}.bias`, shape: [width], role: 'bias', part: 'head', fanIn: hidden });
  }
  return tensors;
}

/** Shapes of all tensors by name, in order: what a model file must hold. */
export function networkShapes(architecture: Architecture, ports: NetworkPorts): Map<string, readonly number[]> {
  return new Map(networkTensors(describeStack(architecture, ports)).map(({ name, shape }) => [name, shape]));
}

/** Numbers that a network carries from one step to the next: its whole memory. */
export function carriedNumbers({ branches }: Stack): number {
  return branches
    .flatMap(({ description, shape }) => description.state?.(shape) ?? [])
    .reduce((sum, { columns, rows = 1 }) => sum + columns * rows, 0);
}
