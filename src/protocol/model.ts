import type { Configuration } from './configuration';

/** Row-major float32 tensor. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * Named tensors with PyTorch's names, shapes and gate order: `embedding.weight` [V, E]; `rnn.weight_ih_l0` [G·H, in], `rnn.weight_hh_l0` [G·H, H],
 * `rnn.bias_ih_l0`, `rnn.bias_hh_l0` [G·H]; `head.weight` [V, H], `head.bias` [V]. LSTM i, f, g, o; GRU r, z, n (reset after).
 */
export type Tensors = Map<string, Tensor>;

/** A trained network: what a model file holds. */
export interface Model {
  readonly configuration: Configuration;
  /** Code points in index order; null = the unknown class. */
  readonly vocabulary: readonly (string | null)[];
  /** Weights to use: best on validation, else last. */
  readonly weights: Tensors;
  /** Everything needed to go on exactly: last weights, moments, carried state, and counters as JSON. */
  readonly resume?: ResumeState;
}

export interface ResumeState {
  /** `weights.*` last weights, `moment1.*`, `moment2.*`, `state.*` carried state per layer [B, H]. */
  readonly tensors: Tensors;
  /** Step, offset, random states, best evaluation, ...: integers and floats that survive JSON. */
  readonly counters: Record<string, unknown>;
}
