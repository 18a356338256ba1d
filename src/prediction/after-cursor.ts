import { CLOSING_BRACKETS, closingOf, countOf, openEnds, QUOTES } from '../text/brackets';
import { graphemeEnd } from './graphemes';

/** UTF-16 units behind the cursor's line in which the next line is looked for. */
const NEAR = 400;

/**
 * Cuts off what the line already says to the right of the cursor: "foo(" before ");" must not become "foo(x););". Where a closing bracket or quote stands
 * right behind the cursor, the suggestion ends before its own that would close the same.
 */
export function withoutRepeats(suggestion: string, following: string): string {
  const rest = following.trimEnd();
  if (!rest) return suggestion;
  if (rest.startsWith(suggestion)) return '';
  for (let length = Math.min(rest.length, suggestion.length); length > 0; length--) {
    if (suggestion.endsWith(rest.slice(0, length))) return suggestion.slice(0, suggestion.length - length);
  }
  return suggestion.slice(0, closingOf(suggestion, rest[0]!));
}

/** Whether a line, written so far and suggested, is the next one that is not blank, with the same indentation and more than a bracket. */
function repeatsNext(line: string, behind: string): boolean {
  const next = behind.split('\n').find((one) => one.trim() !== '');
  return next !== undefined && /\w{2}/.test(next) && line.split('\n').some((one) => one.trimEnd() === next.trimEnd());
}

/**
 * The part of a suggestion that keeps brackets and quotes in balance across the cursor: what the line closes behind it, and opened before it, the suggestion does
 * not close as well.
 */
export function balanced(suggestion: string, before: string, following: string): string {
  let end = suggestion.length;
  for (const mark of CLOSING_BRACKETS) {
    const behind = openEnds(following, mark).closed;
    if (behind > 0) end = Math.min(end, closingOf(suggestion, mark, Math.max(0, openEnds(before, mark).open - behind)));
  }
  for (const quote of QUOTES) {
    if (countOf(before, quote) % 2 === 1 && countOf(following, quote) % 2 === 1) end = Math.min(end, closingOf(suggestion, quote));
  }
  return suggestion.slice(0, end);
}

/**
 * A suggestion as it may be shown at an offset of a text: without what follows there already, be it in the same line or in the next that is not blank, in
 * balance with it, never a single character, and not an indentation that the Tab key would make. None or one.
 */
export function fitting(suggestion: string, text: string, offset: number): string[] {
  const newline = text.indexOf('\n', offset);
  const end = newline < 0 ? text.length : newline;
  const rest = text.slice(offset, end);
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const fit = whole(balanced(withoutRepeats(suggestion, rest), before, rest), suggestion);
  if (rest.trim() === '' && repeatsNext(before + fit, text.slice(end, end + NEAR))) return [];
  return fit === '' || (before.trim() === '' && /^(\t| {2})/.test(fit)) ? [] : [fit];
}

/** The beginning of a suggestion that has been cut off, to the end of a grapheme; empty where it is a single character. */
function whole(cut: string, suggestion: string): string {
  const characters = Array.from(suggestion);
  const length = cut === suggestion ? characters.length : graphemeEnd(characters, Array.from(cut).length);
  return length < 2 ? '' : characters.slice(0, length).join('');
}
