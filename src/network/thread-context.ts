import type { Address, Backend, Kernels } from '../kernels/backend';
import type { TensorPlace } from './layers/kind';
import type { MemoryPlan, ThreadBuffers } from './memory-plan';

/** Which state a pass carries: that of training or that of an evaluation. */
export type StateKind = 'carried' | 'evaluating';

/** What all parts of one thread's share of a network work with. */
export interface ThreadContext {
  readonly backend: Backend;
  readonly kernels: Kernels;
  readonly plan: MemoryPlan;
  readonly buffers: ThreadBuffers;
  readonly interrupted: () => boolean;
}

/** Where a tensor of the whole network lies. One that the net does not have reads as zeros and has no gradient. */
export function placeOf({ plan, buffers }: Pick<ThreadContext, 'plan' | 'buffers'>, name: string): TensorPlace {
  const layout = plan.tensors.get(name);
  if (!layout) return { weight: plan.zeros, gradient: 0, transposed: 0 };
  const at = (block: Address) => (block ? block + layout.offset * 4 : 0);
  return { weight: at(plan.weights), gradient: at(buffers.gradient), transposed: plan.transposed.get(name) ?? 0 };
}
