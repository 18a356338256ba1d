import type { Backend } from '../kernels/backend';
import { ColumnPanels } from './column-panels';
import type { MemoryPlan, ThreadBuffers } from './memory-plan';
import { stateFloats } from './memory-plan';

/** The layout of states in files. */
const FILED = new ColumnPanels(8);

/**
 * The carried state of one thread, as files keep it: symbols before the window under `name`, a layer's parts under `name.lN`, in panels of eight.
 * What `visit` writes into the arrays becomes the state.
 */
export function visitStates(
  backend: Backend,
  plan: MemoryPlan,
  thread: ThreadBuffers,
  streams: number,
  name: string,
  visit: (name: string, value: Float32Array | Int32Array) => void,
): void {
  const { buffer } = backend.memory;
  const { stack, panels } = plan;
  if (stack.window > 1) visit(name, new Int32Array(buffer, thread.history.carried, (stack.window - 1) * streams));
  for (const [i, branch] of stack.branches.entries()) {
    const parts = branch.description.state?.(branch.shape) ?? [];
    if (parts.length === 0) continue;
    const own = new Float32Array(buffer, thread.branches[i]!.carried, stateFloats(branch, panels, streams));
    const key = `${name}.l${branch.layer}${branch.branch > 0 ? `.${branch.branch}` : ''}`;
    if (panels.width === FILED.width) {
      visit(key, own);
      continue;
    }
    const columns = parts.flatMap(({ columns, rows = 1 }) => new Array<number>(rows).fill(columns));
    const filed = repack(own, columns, streams, panels, FILED);
    visit(key, filed);
    own.set(repack(filed, columns, streams, FILED, panels));
  }
}

/** Blocks of `columns` numbers for every stream from one width of panels to another. */
function repack(values: Float32Array, blocks: readonly number[], streams: number, from: ColumnPanels, to: ColumnPanels): Float32Array {
  const result = new Float32Array(blocks.reduce((sum, columns) => sum + to.round(columns) * streams, 0));
  let [source, target] = [0, 0];
  const at = ({ width }: ColumnPanels, stream: number, column: number) => (Math.floor(column / width) * streams + stream) * width + (column % width);
  for (const columns of blocks) {
    for (let stream = 0; stream < streams; stream++)
      for (let column = 0; column < columns; column++) result[target + at(to, stream, column)] = values[source + at(from, stream, column)]!;
    source += from.round(columns) * streams;
    target += to.round(columns) * streams;
  }
  return result;
}
