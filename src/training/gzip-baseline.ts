import { platform } from '../platform';
import { MIN_VALIDATION } from '../protocol/defaults';
import type { BaselineEvent } from '../protocol/training-events';

/** Deflate looks back 32 kB; as many code points leave its code tables well fed besides. */
const CONTEXT = 64_000;
/** More of the validation part changes nothing that one could see. */
const MAX_TESTED = 200_000;

/**
 * Bits a character that gzip needs for the validation part once it has seen the text before it: C(before + part) − C(before).
 * @param characters the whole text, a code point an element
 * @param validationCharacters how many at its end are held out; with fewer than 200 the figure says nothing and there is none
 */
export function gzipBaseline(characters: readonly string[], validationCharacters: number): BaselineEvent | undefined {
  if (validationCharacters < MIN_VALIDATION) return undefined;
  const split = characters.length - validationCharacters;
  const before = characters.slice(Math.max(0, split - CONTEXT), split).join('');
  const part = characters.slice(split, split + MAX_TESTED);
  const bytes = platform.gzipSize(before + part.join('')) - platform.gzipSize(before);
  return { type: 'baseline', name: 'gzip', bitsPerCharacter: (8 * bytes) / part.length };
}
