import type { LayerExport } from '../export';
import source from './block.py';
import { stateSize } from './description';

export const lru: LayerExport = { block: (shape) => ({ source, construct: `LRU(${shape.input}, ${shape.hidden}, ${stateSize(shape)})` }) };
