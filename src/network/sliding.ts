import type { Architecture } from '../protocol/configuration';

/** Time steps that attention looks back where nobody knows how long its windows were. */
const WINDOW = 64;

/**
 * An architecture for going through a text step by step: attention that was trained on windows alone looks back over as many steps as a window had, as a
 * sliding one.
 */
export function sliding<A extends Architecture & { readonly sequenceLength?: number }>(architecture: A): A {
  return architecture.memory > 0 ? architecture : { ...architecture, memory: Math.max(1, (architecture.sequenceLength ?? WINDOW) - 1) };
}
