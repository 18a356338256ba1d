import type { Random } from '../../network/random';
import { nearlyAllRight, type Problem, type SyntheticDefinition } from './problem';

/** Symbols to remember; beside them a blank and the call to answer. */
export const COPIED_SYMBOLS = 8;
const BLANK = 8;
const CALL = 9;
const COPY_ALPHABET = [...'abcdefgh', '·', '?'];

/**
 * The copy task (Hochreiter and Schmidhuber 1997, Arjovsky et al. 2016): `length` symbols, `delay` blanks, then the call, at which they are asked for again
 * in their order. T = 2 length + delay; loss at the answers alone.
 */
export function copyProblem(length: number, delay: number): Problem {
  const called = length + delay;
  return copiedSymbols(called + length, called, (random, copy) => {
    for (let i = 0; i < length; i++) copy(random.integer(COPIED_SYMBOLS), i, called + i);
  });
}

/**
 * What all copy tasks have in common: symbols among blanks, and a call from which on they are asked for.
 * @param called time step of the call
 * @param place puts every symbol where it is read and where it is asked for
 */
export function copiedSymbols(
  steps: number,
  called: number,
  place: (random: Random, copy: (symbol: number, read: number, asked: number) => void) => void,
): Problem {
  return {
    steps,
    symbols: COPY_ALPHABET,
    realInputs: 0,
    chance: Math.log(COPIED_SYMBOLS),
    sequence(random) {
      const inputs = new Int32Array(steps).fill(BLANK);
      const targets = new Int32Array(steps).fill(-1);
      place(random, (symbol, read, asked) => {
        inputs[read] = symbol;
        targets[asked] = symbol;
      });
      inputs[called] = CALL;
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
