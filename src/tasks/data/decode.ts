import { UnrollError } from '../../protocol/error';
import { decodeText, normalizeText } from '../../text/text';

/** Text of a data file: UTF-8, or UTF-16 where a byte order mark says so. Line ends become \n. @throws UnrollError for other encodings */
export function decodeData(bytes: Uint8Array): string {
  const mark = bytes.length >= 2 ? (bytes[0]! << 8) | bytes[1]! : 0;
  if (mark !== 0xfffe && mark !== 0xfeff) return decodeText(bytes).replaceAll('\r', '\n');
  try {
    const encoding = mark === 0xfffe ? 'utf-16le' : 'utf-16be';
    return normalizeText(new TextDecoder(encoding, { fatal: true }).decode(bytes)).replaceAll('\r', '\n');
  } catch (cause) {
    if (cause instanceof UnrollError) throw cause;
    throw new UnrollError('text.encoding', [], { cause });
  }
}
