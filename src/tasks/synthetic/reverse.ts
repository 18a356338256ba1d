import { BLANK, CALL, COPIED_SYMBOLS, COPY_ALPHABET } from './copy';
import { nearlyAllRight, type SyntheticDefinition } from './problem';

/** Reversal: `length` symbols, then the call, at which they are asked for from the last to the first: the distance grows with every answer. */
export const reverse: SyntheticDefinition = {
  id: 'reverse',
  parameters: { length: { minimum: 1, maximum: 64, usual: 8 } },
  problem({ length }) {
    const steps = 2 * length;
    return {
      steps,
      symbols: COPY_ALPHABET,
      realInputs: 0,
      chance: Math.log(COPIED_SYMBOLS),
      sequence(random) {
        const inputs = new Int32Array(steps).fill(BLANK);
        const targets = new Int32Array(steps).fill(-1);
        for (let i = 0; i < length; i++) {
          inputs[i] = random.integer(COPIED_SYMBOLS);
          targets[steps - 1 - i] = inputs[i]!;
        }
        inputs[length] = CALL;
        return { inputs, targets };
      },
    };
  },
  solved: nearlyAllRight,
  verdict: 'task.reverse.verdict',
  lesson: 'task.reverse.lesson',
};
