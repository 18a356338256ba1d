/** UTF-16 units behind the cursor's line in which the next line is looked for. */
const NEAR = 400;
const OPENING: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

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
  return suggestion.slice(0, closing(suggestion, rest[0]!));
}

/** Whether a line, written so far and suggested, is the next one that is not blank, with the same indentation and more than a bracket. */
function repeatsNext(line: string, behind: string): boolean {
  const next = behind.split('\n').find((one) => one.trim() !== '');
  return next !== undefined && /\w{2}/.test(next) && line.split('\n').some((one) => one.trimEnd() === next.trimEnd());
}

/** Where a suggestion closes with `mark` what it did not open; its length where it does not. */
function closing(suggestion: string, mark: string): number {
  const opening = OPENING[mark];
  if (!opening && !`"'\``.includes(mark)) return suggestion.length;
  let depth = 0;
  for (let i = 0; i < suggestion.length; i++) {
    if (suggestion[i] === opening) depth++;
    else if (suggestion[i] === mark && depth-- === 0) return i;
  }
  return suggestion.length;
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
