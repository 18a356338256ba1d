import type { Random } from '../../random';
import type { LayerDescription, LayerShape } from '../description';

/** State numbers of every channel unless `stateSize` says otherwise. */
const STATES = 8;
/** Range of the step sizes at the start. */
const [SHORTEST, LONGEST] = [0.001, 0.1];

export const statesOf = ({ options }: Pick<LayerShape, 'options'>): number => options.stateSize || STATES;

/** Selective state-space layer (S6; Gu and Dao 2023), expansion 1. */
export const s6: LayerDescription = {
  id: 's6',
  title: 'Selective SSM',
  family: 'linear recurrence',
  options: ['stateSize', 'rank', 'taps'],
  reads: 'vectors',
  surrounded: true,
  branches: [
    {
      tensors(shape) {
        const { input, hidden: d, options } = shape;
        const { rank, taps } = options;
        const N = statesOf(shape);
        const other = { role: 'other' } as const;
        return [
          { ...other, name: 'conv_weight', shape: [d, taps], rows: 'single', fanIn: taps },
          { name: 'conv_bias', shape: [d], role: 'bias', fanIn: taps },
          {
            ...other,
            name: 'A_log',
            shape: [d, N],
            rows: 'single',
            start: () => Float32Array.from({ length: d * N }, (_, i) => Math.log(1 + (i % N))),
          },
          { ...other, name: 'D', shape: [d], start: () => new Float32Array(d).fill(1) },
          { name: 'in_proj.weight', shape: [2 * d, input], role: 'input', blocks: 2 },
          { ...other, name: 'x_proj.weight', shape: [rank + 2 * N, d] },
          { ...other, name: 'dt_proj.weight', shape: [d, rank] },
          { ...other, name: 'dt_proj.bias', shape: [d], start: (random) => stepBiases(d, random) },
          { ...other, name: 'out_proj.weight', shape: [d, d] },
        ];
      },
      state: (shape) => [
        { name: 'h', columns: shape.hidden, rows: statesOf(shape) },
        { name: 'inputs', columns: shape.hidden, rows: shape.options.taps - 1 },
      ],
    },
  ],
  gates: [],
  squash: () => 'none',
  recurrent: true,
};

/** Biases whose softplus is log-uniform over the range of step sizes. */
function stepBiases(d: number, random: Random): Float32Array {
  const range = Math.log(LONGEST / SHORTEST);
  return Float32Array.from({ length: d }, () => {
    const step = SHORTEST * Math.exp(random.uniform() * range);
    return step + Math.log(-Math.expm1(-step));
  });
}
