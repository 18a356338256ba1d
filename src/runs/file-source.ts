import { readModelByRanges, readWeights } from '../formats/model-file';
import type { ByteSource } from '../formats/safetensors';
import { platform } from '../platform';
import { UnrollError } from '../protocol/error';
import type { Model } from '../protocol/model';
import { fileSystem } from './file-system';

/**
 * A file on this machine, read by ranges. It is open only while a range is read: on Windows nobody could replace it otherwise, such as a training that
 * writes its next checkpoint.
 */
export class FileSource implements ByteSource {
  readonly size: number;
  /** Tells whether the file is still the one whose beginning was read. */
  private readonly identity: string;

  /** @throws the file system's error when there is no such file */
  constructor(private readonly path: string) {
    const { size, identity } = fileSystem.open(path, (file) => file);
    this.size = size;
    this.identity = identity;
  }

  /** Between two pieces everything else gets its turn. @throws UnrollError `file.changed` when the file is another by now */
  async read(offset: number, length: number): Promise<Uint8Array> {
    await platform.nextTurn();
    return fileSystem.open(this.path, ({ identity, read }) => {
      if (identity !== this.identity) throw new UnrollError('file.changed', [this.path]);
      return read(offset, Math.max(0, Math.min(length, this.size - offset)));
    });
  }
}

/** The model in a file without the state to resume from, in ranges of one and the same file. @throws UnrollError when it is none */
export function readWeightsFile(path: string): Model {
  return fileSystem.open(path, ({ size, read }) => readWeights(size, read));
}

/** Bytes read between two reports. */
const PIECE = 4_000_000;

/**
 * The whole model in a file, one tensor after the other.
 * @param progress hears of bytes read, and of those of the file, at most every few megabytes
 * @throws UnrollError when it is none, or the file system's error when it cannot be read
 */
export function readModelFile(path: string, progress: (read: number, of: number) => void): Model {
  return fileSystem.open(path, ({ size, read }) => {
    let done = 0;
    return readModelByRanges(size, (offset, length) => {
      const bytes = new Uint8Array(length);
      let filled = 0;
      while (filled < length) {
        const piece = read(offset + filled, Math.min(PIECE, length - filled));
        bytes.set(piece, filled);
        filled += piece.length;
        done += piece.length;
        progress(done, size);
        // The file has become shorter: its reader says so.
        if (piece.length === 0) break;
      }
      return bytes.subarray(0, filled);
    });
  });
}

/** Tells one version of a file from the next; empty where there is none. */
export function fileVersion(path: string): string {
  return fileSystem.stat(path)?.identity ?? '';
}
