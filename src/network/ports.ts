import type { Output } from '../protocol/configuration';

/**
 * How a head's outputs are judged.
 * - softmax, sigmoid, squared: against one symbol a row (-1 = no loss here); see reference/output.ts
 * - squaredError: Σ (o - y)² against numbers (NaN = no loss here)
 * - absoluteError: Σ |o - y|
 * - quantile: Σ max(q (y - o), (q - 1) (y - o)), output i for the quantile `levels[i]`
 */
export type Loss = Output | 'squaredError' | 'absoluteError' | 'quantile';

/** One linear output layer of a network. Its tensors are `NAME.weight` [width, H] and `NAME.bias` [width]. */
export interface Head {
  /** `head` for the only one. */
  readonly name: string;
  readonly width: number;
  readonly loss: Loss;
  /** Share of this head in the total loss. Default 1. */
  readonly weight?: number;
  /** Of `quantile`: a probability for every output. */
  readonly levels?: readonly number[];
}

/**
 * What stands between the stack and the heads, for every row:
 * - none: the row itself; targets at the last time step alone make it the last state
 * - mean: the mean of the rows since the state was reset, this one included
 * - weighted: their mean weighted by a softmax of q · s, q learnt; see pooling.ts
 */
export type Pooling = 'none' | 'mean' | 'weighted';

/** Name of the only tensor of attention pooling: q as [1, H], as PyTorch's Linear(H, 1, bias=False) has it. */
export const POOLING_TENSOR = 'pool.weight';

/** What a network is connected to: what it reads and what it is asked for. Input width and output widths are separate numbers. */
export interface NetworkPorts {
  readonly input: { readonly type: 'symbols' | 'reals'; readonly size: number };
  readonly heads: readonly Head[];
  readonly pooling: Pooling;
}

/** A language model: V symbols in, one prediction of the next of V symbols out. */
export function languagePorts(architecture: { readonly output: Output }, vocabularySize: number): NetworkPorts {
  return {
    input: { type: 'symbols', size: vocabularySize },
    heads: [{ name: 'head', width: vocabularySize, loss: architecture.output }],
    pooling: 'none',
  };
}

/** A task on numbers: D of them in, so many real answers out, with squared error. */
export function realPorts(inputs: number, outputs: number): NetworkPorts {
  return { input: { type: 'reals', size: inputs }, heads: [{ name: 'head', width: outputs, loss: 'squaredError' }], pooling: 'none' };
}

/** A number stands for a language model with so many symbols. */
export function portsOf(architecture: { readonly output: Output }, ports: NetworkPorts | number): NetworkPorts {
  return typeof ports === 'number' ? languagePorts(architecture, ports) : ports;
}

/** Whether a loss is against symbols; the others are against numbers, one for each output. */
export function isSymbolLoss(loss: Loss): loss is Output {
  return loss === 'softmax' || loss === 'sigmoid' || loss === 'squared';
}
