const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * The longest beginning of `characters` of at most `length` that ends between two graphemes: never within a flag, before a combining mark or behind a
 * joiner. What would follow is a part of `characters`.
 */
export function graphemeEnd(characters: readonly string[], length: number): number {
  const taken = characters.slice(0, length).join('');
  // Most text is of single code units, where every place is a boundary.
  if (/^[\x20-\x7e\n\t]*$/.test(taken + (characters[length] ?? ''))) return length;
  let end = 0;
  let units = 0;
  const unitsOf = [0, ...characters.map((character) => (units += character.length))];
  for (const { index } of segmenter.segment(characters.join(''))) {
    if (index > taken.length) break;
    end = index;
  }
  // The whole is a boundary as well, unless it waits for more: a joiner, or half a flag.
  const text = characters.join('');
  if (length === characters.length && !/\u200D$/.test(text) && !isHalfFlag(text)) end = text.length;
  return Math.max(0, unitsOf.indexOf(end));
}

/** Whether a text of two characters, or one, is a single grapheme that may not be cut in the middle. */
export function isOneGrapheme(text: string): boolean {
  const units = [...text];
  if (units.length < 2 || /^[\x20-\x7e\n\t]*$/.test(text)) return false;
  return [...segmenter.segment(text)].length === 1;
}

/** An odd number of regional indicators at the end. */
function isHalfFlag(text: string): boolean {
  const indicators = /(?:[\u{1F1E6}-\u{1F1FF}])+$/u.exec(text)?.[0] ?? '';
  return Array.from(indicators).length % 2 === 1;
}
