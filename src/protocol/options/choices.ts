/** Words of the options that are choices. The same words serve settings, command line, run record and model file. */
export const CELLS = ['rnn', 'gru', 'lstm', 'feedforward'] as const;
export const ACTIVATIONS = ['tanh', 'sigmoid', 'relu'] as const;
/** softmax: cross-entropy; sigmoid: the tutorial's σ(V s) with per-class cross-entropy; squared: σ(V s) with half squared error. */
export const OUTPUTS = ['softmax', 'sigmoid', 'squared'] as const;
export const INITIALIZATIONS = ['uniform', 'orthogonal', 'identity', 'normal'] as const;
export const OPTIMIZERS = ['adam', 'adamw', 'adagrad', 'rmsprop', 'sgd'] as const;
export const SCHEDULES = ['constant', 'cosine'] as const;
export const CLIP_MODES = ['norm', 'value'] as const;
export const LOSS_REDUCTIONS = ['mean', 'sum'] as const;
