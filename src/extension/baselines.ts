import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { normalizeText } from '../text/text';

const compress = promisify(gzip);
/** Deflate looks back 32 kB; twice that leaves its code tables well fed. */
const CONTEXT = 64_000;
/** More of the validation part changes nothing that one could see. */
const MOST_TESTED = 200_000;

/**
 * Bits a character that gzip needs for the validation part once it has seen the text before it: C(before + part) − C(before), compressed off the host thread.
 * @param raw the text as it was trained on
 * @param validationCharacters code points held out at its end; with fewer than 200 the figure says nothing and there is none
 */
export async function gzipBitsPerCharacter(raw: string, validationCharacters: number): Promise<number | undefined> {
  if (validationCharacters < 200) return undefined;
  // Only the end is looked at, however long the text is; a code point takes two units at most, CRLF as well.
  const tail = normalizeText(raw.slice(-2 * (validationCharacters + CONTEXT)));
  const split = unitsBefore(tail, validationCharacters);
  const before = tail.slice(Math.max(0, split - CONTEXT), split);
  const tested = [...tail.slice(split, split + 2 * MOST_TESTED)].slice(0, MOST_TESTED);
  const part = tested.join('');
  const [both, alone] = await Promise.all([compress(before + part, { level: 9 }), compress(before, { level: 9 })]);
  return (8 * (both.length - alone.length)) / tested.length;
}

/** UTF-16 units before the last `count` code points. */
function unitsBefore(text: string, count: number): number {
  let at = text.length;
  for (let left = count; left > 0 && at > 0; left--) at -= isLow(text.charCodeAt(at - 1)) && at > 1 ? 2 : 1;
  return at;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
