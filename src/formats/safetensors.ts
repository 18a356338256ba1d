import { UnrollError } from '../protocol/error';
import type { Tensor, Tensors } from '../protocol/model';
import { headerLength, parseHeader, type SafetensorsHeader, type TensorEntry } from './safetensors-header';

/** Row-major float32 tensors and string metadata as a safetensors file: u64 header length, JSON padded with spaces to 8 bytes, data. */
export function writeSafetensors(tensors: Tensors, metadata: Record<string, string>): Uint8Array {
  const entries: [string, unknown][] = [['__metadata__', metadata]];
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    entries.push([name, { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] }]);
    offset += data.byteLength;
  }
  // From entries, so that a tensor of any name becomes a property of its own.
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
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

/**
 * Reads a whole file of finite float32 tensors that nobody vouches for.
 * @throws UnrollError `safetensors.*` with what is wrong
 */
export function readSafetensors(bytes: Uint8Array): { tensors: Tensors; metadata: ReadonlyMap<string, string> } {
  const length = headerLength(bytes.subarray(0, 8), bytes.length);
  const header = parseHeader(bytes.subarray(8, 8 + length), bytes.length);
  const tensors: Tensors = new Map();
  for (const entry of header.tensors) tensors.set(entry.name, readTensor(entry, bytes.subarray(entry.offset, entry.offset + entry.bytes)));
  return { tensors, metadata: header.metadata };
}

/** A finite float32 tensor from its bytes. @throws UnrollError when it is another, or the bytes are too few */
export function readTensor({ name, type, shape, elements, offset, bytes: size }: TensorEntry, bytes: Uint8Array): Tensor {
  if (type !== 'F32') throw new UnrollError('safetensors.type', [name, type]);
  if (bytes.length < size) throw new UnrollError('safetensors.short', [offset + bytes.length]);
  const data = new Float32Array(elements);
  new Uint8Array(data.buffer).set(bytes);
  if (!data.every(Number.isFinite)) throw new UnrollError('safetensors.finite', [name]);
  return { shape, data };
}

/** A file that is read piece by piece. */
export interface ByteSource {
  /** Bytes of the whole. */
  readonly size: number;
  /** Bytes [offset, offset + length); fewer only if the file has become shorter. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/**
 * Header of a file of any size and any types; no tensor is read.
 * @throws UnrollError `safetensors.*` with what is wrong
 */
export async function readHeader(source: ByteSource): Promise<SafetensorsHeader> {
  const length = headerLength(await source.read(0, Math.min(8, source.size)), source.size);
  const json = await source.read(8, length);
  if (json.length < length) throw new UnrollError('safetensors.short', [8 + json.length]);
  return parseHeader(json, source.size);
}
