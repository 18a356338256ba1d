import type { ACTIVATIONS, CELLS, CLIP_MODES, INITIALIZATIONS, LOSS_REDUCTIONS, NORMS, OPTIMIZERS, OUTPUTS, SCHEDULES } from './options/choices';

export type { Architecture, Configuration } from './options';
export * from './options/choices';

export type Cell = (typeof CELLS)[number];
export type Activation = (typeof ACTIVATIONS)[number];
export type Output = (typeof OUTPUTS)[number];
export type Initialization = (typeof INITIALIZATIONS)[number];
export type Optimizer = (typeof OPTIMIZERS)[number];
export type Schedule = (typeof SCHEDULES)[number];
export type ClipMode = (typeof CLIP_MODES)[number];
export type Norm = (typeof NORMS)[number];
export type LossReduction = (typeof LOSS_REDUCTIONS)[number];
