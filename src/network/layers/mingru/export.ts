import type { LayerExport } from '../export';
import source from './block.py';

export const mingru: LayerExport = { block: ({ input, hidden }) => ({ source, construct: `MinGRU(${input}, ${hidden})` }) };
