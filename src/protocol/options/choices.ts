import { LAYER_DESCRIPTIONS } from '../../network/layers/descriptions';

/** Words of the options that are choices. The same words serve settings, command line, run record and model file. */
/** Layer kinds, and their names. */
export const CELLS: readonly string[] = LAYER_DESCRIPTIONS.map(({ id }) => id);
export const CELL_TITLES: Readonly<Record<string, string>> = Object.fromEntries(LAYER_DESCRIPTIONS.map(({ id, title }) => [id, title]));
export const ACTIVATIONS = ['tanh', 'sigmoid', 'relu'] as const;
/** softmax: cross-entropy; sigmoid: the tutorial's σ(V s) with per-class cross-entropy; squared: σ(V s) with half squared error. */
export const OUTPUTS = ['softmax', 'sigmoid', 'squared'] as const;
export const INITIALIZATIONS = ['uniform', 'orthogonal', 'identity', 'normal'] as const;
export const OPTIMIZERS = ['adam', 'adamw', 'adagrad', 'rmsprop', 'sgd'] as const;
export const SCHEDULES = ['constant', 'cosine'] as const;
export const CLIP_MODES = ['norm', 'value'] as const;
/** auto: the fastest that runs here. The others stand for the best of a kind, or for one instruction set. */
export const BACKENDS = [
  ...(['auto', 'native', 'native-avx512', 'native-avx2', 'native-neon'] as const),
  ...(['wasm', 'wasm-relaxed', 'wasm-simd'] as const),
] as const;
export const SWITCH = ['off', 'on'] as const;
export const NORMS = ['none', 'rms', 'layer'] as const;
/** wide: what symbols select starts from U(-1, 1): a one-hot input has one non-zero entry, so that its fan-in is 1. */
export const INPUT_INITS = ['default', 'wide'] as const;
export const LOSS_REDUCTIONS = ['mean', 'sum'] as const;
