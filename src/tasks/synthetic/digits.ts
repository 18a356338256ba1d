import { drawDigit } from '../digits/draw';
import type { SyntheticDefinition } from './problem';

const SIDE = 8;
/** Shades of grey from white to black. */
const SHADES = [...' ▁▂▃▄▅▆▇█'];

/** Sequential digits: the pixels of a picture of 8 x 8, drawn as if by hand, one after another from the top left; at the last one, which digit it was. */
export const digits: SyntheticDefinition = {
  id: 'digits',
  parameters: {},
  problem() {
    const steps = SIDE * SIDE;
    return {
      steps,
      symbols: SHADES,
      realInputs: 0,
      chance: Math.log(10),
      sequence(random) {
        const digit = random.integer(10);
        const inputs = Int32Array.from(drawDigit(digit, SIDE, random), (ink) => Math.round(ink * (SHADES.length - 1)));
        const targets = new Int32Array(steps).fill(-1);
        targets[steps - 1] = digit;
        return { inputs, targets };
      },
    };
  },
  solved: ({ accuracy }) => accuracy >= 0.95,
  verdict: 'task.digits.verdict',
  lesson: 'task.digits.lesson',
};
