/**
 * Places in a text. Editors count UTF-16 units, networks code points; a code point beyond U+FFFF is a pair of units, the high one first. Line ends of an
 * editor are \n or \r\n, those of a network's text \n.
 */

/** A text of an editor with \n at the end of every line. */
export function withLineFeeds(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

/** Code points of a text's first `end` units, by default of all: counted in place. Half a pair at an end counts as one. */
export function countCodePoints(text: string, end = text.length): number {
  let count = 0;
  for (let i = 0; i < end; i++) if (i === 0 || !isInsidePair(text, i)) count++;
  return count;
}

/** Whether a place lies between the two units of a pair. */
function isInsidePair(text: string, offset: number): boolean {
  const [before, behind] = [text.charCodeAt(offset - 1), text.charCodeAt(offset)];
  return before >= 0xd800 && before <= 0xdbff && behind >= 0xdc00 && behind <= 0xdfff;
}

/** The same place, or the one before it where a pair would be torn. */
export function wholeOffset(text: string, offset: number): number {
  return isInsidePair(text, offset) ? offset - 1 : offset;
}

/** Whether there is something to insert into an editor: neither end is half of a pair. */
export function isWhole(text: string): boolean {
  return text !== '' && !/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/.test(text);
}
