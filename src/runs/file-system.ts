import {
  appendFileSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { threadId } from 'node:worker_threads';

export interface Entry {
  readonly name: string;
  readonly folder: boolean;
}

/** What runs need of a file system; every call throws Node's errors with their `code`. Tests put a failing one in front. */
export interface FileSystem {
  read(file: string): Uint8Array;
  /** Writes the whole file and flushes it to the disk. */
  write(file: string, bytes: Uint8Array): void;
  append(file: string, bytes: Uint8Array): void;
  rename(from: string, to: string): void;
  /** A second name for the same bytes. */
  link(file: string, name: string): void;
  /** A file or a whole folder; nothing where there is none. */
  remove(path: string): void;
  makeFolder(folder: string): void;
  list(folder: string): Entry[];
  /** Bytes, and milliseconds of the last change; undefined where there is nothing. */
  stat(path: string): { size: number; modified: number } | undefined;
}

const plainFileSystem: FileSystem = {
  read: (file) => readFileSync(file),
  write(file, bytes) {
    const handle = openSync(file, 'w');
    try {
      let written = 0;
      while (written < bytes.length) written += writeSync(handle, bytes, written);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  },
  append: (file, bytes) => appendFileSync(file, bytes),
  rename: renameSync,
  link: linkSync,
  remove: (path) => rmSync(path, { recursive: true, force: true }),
  makeFolder: (folder) => void mkdirSync(folder, { recursive: true }),
  list: (folder) => readdirSync(folder, { withFileTypes: true }).map((entry) => ({ name: entry.name, folder: entry.isDirectory() })),
  stat(path) {
    const found = statSync(path, { throwIfNoEntry: false });
    return found && { size: found.size, modified: found.mtimeMs };
  },
};

/** Errors of Windows that mostly pass: a virus scanner, an indexer or another window has the file open for a moment. */
const PASSING = new Set(['EPERM', 'EACCES', 'EBUSY']);
/** Milliseconds before each further try: two thirds of a second together. */
const TRIES = [5, 10, 20, 40, 80, 160, 320];

/**
 * A file system whose calls are tried again where the error mostly passes.
 * @param sleep waits for milliseconds; blocks the thread
 */
export function patient(fs: FileSystem, sleep: (milliseconds: number) => void = block): FileSystem {
  const again =
    <A extends unknown[], R>(call: (...given: A) => R) =>
    (...given: A): R => {
      for (const wait of TRIES) {
        try {
          return call(...given);
        } catch (error) {
          if (!PASSING.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
          sleep(wait);
        }
      }
      return call(...given);
    };
  return {
    ...{ read: again(fs.read), write: again(fs.write), append: again(fs.append), rename: again(fs.rename), link: again(fs.link) },
    ...{ remove: again(fs.remove), makeFolder: again(fs.makeFolder), list: again(fs.list), stat: again(fs.stat) },
  };
}

function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** Elsewhere these errors are told at once: they say what is so. */
export const nodeFileSystem: FileSystem = process.platform === 'win32' ? patient(plainFileSystem) : plainFileSystem;

/** What a file is called while this thread writes it. */
export function temporaryName(file: string): string {
  return `${file}.${process.pid}-${threadId}.tmp`;
}

/** Writes a file so that a crash leaves the old or the new one: temporary file of this thread's own, flush, rename. */
export function writeAtomically(file: string, content: Uint8Array | string, fs: FileSystem = nodeFileSystem): void {
  const temporary = temporaryName(file);
  try {
    fs.write(temporary, typeof content === 'string' ? Buffer.from(content) : content);
    fs.rename(temporary, file);
  } catch (error) {
    try {
      fs.remove(temporary);
    } catch {
      // The first error tells more.
    }
    throw error;
  }
}
