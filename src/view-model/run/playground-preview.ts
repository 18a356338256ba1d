import type { PlaygroundExample } from '../../protocol/playground';

/** Symbols of the copy task that are repeated, and how many different ones there are. */
const COPIED = 10;
const SYMBOLS = 8;
const LETTERS = [...'abcdefgh', '·', '?'];

/**
 * A sequence as a task asks it, before anything is trained: the same one for the same length.
 * @param length time steps of the adding problem, blanks of the copy task
 */
export function previewExample(task: 'adding' | 'copy', length: number): PlaygroundExample {
  const next = sequence(length);
  if (task === 'adding') {
    const numbers = Array.from({ length }, next);
    const half = Math.floor(length / 2);
    const marks = [Math.floor(next() * half), half + Math.floor(next() * (length - half))];
    return { task, numbers, marks, answer: marks.reduce((sum, at) => sum + numbers[at]!, 0) };
  }
  const symbols = Array.from({ length: COPIED }, () => Math.floor(next() * SYMBOLS));
  const [blank, call] = [SYMBOLS, SYMBOLS + 1];
  return {
    ...{ task: 'symbols', symbols: LETTERS },
    inputs: [...symbols, ...new Array<number>(length).fill(blank), call, ...new Array<number>(COPIED - 1).fill(blank)],
    answers: [...new Array<number>(COPIED + length).fill(-1), ...symbols],
  };
}

/** Numbers from 0 to 1 that look random: a linear congruential generator (Numerical Recipes, section 7.1). */
function sequence(seed: number): () => number {
  let state = (seed + 1) >>> 0;
  const step = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  // The first ones of neighbouring seeds are alike.
  for (let i = 0; i < 4; i++) step();
  return step;
}
