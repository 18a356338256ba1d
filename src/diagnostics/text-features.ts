/** What a unit may track, a number for every character of a text. */
export interface TextFeature {
  readonly name: FeatureName;
  readonly values: Float64Array;
}

const FEATURES = ['string', 'comment', 'bracket', 'column', 'indentation', 'wordEnd'] as const;
export type FeatureName = (typeof FEATURES)[number];

const OPENING = '([{';
const CLOSING = ')]}';
const QUOTES = '"\'`';
const isWord = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}_]/u.test(character);

/**
 * Features of a text, judged by marks that most languages share: quotes with backslash escapes ("…" and '…' end with their line), line comments
 * (//, or # at the beginning of a word), block comments, brackets outside of strings and comments. An apostrophe inside a word is no quote.
 * @param characters code points
 */
export function textFeatures(characters: readonly string[]): TextFeature[] {
  const features = Object.fromEntries(FEATURES.map((name) => [name, new Float64Array(characters.length)])) as Record<FeatureName, Float64Array>;
  let quote = '';
  let comment: '' | 'line' | 'block' = '';
  let depth = 0;
  let column = 0;
  let indentation = 0;
  let leading = true;
  for (let t = 0; t < characters.length; t++) {
    const character = characters[t]!;
    const [previous, next] = [characters[t - 1], characters[t + 1]];
    if (character === '\n') {
      if (comment === 'line') comment = '';
      if (quote !== '`') quote = '';
      column = 0;
      indentation = 0;
      leading = true;
    } else {
      column++;
      if (leading && (character === ' ' || character === '\t')) indentation += character === '\t' ? 4 : 1;
      else leading = false;
      if (comment === 'block') {
        if (previous === '*' && character === '/' && characters[t - 2] !== '/') comment = '';
      } else if (!comment && quote) {
        if (character === quote && !isEscaped(characters, t)) quote = '';
      } else if (!comment) {
        if (QUOTES.includes(character) && !(character === "'" && isWord(previous))) quote = character;
        else if (character === '/' && next === '*') comment = 'block';
        else if (character === '/' && next === '/' && previous !== ':') comment = 'line';
        else if (character === '#' && (previous === undefined || /\s/.test(previous)) && next === ' ') comment = 'line';
        else if (OPENING.includes(character)) depth++;
        else if (CLOSING.includes(character)) depth = Math.max(0, depth - 1);
      }
    }
    features.string[t] = quote ? 1 : 0;
    features.comment[t] = comment ? 1 : 0;
    features.bracket[t] = depth;
    features.column[t] = column;
    features.indentation[t] = indentation;
    features.wordEnd[t] = isWord(character) && !isWord(next) ? 1 : 0;
  }
  return FEATURES.map((name) => ({ name, values: features[name] }));
}

function isEscaped(characters: readonly string[], t: number): boolean {
  let count = 0;
  while (characters[t - 1 - count] === '\\') count++;
  return count % 2 === 1;
}
