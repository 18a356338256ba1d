import type { Random } from '../random';
import { type GlimpseShape, type GlimpseTensors, glimpseTensors } from './shape';

/** Of all inputs of a glimpse, one in so many has ink: their weights start as if there were no more than these. */
const INKED = 6;

/** U(±1/√inputs) of what has ink, of the place and of the states before; biases 0. */
export function initialWeights(shape: GlimpseShape, random: Random): GlimpseTensors {
  return new Map(
    glimpseTensors(shape).map(({ name, shape: size }) => {
      const data = new Float32Array(size.reduce((a, b) => a * b, 1));
      if (size.length > 1) random.fillUniform(data, Math.fround(Math.sqrt((name === 'what.weight' ? INKED : 1) / size[1]!)));
      return [name, { shape: size, data }];
    }),
  );
}
