import type { Vector } from './matrix';

/** ∂s_t/∂s_{t-1} in closed form, as a linear map on vectors of `size` (the state's parts one after the other). */
export interface StepJacobian {
  readonly size: number;
  times(v: Vector): Vector;
  transposeTimes(u: Vector): Vector;
  /** The same with its sum of matrices carried out: one [H, H] matrix for the GRU, two for the LSTM. Pays off when it is applied often. */
  combined?(): StepJacobian;
}
