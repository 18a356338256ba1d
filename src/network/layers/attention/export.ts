import type { LayerExport } from '../export';
import source from './block.py';
import { attend, think } from './onnx';

/** Length of the training windows where it is not known. */
const WINDOW = 64;

export const attention: LayerExport = {
  block: ({ input, hidden, options }) => ({
    source,
    construct: `Attention(${input}, ${hidden}, ${options.attentionHeads}, ${options.memory}, ${options.sequenceLength ?? WINDOW})`,
  }),
  onnx: [attend, think],
};
