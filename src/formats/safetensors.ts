import { UnrollError } from '../protocol/error';
import type { Tensors } from '../protocol/model';

/** Largest header that the reference implementation accepts, too. */
const HEADER_LIMIT = 100_000_000;

/** Row-major float32 tensors and string metadata as a safetensors file: u64 header length, JSON padded with spaces to 8 bytes, data. */
export function writeSafetensors(tensors: Tensors, metadata: Record<string, string>): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const length = (json.length + 7) & ~7;
  const bytes = new Uint8Array(8 + length + offset);
  bytes.fill(0x20, 8, 8 + length);
  bytes.set(json, 8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  let at = 8 + length;
  for (const { data } of tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/**
 * Reads a file that nobody vouches for: every offset, shape and type is checked before it is used.
 * @throws UnrollError `safetensors.invalid` with what is wrong
 */
export function readSafetensors(bytes: Uint8Array): { tensors: Tensors; metadata: Record<string, string> } {
  if (bytes.length < 8) throw invalid('it is shorter than its header length');
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > HEADER_LIMIT || 8 + length > bytes.length) throw invalid('its header is longer than the file');
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + length));
    header = JSON.parse(text);
  } catch {
    throw invalid('its header is not JSON');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) throw invalid('its header is not an object');
  const metadata = Object.create(null) as Record<string, string>;
  const entries: [string, Entry][] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') {
      if (typeof value !== 'object' || value === null) throw invalid('its metadata is not an object');
      for (const [key, text] of Object.entries(value)) {
        if (typeof text !== 'string') throw invalid('its metadata holds something that is not a string');
        metadata[key] = text;
      }
    } else entries.push([name, checkEntry(name, value)]);
  }
  if (Object.keys(header).length !== countKeys(text)) throw invalid('a tensor is there twice');
  const data = bytes.subarray(8 + length);
  const tensors: Tensors = new Map();
  let expected = 0;
  for (const [name, entry] of entries.sort((a, b) => a[1].data_offsets[0] - b[1].data_offsets[0])) {
    const [from, to] = entry.data_offsets;
    const elements = entry.shape.reduce((a, b) => a * b, 1);
    if (from !== expected) throw invalid(`tensor "${name}" leaves a hole or overlaps another`);
    if (to > data.length || to - from !== elements * 4) throw invalid(`tensor "${name}" does not have the bytes that its shape takes`);
    const values = new Float32Array(elements);
    new Uint8Array(values.buffer).set(data.subarray(from, to));
    if (!values.every(Number.isFinite)) throw invalid(`tensor "${name}" holds a value that is not finite`);
    tensors.set(name, { shape: entry.shape, data: values });
    expected = to;
  }
  if (expected !== data.length) throw invalid('it has bytes that belong to no tensor');
  return { tensors, metadata };
}

function checkEntry(name: string, value: unknown): Entry {
  const entry = value as Partial<Entry> | null;
  if (typeof entry !== 'object' || entry === null) throw invalid(`tensor "${name}" is not described`);
  if (entry.dtype !== 'F32') throw invalid(`tensor "${name}" is not float32`);
  const natural = (n: unknown) => Number.isSafeInteger(n) && (n as number) >= 0;
  if (!Array.isArray(entry.shape) || entry.shape.length > 8 || !entry.shape.every(natural)) throw invalid(`tensor "${name}" has no proper shape`);
  if (!Array.isArray(entry.data_offsets) || entry.data_offsets.length !== 2 || !entry.data_offsets.every(natural))
    throw invalid(`tensor "${name}" has no proper place`);
  if (entry.shape.reduce((a, b) => a * b, 1) > 2 ** 40) throw invalid(`tensor "${name}" is absurdly large`);
  return entry as Entry;
}

/** Keys of the outermost object: JSON.parse keeps only the last of two equal ones. */
function countKeys(json: string): number {
  let depth = 0;
  let count = 0;
  for (let i = 0; i < json.length; i++) {
    const character = json[i];
    if (character === '"') {
      for (i++; json[i] !== '"'; i++) if (json[i] === '\\') i++;
    } else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
    else if (character === ':' && depth === 1) count++;
  }
  return count;
}

function invalid(what: string): UnrollError {
  return new UnrollError('safetensors.invalid', [what]);
}
