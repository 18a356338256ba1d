import type { Configuration } from './configuration';
import type { TaskId } from './tasks';

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
  /** What the network was trained to do, if not to continue a text. */
  readonly task?: ModelTask;
  /** Weights to use: best on validation, else last. */
  readonly weights: Tensors;
  /** Everything needed to go on exactly: last weights, moments, carried state, and counters as JSON. */
  readonly resume?: ResumeState;
}

/** What a model file keeps of a task other than the language model. */
export interface ModelTask {
  readonly id: TaskId;
  /** Width of real inputs; 0 = symbols of the vocabulary. */
  readonly realInputs: number;
  /** Width of the output layer. */
  readonly outputs: number;
  /** Names of the classes, in the order of the outputs. */
  readonly classes?: readonly string[];
  /** Mean and standard deviation of every column, as the training part has them. */
  readonly scaling?: readonly Scaling[];
  /** Options of the task, columns and transformations among them, by their names on the command line. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
}

/** A number x enters the network as (x - mean) / deviation. */
export interface Scaling {
  readonly mean: number;
  readonly deviation: number;
}

export interface ResumeState {
  /** `weights.*` last weights, `moment1.*`, `moment2.*`, `state.*` carried state per layer [B, H]. */
  readonly tensors: Tensors;
  /** Step, offset, random states, best evaluation, ...: integers and floats that survive JSON. */
  readonly counters: Record<string, unknown>;
}
