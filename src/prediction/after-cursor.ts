import { closingOf } from '../text/brackets';

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
 * A suggestion as it may be shown at an offset of a text: without what follows there already, be it in the same line or in the next that is not blank, and not
 * an indentation that the Tab key would make. None or one.
 */
export function fitting(suggestion: string, text: string, offset: number): string[] {
  const newline = text.indexOf('\n', offset);
  const end = newline < 0 ? text.length : newline;
  const rest = text.slice(offset, end);
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const fit = withoutRepeats(suggestion, rest);
  if (rest.trim() === '' && repeatsNext(before + fit, text.slice(end, end + NEAR))) return [];
  return fit === '' || (before.trim() === '' && /^(\t| {2})/.test(fit)) ? [] : [fit];
}
