import type { BufferSize } from '../kind';
import { pastRows } from '../past-rows';

/** Queries that the kernels take at a time. */
const BLOCK = 48;

/** Rows of the buffers that hold the kept inputs in front of the window. */
export function windowRows({ rows, streams, shape }: Pick<BufferSize, 'rows' | 'streams' | 'shape'>): number {
  return pastRows(rows, streams, shape.options.memory);
}

/** Floats of the kernels' working memory: of one stream and head its queries, keys, values and gradients, and a block's scores. */
export function attentionWork({ rows, panels, shape }: BufferSize): number {
  const E8 = panels.count(shape.hidden / shape.options.attentionHeads);
  const S8 = panels.count(shape.options.memory + rows);
  return 4 * E8 * rows * panels.width + 6 * E8 * S8 * panels.width ** 2 + 2 * S8 * BLOCK * panels.width;
}

/** Time steps that a query sees, itself included: while training all of the window and what is kept, later on those that are kept and itself. */
export function spanOf({ training, shape }: Pick<BufferSize, 'training' | 'shape'>): number {
  return training ? 0x7fffffff : shape.options.memory + 1;
}
