import { COPIED_SYMBOLS, copiedSymbols } from './copy';
import { nearlyAllRight, type SyntheticDefinition } from './problem';

/** Reversal: `length` symbols, then the call, at which they are asked for from the last to the first: the distance grows with every answer. */
export const reverse: SyntheticDefinition = {
  id: 'reverse',
  parameters: { length: { minimum: 1, maximum: 64, usual: 8 } },
  problem: ({ length }) =>
    copiedSymbols(2 * length, length, (random, copy) => {
      for (let i = 0; i < length; i++) copy(random.integer(COPIED_SYMBOLS), i, 2 * length - 1 - i);
    }),
  solved: nearlyAllRight,
  verdict: 'task.reverse.verdict',
  lesson: 'task.reverse.lesson',
};
