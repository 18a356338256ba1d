/** Everything that determines a run. The same names serve settings, command line, run record and model file. */
export const CELLS = ['rnn', 'gru', 'lstm', 'feedforward'] as const;
export const ACTIVATIONS = ['tanh', 'sigmoid', 'relu'] as const;
/** softmax: cross-entropy; sigmoid: the tutorial's σ(V s) with per-class cross-entropy; squared: σ(V s) with half squared error. */
export const OUTPUTS = ['softmax', 'sigmoid', 'squared'] as const;
export const INITIALIZATIONS = ['uniform', 'orthogonal', 'identity', 'normal'] as const;
export const OPTIMIZERS = ['adam', 'adamw', 'adagrad', 'rmsprop', 'sgd'] as const;
export const SCHEDULES = ['constant', 'cosine'] as const;
export const CLIP_MODES = ['norm', 'value'] as const;
export const LOSS_REDUCTIONS = ['mean', 'sum'] as const;

export type Cell = (typeof CELLS)[number];
export type Activation = (typeof ACTIVATIONS)[number];
export type Output = (typeof OUTPUTS)[number];
export type Initialization = (typeof INITIALIZATIONS)[number];
export type Optimizer = (typeof OPTIMIZERS)[number];
export type Schedule = (typeof SCHEDULES)[number];
export type ClipMode = (typeof CLIP_MODES)[number];
export type LossReduction = (typeof LOSS_REDUCTIONS)[number];

/** The shape of the network: what a model file needs to be used again. */
export interface Architecture {
  cell: Cell;
  /** Slope function of the plain RNN and the feed-forward net; LSTM and GRU ignore it. */
  activation: Activation;
  output: Output;
  layers: number;
  hidden: number;
  /** Width of the input embedding; 0 = one-hot input. */
  embedding: number;
  /** Characters that the feed-forward net sees at once. */
  window: number;
  bias: boolean;
}

export interface Configuration extends Architecture {
  initialization: Initialization;
  /** Forget bias of the LSTM at the start (input side; the hidden side is then 0); 0 = as initialised. */
  forgetBias: number;
  /** T, time steps of truncated BPTT. */
  sequenceLength: number;
  /** B, parallel streams. */
  batchSize: number;
  /** Total number of updates; 0 while `seconds` has not been turned into steps yet. */
  steps: number;
  /** Time budget; 0 = by steps. */
  seconds: number;
  optimizer: Optimizer;
  learningRate: number;
  momentum: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  weightDecay: number;
  schedule: Schedule;
  /** Steps of linear warm-up. */
  warmup: number;
  /** Learning rate at the end of the cosine, as a fraction of its peak. */
  finalRate: number;
  /** Gradient threshold; 0 = off. */
  clip: number;
  clipMode: ClipMode;
  lossReduction: LossReduction;
  /** Inverted dropout between layers and on the output. */
  dropout: number;
  /** Fraction of the text held out at its end; 0 = none. */
  validation: number;
  /** Steps between evaluations; 0 = 20 a run. */
  evaluateEvery: number;
  /** Evaluations without improvement before the run stops early; 0 = never. */
  patience: number;
  /** Characters seen fewer times share the unknown class; 1 = no unknown class. */
  minCount: number;
  seed: number;
  /** Training threads; 0 = all cores but one. */
  threads: number;
}
