import type { Architecture } from '../protocol/configuration';
import { kindsOf } from '../protocol/kinds';
import { describeKind } from './layers/descriptions';

/**
 * The architecture changed so that its kinds can be built and stand where they belong: those that are made for surroundings get them, with an embedding as wide
 * as the layers, and heads divide the width.
 */
export function buildable<A extends Architecture>(architecture: A): A {
  const kinds = kindsOf(architecture).map(describeKind);
  const heads = kinds.some(({ options }) => options.includes('attentionHeads'));
  const hidden = heads ? architecture.hidden + (architecture.hidden % 2) : architecture.hidden;
  const surrounded = kinds.some((kind) => kind.surrounded);
  const around = { residual: 'on', norm: 'rms', headNorm: 'rms', embedding: hidden } as const;
  return { ...architecture, hidden, ...(heads ? { attentionHeads: 1 } : {}), ...(surrounded ? around : {}) };
}
