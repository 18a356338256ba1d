/** A string of Python: characters beyond 16 bits are one escape, since Python knows no surrogate pairs. */
export function pythonString(text: string): string {
  const escaped = Array.from(text, (character) => {
    const code = character.codePointAt(0)!;
    if (character === '"' || character === '\\') return `\\${character}`;
    if (code >= 0x20 && code < 0x7f) return character;
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
  return `"${escaped.join('')}"`;
}
