import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ByteSource } from '../formats/safetensors';

/** A file on this machine, read by ranges; whoever opens it closes it. */
export class FileSource implements ByteSource {
  readonly size: number;
  private readonly handle: number;

  constructor(path: string) {
    this.handle = openSync(path, 'r');
    this.size = fstatSync(this.handle).size;
  }

  /** Between two pieces everything else gets its turn. */
  async read(offset: number, length: number): Promise<Uint8Array> {
    await new Promise((resolve) => setImmediate(resolve));
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.size - offset)));
    let filled = 0;
    while (filled < bytes.length) {
      const count = readSync(this.handle, bytes, filled, bytes.length - filled, offset + filled);
      if (count === 0) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  }

  close(): void {
    closeSync(this.handle);
  }
}
