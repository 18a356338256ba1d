import type { Architecture } from '../protocol/configuration';
import { kindsOf } from '../protocol/kinds';
import { describeKind } from './layers/descriptions';

/** Time steps that attention looks back where nobody knows how long its windows were. */
const WINDOW = 64;

/** Time steps that a network sees whose layers look at the window alone; undefined where none does. */
export function windowOf(architecture: Architecture & { readonly sequenceLength?: number }): number | undefined {
  const looks = kindsOf(architecture).some((kind) => describeKind(kind).options.includes('memory'));
  return looks && architecture.memory === 0 ? (architecture.sequenceLength ?? WINDOW) : undefined;
}

/**
 * An architecture for going through a text step by step: attention that was trained on windows alone looks back over as many steps as a window had, as a
 * sliding one.
 */
export function sliding<A extends Architecture & { readonly sequenceLength?: number }>(architecture: A): A {
  return architecture.memory > 0 ? architecture : { ...architecture, memory: Math.max(1, (architecture.sequenceLength ?? WINDOW) - 1) };
}
