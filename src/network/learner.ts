import type { BackendInfo } from '../kernels/backend-info';
import type { Tensors } from '../protocol/model';
import type { WorkSplit } from '../protocol/training-events';

/** A window of training data: T time steps of B streams, row t·B + b. */
export interface Window {
  /** Symbols [T·B], or dense real inputs [T·B, D] (Float32Array) for tasks other than characters. */
  readonly inputs: Int32Array | Float32Array;
  /** Of the first head: symbols [T·B] (-1 = no loss here), or real targets [T·B, width] (NaN = no loss here). */
  readonly targets: Int32Array | Float32Array;
  /** Of the other heads. */
  readonly moreTargets?: readonly (Int32Array | Float32Array)[];
  readonly steps: number;
  /** Zero the carried state before the first time step. */
  readonly resetState: boolean;
}

export interface StepResult {
  /** Mean nats per character of the window (of several heads: their weighted sum), before the update, whatever the loss reduction. */
  readonly loss: number;
  /** Global norm before clipping. */
  readonly gradientNorm: number;
  readonly clipped: boolean;
}

export interface Evaluation {
  /** Sum of the loss and of right predictions over `characters`. */
  readonly nats: number;
  /** Sum of -log p of the characters that came, p normalised: the loss of a softmax, and what a sigmoid's or squared error's loss is not. */
  readonly surprisal: number;
  readonly correct: number;
  readonly characters: number;
  /** The same for every head; the numbers above are those of the first. */
  readonly heads: readonly HeadEvaluation[];
}

/** Sum of a head's loss, and of right predictions of symbols, over the rows with a target. */
export interface HeadEvaluation {
  nats: number;
  surprisal: number;
  correct: number;
  counted: number;
}

/** A network with its optimiser: what the training loop drives. The fast one (kernels) and the float64 reference both are one. */
export interface Learner {
  readonly parameterCount: number;
  /** Names what computed: kept in the run record. */
  readonly backend: string;
  readonly backendInfo: BackendInfo;
  /** Why a faster backend does not compute, where one was free to. */
  readonly backendReason: string | undefined;
  readonly threads: number;
  /** How the threads share the work; absent: there is one way. */
  readonly split?: WorkSplit;
  /** Bytes of the backend's memory. */
  readonly memoryBytes: number;
  /**
   * One update by truncated BPTT with carried, detached state. Undefined when `interrupted` (looked at between time steps) turned true: then
   * weights, moments and carried state are as before the call.
   * A non-finite gradient leaves the weights as they were and shows in the result. `measure`: also keep what `gradientNorms` needs of the update.
   */
  step(window: Window, learningRate: number, measure?: boolean): StepResult | undefined;
  /** Forward only, with a state of its own: zero before the first window of an evaluation, carried between its windows. Undefined when interrupted. */
  evaluate(windows: Iterable<Window>, streams: number): Evaluation | undefined;
  /**
   * Raw outputs of every head, [rows with a target of the head, width], window by window in the order of the rows. The state starts anew before the first
   * window and is carried between them. Undefined when interrupted.
   */
  outputs(windows: readonly Window[], streams: number): Float32Array[] | undefined;
  /** Mean over B and T of ‖h_t‖₂ in the last step's window, per layer. */
  hiddenNorms(): number[];
  /** ‖h_t‖₂ (and ‖c_t‖₂) of stream 0 along the last step's window: [layer][t]. */
  windowNorms(): { hidden: number[][]; cell?: number[][] };
  /**
   * Per tensor: gradient norm of the last, measured step before clipping, what clipping of single values left of it (clipping by norm shortens all
   * alike: left out), and ‖update‖/‖weight‖.
   */
  gradientNorms(): { norms: Record<string, number>; clippedNorms?: Record<string, number>; updateRatios: Record<string, number> };
  /** Gradient of the last step, before clipping by norm; single values are clipped in place: after it (for tests and diagnostics). */
  readGradients(): Tensors;
  readWeights(): Tensors;
  writeWeights(weights: Tensors): void;
  /** Name of the first tensor with a non-finite value, if any. */
  findNonFinite(): string | undefined;
  /** Moments, carried state, dropout random state, update count: with the weights, all that resume needs. */
  readState(): { tensors: Tensors; counters: Record<string, number | number[]> };
  writeState(state: { tensors: Tensors; counters: Record<string, number | number[]> }): void;
  dispose(): void;
}

/** Batch-1 forward pass for predictions. Not thread-safe; states are plain arrays that the caller may keep and copy. */
export interface InferenceNetwork {
  readonly vocabularySize: number;
  /** Floats in one state: the symbols before that the first layer still sees, then the parts of all layers. */
  readonly stateSize: number;
  createState(): Float32Array;
  /** Reads `symbol`, changes `state` in place, writes log-probabilities of the next symbol [V] (natural log). `symbol` < 0 = unknown (zero input). */
  advance(state: Float32Array, symbol: number, logProbabilities: Float32Array): void;
  /** The same without the output layer, for warm-up. */
  warm(state: Float32Array, symbols: ArrayLike<number>): void;
  /** Takes other weights of the same shapes. States stay what they are. */
  writeWeights(weights: Tensors): void;
  /** Activation of a hidden unit after the symbol that was read last. */
  activation(layer: number, unit: number): number;
  /** ‖h‖₂ per layer of a state. */
  hiddenNorms(state: Float32Array): number[];
}
