import { isOneGrapheme } from './graphemes';
import { likeliest, type Predictor } from './predictor';

/** The characters of a predictor's indices. */
export interface Alphabet {
  readonly vocabularySize: number;
  /** Empty for the unknown class. */
  character(symbol: number): string;
}

/** The greedy continuation, each character with its probability after those before it. */
export interface RollOut {
  readonly symbols: readonly number[];
  readonly characters: readonly string[];
  readonly probabilities: readonly number[];
}

export interface RollOutLimits {
  /** Most characters (code points). */
  readonly maximumLength: number;
  /** Whether it may go on over the line's end. */
  readonly multiLine: boolean;
}

/** Below this cumulative probability nothing is shown, whatever the policy. */
export const MIN_PROBABILITY = 0.08;

/**
 * Follows the most probable characters from where a predictor stands, which moves on. Ends before a newline where that is not allowed, or less sure
 * than `sure`: a wrong line is much to read.
 */
export function rollOut(
  predictor: Predictor,
  alphabet: Alphabet,
  { maximumLength, multiLine }: RollOutLimits,
  least = MIN_PROBABILITY,
  sure = 0,
): RollOut {
  const room = new Float64Array(alphabet.vocabularySize);
  const result: { symbols: number[]; characters: string[]; probabilities: number[] } = { symbols: [], characters: [], probabilities: [] };
  let together = 1;
  while (result.symbols.length < maximumLength) {
    const { symbol, probability } = likeliest(predictor, room);
    together *= probability;
    const character = symbol < 0 ? '' : alphabet.character(symbol);
    if (together < least || character === '' || (character === '\n' && (!multiLine || together < sure))) break;
    result.symbols.push(symbol);
    result.characters.push(character);
    result.probabilities.push(probability);
    predictor.advance(symbol);
  }
  if (result.symbols.length === maximumLength) endWhole(result, predictor, alphabet, room);
  return result;
}

/** Takes off the end of a continuation that has reached its limit what is the beginning of a grapheme that would go on. */
function endWhole(
  { symbols, characters, probabilities }: { symbols: number[]; characters: string[]; probabilities: number[] },
  predictor: Predictor,
  alphabet: Alphabet,
  room: Float64Array,
): void {
  const { symbol } = likeliest(predictor, room);
  let next = symbol < 0 ? '' : alphabet.character(symbol);
  while (characters.length > 0 && isOneGrapheme(characters.at(-1)! + next)) {
    next = characters.pop()!;
    symbols.pop();
    probabilities.pop();
  }
}

/** A symbol's code point; 0 for what has none, such as the unknown class. */
export function codeOf(alphabet: Alphabet, symbol: number): number {
  return alphabet.character(symbol).codePointAt(0) ?? 0;
}
