import { required } from '../../reference/layer';
import type { BufferSize, LayerKind } from '../kind';
import { attention as description, MLP } from './description';
import { AttentionLayer } from './layer';
import { MlpLayer } from './mlp';
import { attentionReference, mlpReference } from './reference';
import { attentionWork, windowRows } from './size';

function buffers(size: BufferSize): Record<string, number> {
  const { rows, panels, shape, training } = size;
  const { attentionHeads: heads, memory } = shape.options;
  const e = shape.hidden / heads;
  const wide = heads * panels.round(e);
  const most = windowRows(size);
  return {
    ...{ all: most * panels.round(shape.input), q: rows * wide, k: most * wide, v: most * wide, mixed: rows * wide },
    ...{ out: rows * panels.round(shape.hidden), dMixed: training ? rows * wide : 0, log: 2 * heads * rows },
    ...{ work: attentionWork(size), table: (memory + rows) * e },
  };
}

export const attention: LayerKind = {
  description,
  branches: [
    {
      buffers,
      create: (context) => new AttentionLayer(context),
      reference: (weight, { options: { attentionHeads: heads, memory } }) => attentionReference(required(weight), { heads, memory }),
    },
    {
      buffers({ rows, panels, shape: { hidden } }) {
        const wide = rows * panels.round(MLP * hidden);
        return { nets: wide, bent: wide, out: rows * panels.round(hidden) };
      },
      create: (context) => new MlpLayer(context),
      reference: (weight) => mlpReference(required(weight)),
    },
  ],
};
