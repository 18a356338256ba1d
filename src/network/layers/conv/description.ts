import type { LayerDescription, LayerShape } from '../description';

/** Layers after which the distances of the taps begin anew. */
const CYCLE = 10;

/** Steps between the taps of a layer: 1, 2, 4, 8, ... so that the layers together see far back. */
export const dilation = ({ layer }: Pick<LayerShape, 'layer'>): number => 2 ** (layer % CYCLE);

/** Time steps before the present one that a layer sees. */
export const history = (shape: Pick<LayerShape, 'layer' | 'options'>): number => (shape.options.kernelSize - 1) * dilation(shape);

/** Gated causal convolution (Dauphin et al. 2017), dilated. */
export const conv: LayerDescription = {
  id: 'conv',
  title: 'Convolution',
  family: 'convolution',
  options: ['kernelSize'],
  reads: 'vectors',
  surrounded: true,
  branches: [
    {
      tensors: ({ input, hidden, options: { kernelSize } }) => [
        { name: 'weight', shape: [2 * hidden, input, kernelSize], role: 'input', blocks: 2, fanIn: input * kernelSize },
        { name: 'bias', shape: [2 * hidden], role: 'bias', blocks: 2, fanIn: input * kernelSize },
      ],
      state: (shape) => [{ name: 'inputs', columns: shape.input, rows: history(shape) }],
    },
  ],
  gates: [],
  squash: () => 'none',
  taps: (shape) => Array.from({ length: shape.options.kernelSize }, (_, j) => j * dilation(shape)),
  recurrent: false,
};
