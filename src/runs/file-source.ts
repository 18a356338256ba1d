import { closeSync, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { readWeights } from '../formats/model-file';
import type { ByteSource } from '../formats/safetensors';
import { UnrollError } from '../protocol/error';
import type { Model } from '../protocol/model';

/**
 * A file on this machine, read by ranges. It is open only while a range is read: on Windows nobody could replace it otherwise, such as a training that
 * writes its next checkpoint.
 */
export class FileSource implements ByteSource {
  readonly size: number;
  /** Tells whether the file is still the one whose beginning was read. */
  private readonly identity: string;

  /** @throws Node's error when there is no such file */
  constructor(private readonly path: string) {
    const { size, identity } = this.with((_, found) => found);
    this.size = size;
    this.identity = identity;
  }

  /** Between two pieces everything else gets its turn. @throws UnrollError `file.changed` when the file is another by now */
  async read(offset: number, length: number): Promise<Uint8Array> {
    await new Promise((resolve) => setImmediate(resolve));
    return this.with((handle, { identity }) => {
      if (identity !== this.identity) throw new UnrollError('file.changed', [this.path]);
      return readRange(handle, offset, Math.max(0, Math.min(length, this.size - offset)));
    });
  }

  private with<T>(use: (handle: number, found: { size: number; identity: string }) => T): T {
    const handle = openSync(this.path, 'r');
    try {
      const found = fstatSync(handle);
      return use(handle, { size: found.size, identity: identityOf(found) });
    } finally {
      closeSync(handle);
    }
  }
}

function readRange(handle: number, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const count = readSync(handle, bytes, filled, length - filled, offset + filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

/** The model in a file without the state to resume from, in ranges of one and the same file. @throws UnrollError when it is none */
export function readWeightsFile(path: string): Model {
  const handle = openSync(path, 'r');
  try {
    return readWeights(fstatSync(handle).size, (offset, length) => readRange(handle, offset, length));
  } finally {
    closeSync(handle);
  }
}

/** Tells one version of a file from the next; empty where there is none. */
export function fileVersion(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? identityOf(found) : '';
}

function identityOf({ dev, ino, mtimeMs, size }: Stats): string {
  return `${dev} ${ino} ${mtimeMs} ${size}`;
}
