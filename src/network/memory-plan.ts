import type { Address } from '../kernels/backend';
import type { Architecture } from '../protocol/configuration';
import { GATES } from './shapes';
import { layoutTensors, roundUp8, type TensorLayout } from './tensor-layout';

/** What the plan of a learner's memory depends on: the same on every thread. */
export interface PlanOptions {
  readonly architecture: Architecture;
  readonly vocabularySize: number;
  /** Width of dense real inputs; 0 = symbols. */
  readonly realInputs: number;
  readonly sequenceLength: number;
  readonly batchSize: number;
  /** Streams of an evaluation. */
  readonly evaluationStreams: number;
  readonly threads: number;
  /** Probability of dropping an output while training; 0 = none. */
  readonly dropout: number;
  /** false: forward only (inference), no gradients and moments. */
  readonly training: boolean;
}

/** Buffers of one layer on one thread. */
export interface LayerBuffers {
  /** [gate panels][rows]: net inputs, then activated gates, then their gradients. */
  readonly gates: Address;
  /** Slots 0..T of the hidden state; slot 0 is the carried state. */
  readonly h: Address;
  /** LSTM only: cell state like h, and tanh(c). */
  readonly c: Address;
  readonly tc: Address;
  /** ∂E/∂h of the layer's outputs. */
  readonly dh: Address;
  readonly dc: Address;
  /** Dropout: the mask on the layer's outputs, and the outputs behind it. */
  readonly mask: Address;
  readonly dropped: Address;
  /** Carried state [h, c] of training and of the running evaluation. */
  readonly carried: Address;
  readonly evaluating: Address;
}

export interface ThreadBuffers {
  readonly gradient: Address;
  /** Symbols or real inputs of the window, and targets. */
  readonly inputs: Address;
  readonly targets: Address;
  /** Feed-forward net only: the symbols before the next window. */
  readonly history: { readonly carried: Address; readonly evaluating: Address };
  /** Embedded (or real) inputs and their gradient. */
  readonly embedded: Address;
  readonly dEmbedded: Address;
  readonly layers: readonly LayerBuffers[];
  readonly logits: Address;
  readonly norms: Address;
  /** Log-probabilities of one prediction. */
  readonly prediction: Address;
  readonly scratch: Address;
  /** 48 bytes a row of the output layer, for the softmax. */
  readonly softmax: Address;
}

export interface MemoryPlan {
  readonly options: PlanOptions;
  readonly tensors: ReadonlyMap<string, TensorLayout>;
  /** Bytes of one parameter block. */
  readonly parameterBytes: number;
  readonly weights: Address;
  readonly moment1: Address;
  readonly moment2: Address;
  /** Transposed weights for the backward pass, by tensor name. */
  readonly transposed: ReadonlyMap<string, Address>;
  /** As many zeros as the widest gate block, where a net has no biases. */
  readonly zeros: Address;
  readonly threads: readonly ThreadBuffers[];
  /** Rows that the activation buffers hold (their panel stride / 32), and rows beside them in h and c. */
  readonly rows: number;
  readonly stateRows: number;
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
function unaliased(rows: number): number {
  return rows + ((6 - (rows % 4)) % 4);
}

/** Lays out everything a learner needs from `base` on; nothing is allocated yet, so that a plan that will not fit can be refused. */
export function planMemory(options: PlanOptions, base: Address): MemoryPlan {
  const { architecture, vocabularySize: V, realInputs, sequenceLength: T, threads, training } = options;
  const { hidden, layers, cell, embedding } = architecture;
  const { tensors, length } = layoutTensors(architecture, V, realInputs);
  const H8 = roundUp8(hidden);
  const gateBlocks = cell === 'gru' ? 4 : GATES[cell];
  const streams = Math.ceil(options.batchSize / threads);
  const evaluationStreams = Math.ceil(options.evaluationStreams / threads);
  const widest = Math.max(streams, evaluationStreams);
  const rows = unaliased(Math.max(T * streams, evaluationStreams));
  const stateRows = unaliased(rows + widest);
  const V8 = roundUp8(V);
  // Sixes for the tiles of the matrix product; `unaliased`, too. A large vocabulary passes by in groups of panels, so that many rows share its weights.
  const most = V8 > HEAD_PANELS * 8 ? Math.floor(2 ** 20 / V8) : 90;
  const blocks = Math.ceil(rows / most);
  const headRows = Math.min(rows, Math.max(6, Math.ceil((rows / blocks - 6) / 12) * 12 + 6));
  const feedForward = cell === 'feedforward';
  const width = roundUp8(realInputs || embedding) * (feedForward ? architecture.window : 1);

  // No bit operations: a plan that is refused may lie beyond 32 bits.
  const line = (bytes: number) => Math.ceil(bytes / 64) * 64;
  let end = line(base);
  const take = (floats: number): Address => {
    const start = end;
    end += line(floats * 4);
    return start;
  };
  const weights = take(length);
  const moment1 = training ? take(length) : 0;
  const moment2 = training ? take(length) : 0;
  const zeros = take(gateBlocks * H8 + V8);
  const transposed = new Map<string, Address>();
  if (training) {
    for (const layout of tensors.values()) {
      const multiplied = layout.shape.length === 2 && layout.name !== 'embedding.weight' && layout.rows % 8 === 0;
      const first = layout.name.endsWith('_ih_l0') || layout.name === 'hidden.weight_l0';
      if (multiplied && !(first && width === 0)) transposed.set(layout.name, take(layout.rows * layout.columns));
    }
  }
  const symbols = Math.max(1, realInputs);
  const outputs = realInputs ? V : 1;
  const plan = Array.from({ length: threads }, (): ThreadBuffers => {
    const buffers: LayerBuffers[] = [];
    const dropped = training && options.dropout > 0;
    // The states of all layers lie behind each other: a prediction takes and gives them in one piece.
    const stateBytes = (cell === 'lstm' ? 2 : 1) * widest * H8 * 4;
    const carried = take((layers * stateBytes) / 4);
    const evaluating = take((layers * stateBytes) / 4);
    for (let layer = 0; layer < layers; layer++) {
      buffers.push({
        gates: take(rows * gateBlocks * H8),
        h: take(stateRows * H8),
        c: cell === 'lstm' ? take(stateRows * H8) : 0,
        tc: cell === 'lstm' ? take(rows * H8) : 0,
        dh: training ? take(rows * H8) : 0,
        dc: training && cell === 'lstm' ? take(widest * H8) : 0,
        mask: dropped ? take(rows * H8) : 0,
        dropped: dropped ? take(rows * H8) : 0,
        carried: carried + layer * stateBytes,
        evaluating: evaluating + layer * stateBytes,
      });
    }
    return {
      gradient: training ? take(length) : 0,
      inputs: take(rows * symbols + (feedForward ? architecture.window * widest : 0)),
      targets: take(rows * outputs),
      history: { carried: take(feedForward ? architecture.window * widest : 0), evaluating: take(feedForward ? architecture.window * widest : 0) },
      embedded: width ? take(rows * width) : 0,
      dEmbedded: width && training && !realInputs ? take(rows * width) : 0,
      layers: buffers,
      logits: take(headRows * V8),
      norms: take(rows),
      prediction: take(V8),
      scratch: take(64),
      softmax: take(headRows * 12),
    };
  });
  return {
    options,
    tensors,
    parameterBytes: length * 4,
    weights,
    moment1,
    moment2,
    transposed,
    zeros,
    threads: plan,
    rows,
    stateRows,
    headRows,
    end,
  };
}
