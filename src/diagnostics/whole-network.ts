import { portsOf } from '../network/ports';
import { windowOf } from '../network/sliding';
import { describeStack, networkTensors } from '../network/stack';
import type { Architecture } from '../protocol/configuration';

/** Most state numbers of a network whose whole Jacobian is carried: its rows are pulled back one by one. */
const MAX_STATES = 600;

/** What the derivatives of a whole network through time take. */
export interface WholeNetwork {
  /** Time steps of the longest way back. */
  readonly span: number;
  /** Multiplications of ‖∂logits_t/∂x_k‖ for one position, roughly: a way back for each logit. */
  readonly influence: number;
  /** Multiplications of ‖∂s_t/∂s_k‖ over all layers for one position; undefined where a layer has no state of a fixed size, or too large a one. */
  readonly total: number | undefined;
}

export function wholeNetwork(architecture: Architecture, vocabularySize: number, farthest: number): WholeNetwork {
  const stack = describeStack(architecture, portsOf(architecture, vocabularySize));
  const weights = networkTensors(stack)
    .filter(({ part }) => part === 'layer')
    .reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  const states = stack.branches.reduce(
    (sum, { description, shape }) => sum + (description.state?.(shape) ?? []).reduce((all, { columns, rows = 1 }) => all + columns * rows, 0),
    0,
  );
  const span = Math.min(farthest + 1, windowOf(architecture) ?? Number.POSITIVE_INFINITY);
  const carried = stack.kinds.every(({ recurrent }) => recurrent) && states > 0 && states <= MAX_STATES;
  return { span, influence: vocabularySize * span * weights, total: carried ? states * farthest * weights : undefined };
}
