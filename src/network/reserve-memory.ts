import type { Backend } from '../kernels/backend';
import type { BackendChoice } from '../kernels/provider';
import { UnrollError } from '../protocol/error';

/**
 * A backend with a memory as large as the plan.
 * @throws UnrollError when the plan needs more than `limit` bytes, or more than the machine gives
 */
export function reserveMemory(choice: BackendChoice, plan: { readonly end: number }, limit = 2 ** 32): Backend {
  const needed = plan.end;
  const megabytes = (bytes: number) => Math.ceil(bytes / 2 ** 20);
  if (needed > limit) throw new UnrollError('network.memory', [megabytes(needed), megabytes(limit)]);
  try {
    return choice.create(needed);
  } catch (cause) {
    throw new UnrollError('network.memory', [megabytes(needed), megabytes(limit)], { cause });
  }
}
