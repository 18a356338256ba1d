import { UnrollError } from '../protocol/error';

/** Text as the networks see it: the byte order mark stripped, CRLF as LF, everything else kept. */
export function normalizeText(raw: string): string {
  const text = raw.charCodeAt(0) === 0xfeff ? raw.slice(1) : raw;
  if (text.includes('\0')) throw new UnrollError('text.binary');
  // A lone surrogate is no character: U+FFFD stands for it, as in every encoder of UTF-8.
  return text.replace(/\r\n/g, '\n').replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD');
}

/** Decodes the bytes of a file. @throws UnrollError when they are not UTF-8 or hold a NUL byte */
export function decodeText(bytes: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
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
