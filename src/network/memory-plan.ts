import type { Address } from '../kernels/backend';
import type { Architecture } from '../protocol/configuration';
import type { WorkSplit } from '../protocol/training-events';
import { ColumnPanels } from './column-panels';
import { layerKind } from './layers/kinds';
import { isSymbolLoss, type NetworkPorts } from './ports';
import { describeStack, networkTensors, type Stack, type StackBranch } from './stack';
import { layoutTensors, type TensorLayout } from './tensor-layout';

/** What the plan of a learner's memory depends on: the same on every thread. */
export interface PlanOptions {
  readonly architecture: Architecture;
  readonly ports: NetworkPorts;
  readonly sequenceLength: number;
  readonly batchSize: number;
  /** Streams of an evaluation. */
  readonly evaluationStreams: number;
  readonly threads: number;
  /** How they share the work. */
  readonly split: WorkSplit;
  /** Probability of dropping an output while training; 0 = none. */
  readonly dropout: number;
  /** false: forward only (inference), no gradients and moments. */
  readonly training: boolean;
}

/** Buffers of one branch of a layer on one thread; 0 where the stack has no use for one. */
export interface BranchBuffers {
  /** The layer's own, by the names that its kind gave them. */
  readonly own: Readonly<Record<string, Address>>;
  /** Carried state of training and of the running evaluation: the parts one after the other. */
  readonly carried: Address;
  readonly evaluating: Address;
  /** The normalised input and one or two numbers a row that its gradient needs. */
  readonly normed: Address;
  readonly normStatistics: Address;
  /** Dropout: the mask on the output, and the output behind it. */
  readonly mask: Address;
  readonly dropped: Address;
  /** The residual sum behind it. */
  readonly sum: Address;
  /** ∂E/∂ of what comes out behind it. With residual sums one buffer serves them all. */
  readonly dOutput: Address;
}

export interface ThreadBuffers {
  readonly gradient: Address;
  /** Symbols of the window, those of before in front. */
  readonly symbols: Address;
  /** Real inputs, in panels. */
  readonly reals: Address;
  /** Targets of every head: symbols, or numbers row by row. */
  readonly targets: readonly Address[];
  /** Symbols before the next window, of a first layer that reads several. */
  readonly history: { readonly carried: Address; readonly evaluating: Address };
  /** Embedded inputs and their gradient. */
  readonly embedded: Address;
  readonly dEmbedded: Address;
  readonly branches: readonly BranchBuffers[];
  /** Gradients inside a branch: of its output, and of its input. Only where there are norms or residual sums. */
  readonly dBranch: Address;
  readonly dInside: Address;
  /** Normalised output of the stack. */
  readonly headNormed: Address;
  readonly headStatistics: Address;
  /** Pooled rows, and the gradient of what the heads read where it is not the stack's output. */
  readonly pooled: Address;
  readonly dHead: Address;
  readonly logits: Address;
  readonly norms: Address;
  /** Log-probabilities of one prediction. */
  readonly prediction: Address;
  readonly scratch: Address;
  /** 48 numbers a row of the output layer, for the softmax; the levels of quantiles. */
  readonly softmax: Address;
}

/** Where the parameters of a network lie in its memory. */
export interface ParameterPlan {
  readonly panels: ColumnPanels;
  readonly tensors: ReadonlyMap<string, TensorLayout>;
  /** Bytes of one parameter block. */
  readonly parameterBytes: number;
  readonly weights: Address;
  readonly moment1: Address;
  readonly moment2: Address;
  /** Transposed weights for the backward pass, by tensor name. */
  readonly transposed: ReadonlyMap<string, Address>;
  /** As many zeros as the widest tensor has columns, where a net has no biases. */
  readonly zeros: Address;
}

export interface MemoryPlan extends ParameterPlan {
  readonly options: PlanOptions;
  readonly stack: Stack;
  /** Of every thread; where they share units, one for all. */
  readonly threads: readonly ThreadBuffers[];
  /** Rows that the activation buffers hold, and those of buffers with one time step more. */
  readonly rows: number;
  readonly stateRows: number;
  /** Most streams of one of these. */
  readonly streams: number;
  /** Rows of the output layer whose logits there is room for. */
  readonly headRows: number;
  readonly end: Address;
}

/** Panels of the output layer that are computed at a time: their weights and logits stay in the second cache. */
export const HEAD_PANELS = 32;

/** Streams that thread `index` of `threads` takes: [first, last). */
export function streamRange(streams: number, threads: number, index: number): [number, number] {
  return [Math.floor((streams * index) / threads), Math.floor((streams * (index + 1)) / threads)];
}

/** Rows of a panel such that panels do not lie a multiple of 4096 bytes apart, where they would push each other out of the first cache. */
export function unaliased(rows: number): number {
  return rows + ((6 - (rows % 4)) % 4);
}

/** Floats of a branch's carried state for so many streams. */
export function stateFloats({ description, shape }: StackBranch, panels: ColumnPanels, streams: number): number {
  let floats = 0;
  for (const { columns, rows = 1 } of description.state?.(shape) ?? []) floats += rows * panels.round(columns) * streams;
  return floats;
}

/** Lays out everything a learner needs from `base` on; nothing is allocated yet, so that a plan that will not fit can be refused. */
export function planMemory(options: PlanOptions, base: Address, panelWidth: number): MemoryPlan {
  const { architecture, ports, sequenceLength: T, training } = options;
  const threads = options.split === 'units' ? 1 : options.threads;
  const panels = new ColumnPanels(panelWidth);
  const stack = describeStack(architecture, ports);
  const { tensors, length } = layoutTensors(networkTensors(stack), panels);
  const streams = Math.ceil(options.batchSize / threads);
  const evaluationStreams = Math.ceil(options.evaluationStreams / threads);
  const widest = Math.max(streams, evaluationStreams);
  // Kinds that see a window must have it whole in an evaluation, too; of the others a long window goes by in pieces.
  const pieces = stack.kinds.some((kind) => kind.options.includes('memory')) ? T : 1;
  const rows = unaliased(Math.max(T * streams, pieces * evaluationStreams));
  const stateRows = unaliased(rows + widest);
  const outputs = Math.max(...ports.heads.map(({ width }) => panels.round(width)));
  // Sixes for the tiles of the matrix product; `unaliased`, too. A large vocabulary passes by in groups of panels, so that many rows share its weights.
  const most = outputs > HEAD_PANELS * panels.width ? Math.floor(2 ** 20 / outputs) : 90;
  const blocks = Math.ceil(rows / most);
  const headRows = Math.min(rows, Math.max(6, Math.ceil((rows / blocks - 6) / 12) * 12 + 6));

  // No bit operations: a plan that is refused may lie beyond 32 bits.
  const line = (bytes: number) => Math.ceil(bytes / 64) * 64;
  let end = line(base);
  const take = (floats: number): Address => {
    if (floats === 0) return 0;
    const start = end;
    end += line(floats * 4);
    return start;
  };
  const weights = take(length);
  const moment1 = training ? take(length) : 0;
  const moment2 = training ? take(length) : 0;
  const zeros = take(Math.max(...[...tensors.values()].map(({ columns }) => columns)));
  const transposed = new Map<string, Address>();
  if (training) for (const layout of tensors.values()) if (layout.transposed) transposed.set(layout.name, take(layout.rows * layout.columns));

  const hidden = panels.round(stack.hidden);
  const symbols = ports.input.type === 'symbols';
  const inputWidth = symbols ? 0 : panels.round(ports.input.size);
  const embedded = panels.round(stack.embedding) * stack.window;
  const past = stack.window > 1 ? stack.window * widest : 0;
  const surrounded = stack.residual || stack.branches.some(({ norm }) => norm !== undefined);
  const gradients = (floats: number) => (training ? take(floats) : 0);
  const thread = (): ThreadBuffers => {
    const sizes = stack.branches.map((branch) => stateFloats(branch, panels, widest));
    // The states of all layers lie behind each other: a prediction takes and gives them in one piece.
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const [carried, evaluating] = [take(total), take(total)];
    const dropped = training && options.dropout > 0;
    const dStream = stack.residual ? gradients(rows * hidden) : 0;
    let state = 0;
    const branches = stack.branches.map((branch, i): BranchBuffers => {
      const size = { shape: branch.shape, panels, rows, stateRows, streams: widest, steps: T, training };
      const own = layerKind(branch.kind.id).branches[branch.branch]!.buffers(size);
      const input = panels.round(branch.shape.input);
      const buffers = {
        own: Object.fromEntries(Object.entries(own).map(([name, floats]) => [name, take(floats)])),
        carried: carried + state * 4,
        evaluating: evaluating + state * 4,
        normed: branch.norm ? take(rows * input) : 0,
        normStatistics: branch.norm ? take(rows * 2) : 0,
        mask: dropped ? take(rows * hidden) : 0,
        dropped: dropped ? take(rows * hidden) : 0,
        sum: stack.residual ? take(rows * hidden) : 0,
        dOutput: stack.residual ? dStream : gradients(rows * hidden),
      };
      state += sizes[i]!;
      return buffers;
    });
    return {
      gradient: gradients(length),
      symbols: symbols ? take(rows + past) : 0,
      reals: take(rows * inputWidth),
      targets: ports.heads.map(({ width, loss }) => take(rows * (isSymbolLoss(loss) ? 1 : width))),
      history: { carried: take(past), evaluating: take(past) },
      embedded: take(rows * embedded),
      dEmbedded: embedded ? gradients(rows * embedded) : 0,
      branches,
      dBranch: surrounded ? gradients(rows * hidden) : 0,
      dInside: surrounded ? gradients(rows * Math.max(hidden, embedded, inputWidth)) : 0,
      headNormed: stack.headNorm === 'none' ? 0 : take(rows * hidden),
      headStatistics: stack.headNorm === 'none' ? 0 : take(rows * 2),
      pooled: ports.pooling === 'none' ? 0 : take(rows * hidden),
      dHead: stack.headNorm === 'none' && ports.pooling === 'none' ? 0 : gradients(rows * hidden),
      logits: take(headRows * outputs),
      norms: take(rows),
      prediction: take(ports.heads.reduce((sum, { width }) => sum + panels.round(width), 0)),
      scratch: take(64),
      softmax: take(Math.max(headRows * 48, outputs)),
    };
  };
  const plan = Array.from({ length: threads }, thread);
  return {
    ...{ options, stack, panels, tensors, weights, moment1, moment2, transposed, zeros, rows, stateRows, headRows, end },
    parameterBytes: length * 4,
    threads: plan,
    streams: widest,
  };
}
