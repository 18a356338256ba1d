import { UnrollError } from '../protocol/error';
import { duplicateKey } from './json-keys';
import { isTensorType, TENSOR_TYPES, type TensorType } from './tensor-types';

/** Bytes of the header at most, as in the reference implementation. */
const HEADER_LIMIT = 100_000_000;
/** Dimensions of a tensor at most. */
const MAX_DIMENSIONS = 16;

/** Where a tensor lies. */
export interface TensorEntry {
  readonly name: string;
  readonly type: TensorType;
  readonly shape: readonly number[];
  readonly elements: number;
  /** First byte, from the start of the file. */
  readonly offset: number;
  readonly bytes: number;
}

export interface SafetensorsHeader {
  /** In the order of their bytes. */
  readonly tensors: readonly TensorEntry[];
  /** Empty when the file has none. */
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * Length of the JSON header from the first 8 bytes of a file.
 * @throws UnrollError when it is impossible for a file of that many bytes
 */
export function headerLength(start: Uint8Array, fileBytes: number): number {
  if (start.length < 8 || fileBytes < 8) throw new UnrollError('safetensors.short', [Math.min(start.length, fileBytes)]);
  const claimed = new DataView(start.buffer, start.byteOffset, 8).getBigUint64(0, true);
  const possible = Math.min(HEADER_LIMIT, fileBytes - 8);
  if (claimed > BigInt(possible)) throw new UnrollError('safetensors.header', [String(claimed), possible]);
  return Number(claimed);
}

/**
 * Reads a header that nobody vouches for: types, shapes, places and sizes are checked against one another and against the file's length, so that
 * whoever uses them reads no byte twice, none outside and none of another tensor.
 * @param bytes the JSON alone
 * @param fileBytes length of the whole file
 * @throws UnrollError `safetensors.*` with what is wrong
 */
export function parseHeader(bytes: Uint8Array, fileBytes: number): SafetensorsHeader {
  const header = parseObject(bytes);
  const dataStart = 8 + bytes.length;
  const metadata = new Map<string, string>();
  const tensors: TensorEntry[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') readMetadata(value, metadata);
    else tensors.push(readEntry(name, value, dataStart));
  }
  tensors.sort((a, b) => a.offset - b.offset || a.bytes - b.bytes);
  let expected = dataStart;
  for (const { name, offset, bytes: length } of tensors) {
    if (offset !== expected) throw new UnrollError('safetensors.gap', [name]);
    expected += length;
    if (expected > fileBytes) throw new UnrollError('safetensors.size', [name]);
  }
  if (expected !== fileBytes) throw new UnrollError('safetensors.rest', [fileBytes - expected]);
  return { tensors, metadata };
}

function parseObject(bytes: Uint8Array): object {
  let json: string;
  let header: unknown;
  try {
    json = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    // White space may only follow.
    if (!json.startsWith('{')) throw new SyntaxError('no object');
    header = JSON.parse(json);
  } catch (cause) {
    throw new UnrollError('safetensors.json', [], { cause });
  }
  const twice = duplicateKey(json);
  if (twice !== undefined) throw new UnrollError('safetensors.duplicate', [twice]);
  return header as object;
}

function readMetadata(value: unknown, metadata: Map<string, string>): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new UnrollError('safetensors.metadata', ['__metadata__']);
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') throw new UnrollError('safetensors.metadata', [key]);
    metadata.set(key, text);
  }
}

function readEntry(name: string, value: unknown, dataStart: number): TensorEntry {
  const wrong = (field: string) => new UnrollError('safetensors.entry', [name, field]);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong('dtype');
  // Own properties only: a key `__proto__` of the JSON is one of them and hides nothing.
  const own = (field: string): unknown => (Object.hasOwn(value, field) ? (value as Record<string, unknown>)[field] : undefined);
  const type = own('dtype');
  const shape = own('shape');
  const offsets = own('data_offsets');
  if (!isTensorType(type)) throw wrong('dtype');
  if (!isNaturals(shape) || shape.length > MAX_DIMENSIONS) throw wrong('shape');
  if (!isNaturals(offsets) || offsets.length !== 2) throw wrong('data_offsets');
  const [from, to] = offsets as [number, number];
  const elements = product(shape);
  const bits = elements * TENSOR_TYPES[type];
  if (!Number.isSafeInteger(bits) || !Number.isSafeInteger(dataStart + to) || from > to || (to - from) * 8 !== bits)
    throw new UnrollError('safetensors.size', [name]);
  return { name, type, shape, elements, offset: dataStart + from, bytes: to - from };
}

/** NaN where a partial product is no safe integer, even if a zero follows. */
function product(shape: readonly number[]): number {
  let result = 1;
  for (const size of shape) {
    result *= size;
    if (!Number.isSafeInteger(result)) return Number.NaN;
  }
  return result;
}

function isNaturals(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0 && !Object.is(n, -0));
}
