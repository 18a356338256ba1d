import { CLOSING_BRACKETS, closingOf, countOf, openEnds, QUOTES } from '../text/brackets';
import { countCodePoints } from '../text/offsets';
import { graphemeEnd } from './graphemes';

/** UTF-16 units behind the cursor's line in which the next line is looked for. */
const NEAR = 400;
/** UTF-16 units of its line that are looked at on either side of the cursor: a key in a line of a megabyte must not take longer. */
const REACH = 2000;

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

/**
 * The part of a suggestion at a line's end that goes with the next line that is not blank: it ends above a line that would say the same, and above one that
 * would leave the block which goes on there.
 */
function aboveNext(suggestion: string, before: string, behind: string): string {
  const next = behind.split('\n').find((one) => one.trim() !== '');
  if (next === undefined) return suggestion;
  const [first, ...others] = suggestion.split('\n');
  if (/\w{2}/.test(next) && (before + first!).trimEnd() === next.trimEnd()) return '';
  const end = others.findIndex((line) => line.trimEnd() === next.trimEnd() || (line.trim() !== '' && isOutside(line, next)));
  return end < 0 ? suggestion : [first, ...others.slice(0, end)].join('\n').trimEnd();
}

/** Whether a line is indented less than another one. */
function isOutside(line: string, other: string): boolean {
  const [own, deeper] = [line, other].map((one) => /^[ \t]*/.exec(one)![0]);
  return own !== deeper && deeper!.startsWith(own!);
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
 * balance with it, in the block that goes on below, never a single character that can be seen, and not an indentation that the Tab key would make. None or
 * one.
 */
export function fitting(suggestion: string, text: string, offset: number): string[] {
  const end = lineEnd(text, offset);
  const rest = text.slice(offset, end);
  const near = text.slice(Math.max(0, offset - REACH), offset);
  const before = near.slice(near.lastIndexOf('\n') + 1);
  const behind = text.slice(end, end + NEAR);
  // On a blank line that stands out of the block around it people want an indentation first, and their Tab is not for a suggestion.
  if (before.trim() === '' && isOutside(before, lineIn(behind)) && isOutside(before, lineIn(text.slice(0, offset - before.length), -1))) return [];
  const above = rest.trim() === '' ? aboveNext(suggestion, before, behind) : suggestion;
  const fit = whole(balanced(withoutRepeats(above, rest), before, rest), suggestion);
  return fit === '' || (before.trim() === '' && /^(\t| {2})/.test(fit)) ? [] : [fit];
}

/** Where the line at an offset ends, or what is looked at of it. */
export function lineEnd(text: string, offset: number): number {
  const ahead = text.slice(offset, offset + REACH);
  const newline = ahead.indexOf('\n');
  return offset + (newline < 0 ? ahead.length : newline);
}

/** The first line of a text that is not blank, or with -1 the last. */
function lineIn(text: string, at = 0): string {
  const lines = (at === 0 ? text : text.slice(-NEAR)).split('\n').filter((one) => one.trim() !== '');
  return lines.at(at) ?? '';
}

/** The beginning of a suggestion that has been cut off, to the end of a grapheme; empty where a single character of it can be seen. */
function whole(cut: string, suggestion: string): string {
  const characters = Array.from(suggestion);
  const length = cut === suggestion ? characters.length : graphemeEnd(characters, countCodePoints(cut));
  const kept = characters.slice(0, length);
  return kept.filter((character) => /\S/.test(character)).length < 2 ? '' : kept.join('');
}
