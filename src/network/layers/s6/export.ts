import type { LayerExport } from '../export';
import source from './block.py';
import { statesOf } from './description';

export const s6: LayerExport = {
  block: (shape) => ({
    source,
    construct: `S6(${shape.input}, ${shape.hidden}, ${statesOf(shape)}, ${shape.options.rank}, ${shape.options.taps})`,
  }),
};
