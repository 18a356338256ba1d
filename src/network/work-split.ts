import type { UnitSplit } from '../kernels/provider';
import type { Configuration } from '../protocol/configuration';
import type { WorkSplit } from '../protocol/training-events';
import type { NetworkPorts } from './ports';
import { describeStack, type Stack } from './stack';

/** Whether all that lies between the inputs and the heads of a network can be shared by units. */
function canSplitByUnits({ branches, ports }: Stack): boolean {
  return ports.pooling === 'none' && branches.every(({ description }) => description.unitSplit);
}

/**
 * How to share the work of a new run: by units where the backend has been measured to be faster so. One thread counts as having few streams,
 * as its bits are then those of any number of threads that share units.
 */
export function chooseSplit(configuration: Configuration, ports: NetworkPorts, threads: number, bounds: UnitSplit | undefined): WorkSplit {
  const stack = describeStack(configuration, ports);
  if (!bounds || !canSplitByUnits(stack)) return 'streams';
  const largest = Math.max(
    ...stack.branches.flatMap(({ description, shape }) =>
      description
        .tensors(shape)
        .filter(({ role }) => role === 'recurrent')
        .map((tensor) => 4 * tensor.shape.reduce((a, b) => a * b, 1)),
    ),
  );
  const few = threads === 1 || configuration.batchSize < bounds.streams * threads;
  return few && largest > bounds.bytes ? 'units' : 'streams';
}
