import { choose } from './choose';
import { BLANK, CALL, COPIED_SYMBOLS, COPY_ALPHABET } from './copy';
import { nearlyAllRight, type SyntheticDefinition } from './problem';

/** Selective copying: `length` symbols at random places among the first 4 length, blanks between; then the call, at which they are asked for in their order. */
export const selectiveCopy: SyntheticDefinition = {
  id: 'selective-copy',
  parameters: { length: { minimum: 1, maximum: 64, usual: 8 } },
  pool: 20_000,
  problem({ length }) {
    const places = 4 * length;
    const steps = places + length;
    return {
      steps,
      symbols: COPY_ALPHABET,
      realInputs: 0,
      chance: Math.log(COPIED_SYMBOLS),
      sequence(random) {
        const inputs = new Int32Array(steps).fill(BLANK);
        const targets = new Int32Array(steps).fill(-1);
        const chosen = choose(length, places, random).sort((a, b) => a - b);
        chosen.forEach((place, i) => {
          const symbol = random.integer(COPIED_SYMBOLS);
          inputs[place] = symbol;
          targets[places + i] = symbol;
        });
        inputs[places] = CALL;
        return { inputs, targets };
      },
    };
  },
  solved: nearlyAllRight,
  verdict: 'task.selectiveCopy.verdict',
  lesson: 'task.selectiveCopy.lesson',
};
