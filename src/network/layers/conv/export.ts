import type { LayerExport } from '../export';
import source from './block.py';
import { dilation } from './description';

export const conv: LayerExport = {
  block: (shape) => ({
    source,
    construct: `Conv(${shape.input}, ${shape.hidden}, ${shape.options.kernelSize}, ${dilation(shape)})`,
  }),
};
