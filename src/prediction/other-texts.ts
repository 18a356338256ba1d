import type { NgramText } from '../ngram/ngram-text';

/** Characters that a document's alphabet gains by other texts at most. */
const MAX_NEW = 500;
/** UTF-16 units of other texts that are read between two breaths. */
const READ_AT_ONCE = 20_000;

/**
 * As much of other texts as is learnt, in the alphabet of a document, which gains their characters up to a limit; those beyond it are passed over.
 * @param characters that they may have together
 */
export function* boundedTexts(texts: readonly string[], own: NgramText, characters: number): Generator<void, string[][]> {
  let room = characters;
  const known = new Set(own.names);
  const most = known.size + MAX_NEW;
  const pieces: string[][] = [];
  for (const text of texts) {
    const piece: string[] = [];
    for (let from = 0; from < text.length && room > 0; ) {
      const next = Math.min(text.length, from + READ_AT_ONCE);
      // Never between the halves of a pair.
      const to = next < text.length && /[\uD800-\uDBFF]/.test(text[next - 1]!) ? next + 1 : next;
      const slice = Array.from(text.slice(from, to)).slice(0, room);
      room -= slice.length;
      for (const character of slice) if (known.size < most) known.add(character);
      piece.push(...slice.filter((character) => known.has(character)));
      from = to;
      yield;
    }
    if (piece.length > 0) pieces.push(piece);
  }
  for (const character of known) if (character !== '') own.indexOf(character);
  return pieces;
}
