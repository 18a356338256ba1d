import { MIN_LENGTH } from './policy';

/** Words after words, as in a comment or a sentence, up to where the next one is written. */
const PROSE = /[A-Za-z]{2,}[,.;:]? +[a-z]+ +[a-z]*$/;
/** Where words follow words, two letters are typed sooner than read, unless the blank behind them comes along. Found by use: one in two was wrong. */
const LEAST_IN_PROSE = 3;

/** Characters that a suggestion needs behind a text, of which only the line counts. */
export function leastLength(before: string): number {
  return PROSE.test(before.slice(before.lastIndexOf('\n') + 1)) ? LEAST_IN_PROSE : MIN_LENGTH;
}
