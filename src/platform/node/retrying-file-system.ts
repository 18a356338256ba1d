import type { FileSystem } from '../file-system';

/** Errors of Windows that mostly pass: a virus scanner, an indexer or another window has the file open for a moment. */
const PASSING = new Set(['EPERM', 'EACCES', 'EBUSY']);
/** Milliseconds before each further try: two thirds of a second together. */
const TRIES = [5, 10, 20, 40, 80, 160, 320];

/**
 * A file system whose calls are tried again where the error mostly passes.
 * @param sleep waits for milliseconds; blocks the thread
 */
export function retrying(fs: FileSystem, sleep: (milliseconds: number) => void = block): FileSystem {
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
    ...{ remove: again(fs.remove), makeFolder: again(fs.makeFolder), list: again(fs.list), stat: again(fs.stat), createNew: again(fs.createNew) },
    // What uses the file may not be done twice: a reader is tried again by whoever asks for the file.
    open: fs.open,
  };
}

function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
