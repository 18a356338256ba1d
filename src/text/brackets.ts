const OPENING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
export const CLOSING_BRACKETS: readonly string[] = Object.keys(OPENING);
export const QUOTES: readonly string[] = ['"', "'", '`'];

/** Where a text closes with `mark`, a bracket or a quote, what it did not open, once more than `allowed` times; its length where it does not. UTF-16 units. */
export function closingOf(text: string, mark: string, allowed = 0): number {
  const opening = OPENING[mark];
  if (!opening && !QUOTES.includes(mark)) return text.length;
  let depth = allowed;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === opening) depth++;
    else if (text[i] === mark && depth-- === 0) return i;
  }
  return text.length;
}

/** Brackets of the kind of `closing` that a text closes and did not open, and those that it leaves open. */
export function openEnds(text: string, closing: string): { readonly closed: number; readonly open: number } {
  const opening = OPENING[closing];
  let closed = 0;
  let open = 0;
  for (const character of text) {
    if (character === opening) open++;
    else if (character === closing && open > 0) open--;
    else if (character === closing) closed++;
  }
  return { closed, open };
}

/** How often a text has a character. */
export function countOf(text: string, character: string): number {
  return text.split(character).length - 1;
}
