import { nearlyAllRight, type Problem, type SyntheticDefinition } from './problem';

/** Symbols to remember; beside them a blank and the call to answer. */
export const COPIED_SYMBOLS = 8;
export const BLANK = 8;
export const CALL = 9;
export const COPY_ALPHABET = [...'abcdefgh', '·', '?'];

/**
 * The copy task (Hochreiter and Schmidhuber 1997, Arjovsky et al. 2016): `length` symbols, `delay` blanks, then the call, at which they are asked for again
 * in their order. T = 2 length + delay; loss at the answers alone.
 */
export function copyProblem(length: number, delay: number): Problem {
  const steps = 2 * length + delay;
  return {
    steps,
    symbols: COPY_ALPHABET,
    realInputs: 0,
    chance: Math.log(COPIED_SYMBOLS),
    sequence(random) {
      const inputs = new Int32Array(steps).fill(BLANK);
      const targets = new Int32Array(steps).fill(-1);
      for (let i = 0; i < length; i++) {
        const symbol = random.integer(COPIED_SYMBOLS);
        inputs[i] = symbol;
        targets[length + delay + i] = symbol;
      }
      inputs[length + delay] = CALL;
      return { inputs, targets };
    },
  };
}

export const copy: SyntheticDefinition = {
  id: 'copy',
  parameters: { length: { minimum: 1, maximum: 64, usual: 8 }, delay: { minimum: 0, maximum: 1000, usual: 20 } },
  problem: ({ length, delay }) => copyProblem(length, delay),
  solved: nearlyAllRight,
  verdict: 'task.copy.verdict',
  lesson: 'task.copy.lesson',
};
