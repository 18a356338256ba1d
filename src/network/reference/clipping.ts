import type { ClipMode } from '../../protocol/configuration';
import type { Parameters } from './matrix';

/** √ Σ g² over all parameters. */
export function globalNorm(gradients: Parameters): number {
  let squares = 0;
  for (const { data } of gradients.values()) for (const g of data) squares += g * g;
  return Math.sqrt(squares);
}

/**
 * The gradient threshold against explosion, in place.
 * - norm: g · min(1, threshold / (‖g‖ + 1e-6)), PyTorch's coefficient (Pascanu et al. 2013)
 * - value: every element cut to ±threshold
 * @param threshold 0 = off
 * @returns the norm before
 */
export function clipGradients(gradients: Parameters, threshold: number, mode: ClipMode): number {
  const norm = globalNorm(gradients);
  if (threshold <= 0) return norm;
  const coefficient = Math.min(1, threshold / (norm + 1e-6));
  for (const { data } of gradients.values())
    for (let i = 0; i < data.length; i++) data[i] = mode === 'norm' ? data[i]! * coefficient : Math.max(-threshold, Math.min(threshold, data[i]!));
  return norm;
}
