import type { ResumeState, Tensors } from '../protocol/model';

const WEIGHTS = 'weights.';

/** The last weights under names of their own, beside the state of the learner. */
export function joinTensors(weights: Tensors, state: Tensors): Tensors {
  return new Map([...[...weights].map(([name, tensor]) => [WEIGHTS + name, tensor] as const), ...state]);
}

/** The last weights out of what `joinTensors` has joined. */
export function takeWeights({ tensors }: ResumeState): Tensors {
  return new Map([...tensors].filter(([name]) => name.startsWith(WEIGHTS)).map(([name, tensor]) => [name.slice(WEIGHTS.length), tensor]));
}
