const OPENING: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/** Where a text closes with `mark`, a bracket or a quote, what it did not open; its length where it does not. UTF-16 units. */
export function closingOf(text: string, mark: string): number {
  const opening = OPENING[mark];
  if (!opening && !`"'\``.includes(mark)) return text.length;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === opening) depth++;
    else if (text[i] === mark && depth-- === 0) return i;
  }
  return text.length;
}
