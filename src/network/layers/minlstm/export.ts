import type { LayerExport } from '../export';
import source from './block.py';

export const minlstm: LayerExport = { block: ({ input, hidden }) => ({ source, construct: `MinLSTM(${input}, ${hidden})` }) };
