import { UnrollError } from '../protocol/error';

/** Text as the networks see it: the byte order mark stripped, CRLF as LF, everything else kept. */
export function normalizeText(raw: string): string {
  const text = raw.charCodeAt(0) === 0xfeff ? raw.slice(1) : raw;
  if (text.includes('\0')) throw new UnrollError('text.binary');
  // A lone surrogate is no character: U+FFFD stands for it, as in every encoder of UTF-8.
  return text.replace(/\r\n/g, '\n').replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD');
}

/** UTF-16 units of the longest string. */
const MAX_TEXT = 2 ** 29 - 24;

/** Decodes the bytes of a file. @throws UnrollError when they are not UTF-8 or hold a NUL byte */
export function decodeText(bytes: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    // What is too long for a string fails with the same error.
    if (bytes.length > MAX_TEXT) throw new UnrollError('text.large', [Math.round(bytes.length / 1e6), Math.round(MAX_TEXT / 1e6)], { cause });
    throw new UnrollError('text.encoding', [], { cause });
  }
  return normalizeText(text);
}

/** Code points of a normalised text. @throws UnrollError when there is nothing to predict */
export function codePoints(text: string): string[] {
  const characters = Array.from(text);
  if (characters.length === 0) throw new UnrollError('text.empty');
  if (characters.length === 1) throw new UnrollError('text.single');
  return characters;
}

/**
 * Code points of a text once normalised, and how many different ones: counted in place, since a text of many megabytes would take seconds as an array.
 * @throws UnrollError when there is nothing to predict, or a NUL byte
 */
export function measureText(raw: string): { characters: number; vocabularySize: number } {
  const seen = new Uint8Array(0x110000);
  let characters = 0;
  let vocabularySize = 0;
  for (let i = raw.charCodeAt(0) === 0xfeff ? 1 : 0; i < raw.length; i++) {
    let code = raw.charCodeAt(i);
    if (code === 0) throw new UnrollError('text.binary');
    if (code === 13 && raw.charCodeAt(i + 1) === 10) continue;
    if (code >= 0xd800 && code <= 0xdfff) {
      code = raw.codePointAt(i)!;
      if (code > 0xffff) i++;
      else code = 0xfffd;
    }
    characters++;
    vocabularySize += 1 - seen[code]!;
    seen[code] = 1;
  }
  if (characters === 0) throw new UnrollError('text.empty');
  if (characters === 1) throw new UnrollError('text.single');
  return { characters, vocabularySize };
}
