import type { Address, Kernels } from '../kernels/backend';
import type { Configuration } from '../protocol/configuration';

/** What changes from update to update. */
export interface UpdateRates {
  readonly learningRate: number;
  /** Updates before this one. */
  readonly updates: number;
}

/** A stretch of the parameters with its gradient and both moments. */
export interface UpdatedSlice {
  readonly weights: Address;
  readonly gradient: Address;
  readonly moment1: Address;
  readonly moment2: Address;
  /** A multiple of 64. */
  readonly bytes: number;
}

/**
 * Clips the gradient and updates the weights by the configuration's rule.
 * @param norm of the whole gradient
 * @returns whether something was clipped
 */
export function applyUpdate(k: Kernels, slice: UpdatedSlice, c: Configuration, norm: number, { learningRate, updates }: UpdateRates): boolean {
  const { weights: P, gradient: G, moment1: M, moment2: S, bytes } = slice;
  let scale = 1;
  let clipped = 0;
  if (c.clip > 0 && c.clipMode === 'norm') {
    // PyTorch's coefficient.
    scale = Math.min(1, c.clip / (norm + 1e-6));
    clipped = norm > c.clip ? 1 : 0;
  } else if (c.clip > 0) clipped = k.clipValues(G, bytes, c.clip);
  if (c.optimizer === 'adam' || c.optimizer === 'adamw') {
    const c1 = 1 - c.beta1 ** (updates + 1);
    const c2 = 1 - c.beta2 ** (updates + 1);
    k.adam(P, G, M, S, bytes, learningRate, c.beta1, c.beta2, c1, c2, c.epsilon, c.weightDecay, c.optimizer === 'adamw' ? 1 : 0, scale);
  } else if (c.optimizer === 'adagrad') k.adagrad(P, G, S, bytes, learningRate, c.epsilon, c.weightDecay, scale);
  else if (c.optimizer === 'rmsprop') k.rmsprop(P, G, M, S, bytes, learningRate, c.beta2, c.momentum, c.epsilon, c.weightDecay, scale);
  else k.sgd(P, G, M, bytes, learningRate, c.momentum, c.weightDecay, scale);
  return clipped > 0;
}
