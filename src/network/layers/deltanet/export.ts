import type { LayerExport } from '../export';
import source from './block.py';

export const deltanet: LayerExport = {
  block: ({ input, hidden, options }) => ({ source, construct: `DeltaNet(${input}, ${hidden}, ${options.attentionHeads})` }),
};
