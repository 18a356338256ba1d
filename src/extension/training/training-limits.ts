/** When a training's worker counts as hung, and what it may take. */
export interface TrainingLimits {
  /** Milliseconds without a heartbeat before the worker counts as hung. */
  readonly patience: number;
  /** Megabytes of the worker's heap; what networks take is not in it. */
  readonly heap: number;
}
