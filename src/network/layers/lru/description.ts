import type { Random } from '../../random';
import type { LayerDescription, LayerShape } from '../description';

/** Complex numbers of the state: as many as the layer is wide unless `stateSize` says otherwise. */
export const stateSize = ({ hidden, options }: LayerShape): number => options.stateSize || hidden;

/** |λ| at the start. */
const [MIN_RADIUS, MAX_RADIUS] = [0.4, 0.99];

/** Linear recurrent unit (Orvieto et al. 2023). */
export const lru: LayerDescription = {
  id: 'lru',
  title: 'LRU',
  family: 'linear recurrence',
  options: ['stateSize'],
  reads: 'own width',
  surrounded: true,
  branches: [
    {
      tensors(shape) {
        const n = stateSize(shape);
        const { input, hidden: d } = shape;
        const other = { role: 'other' } as const;
        // Uniform with variance 1 / (2 fan-in) and 1 / n.
        const spread = (count: number, variance: number) => (random: Random) => uniform(count, Math.sqrt(3 * variance), random);
        // The input's scale makes up for the decay: √(1 - |λ|²).
        let nuLog: Float32Array = new Float32Array(n);
        const B = { ...other, shape: [n, input], start: spread(n * input, 1 / (2 * input)) };
        const C = { ...other, shape: [d, n], start: spread(d * n, 1 / n) };
        return [
          {
            ...other,
            name: 'lru.nu_log',
            shape: [n],
            start(random) {
              nuLog = startOfNu(n, random);
              return nuLog;
            },
          },
          {
            ...other,
            name: 'lru.theta_log',
            shape: [n],
            start: (random) => Float32Array.from({ length: n }, () => Math.log(Math.PI * (1 - random.uniform()))),
          },
          { ...other, name: 'lru.gamma_log', shape: [n], start: () => nuLog.map((nu) => 0.5 * Math.log(1 - Math.exp(-2 * Math.exp(nu)))) },
          { ...B, name: 'lru.B_re' },
          { ...B, name: 'lru.B_im' },
          { ...C, name: 'lru.C_re' },
          { ...C, name: 'lru.C_im' },
          { ...other, name: 'lru.D', shape: [d], start: (random) => uniform(d, 1, random) },
          { ...other, name: 'glu.weight', shape: [2 * d, d], blocks: 2 },
          { name: 'glu.bias', shape: [2 * d], role: 'bias', blocks: 2 },
        ];
      },
      state: (shape) => ['re', 'minus_im'].map((name) => ({ name, columns: stateSize(shape) })),
    },
  ],
  gates: [],
  squash: () => 'none',
  recurrent: true,
};

function uniform(count: number, bound: number, random: Random): Float32Array {
  const data = new Float32Array(count);
  random.fillUniform(data, bound);
  return data;
}

/** |λ|² uniform between the squares of the least and the largest. */
function startOfNu(n: number, random: Random): Float32Array {
  return Float32Array.from({ length: n }, () => Math.log(-0.5 * Math.log(random.uniform() * (MAX_RADIUS ** 2 - MIN_RADIUS ** 2) + MIN_RADIUS ** 2)));
}
