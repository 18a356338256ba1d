import attention from './attention/block.py';
import common from './block.py';
import conv from './conv/block.py';
import { dilation } from './conv/description';
import deltanet from './deltanet/block.py';
import type { LayerShape } from './description';
import lru from './lru/block.py';
import { stateSize } from './lru/description';
import mingru from './mingru/block.py';
import minlstm from './minlstm/block.py';
import recurrent from './recurrent.py';
import s6 from './s6/block.py';
import { statesOf } from './s6/description';

/** Length of the training windows where it is not known. */
const WINDOW = 64;

/** A layer kind in Python: the source of its block, and how one is made. */
interface PyTorchBlock {
  readonly source: string;
  construct(shape: LayerShape): string;
}

const bias = ({ options }: LayerShape) => (options.bias ? 'True' : 'False');
const cell = (module: string, more: (shape: LayerShape) => string = () => ''): PyTorchBlock => ({
  source: recurrent,
  construct: (shape) => `CellBlock(${shape.input}, ${shape.hidden}, nn.${module}, ${bias(shape)}${more(shape)})`,
});

/** Blocks of stacks in PyTorch, by kind; a kind that is not here cannot be exported in a stack. */
const BLOCKS: Readonly<Record<string, PyTorchBlock>> = {
  rnn: cell('RNN', ({ options }) => `, nonlinearity="${options.activation}"`),
  gru: cell('GRU'),
  lstm: cell('LSTM'),
  mingru: { source: mingru, construct: ({ input, hidden }) => `MinGRU(${input}, ${hidden})` },
  minlstm: { source: minlstm, construct: ({ input, hidden }) => `MinLSTM(${input}, ${hidden})` },
  lru: { source: lru, construct: (shape) => `LRU(${shape.input}, ${shape.hidden}, ${stateSize(shape)})` },
  s6: {
    source: s6,
    construct: (shape) => `S6(${shape.input}, ${shape.hidden}, ${statesOf(shape)}, ${shape.options.rank}, ${shape.options.taps})`,
  },
  conv: { source: conv, construct: (shape) => `Conv(${shape.input}, ${shape.hidden}, ${shape.options.kernelSize}, ${dilation(shape)})` },
  attention: {
    source: attention,
    construct: ({ input, hidden, options }) =>
      `Attention(${input}, ${hidden}, ${options.attentionHeads}, ${options.memory}, ${options.sequenceLength ?? WINDOW})`,
  },
  deltanet: { source: deltanet, construct: ({ input, hidden, options }) => `DeltaNet(${input}, ${hidden}, ${options.attentionHeads})` },
};

/** The block of a kind; undefined where there is none for it. */
export function pytorchBlock(kind: string, { symbols, window, options }: LayerShape): PyTorchBlock | undefined {
  const usable = !symbols && window === 1 && !(options.activation === 'sigmoid' && kind === 'rnn');
  return usable ? BLOCKS[kind] : undefined;
}

/** What all blocks need. */
export const PYTORCH_COMMON = common;
