import { choose } from './choose';
import { COPIED_SYMBOLS, copiedSymbols } from './copy';
import { nearlyAllRight, type SyntheticDefinition } from './problem';

/** Selective copying: `length` symbols at random places among the first 4 length, blanks between; then the call, at which they are asked for in their order. */
export const selectiveCopy: SyntheticDefinition = {
  id: 'selective-copy',
  parameters: { length: { minimum: 1, maximum: 64, usual: 8 } },
  pool: 20_000,
  problem({ length }) {
    const places = 4 * length;
    return copiedSymbols(places + length, places, (random, copy) => {
      const chosen = choose(length, places, random).sort((a, b) => a - b);
      for (const [i, read] of chosen.entries()) copy(random.integer(COPIED_SYMBOLS), read, places + i);
    });
  },
  solved: nearlyAllRight,
  verdict: 'task.selectiveCopy.verdict',
  lesson: 'task.selectiveCopy.lesson',
};
