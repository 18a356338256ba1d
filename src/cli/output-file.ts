import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  lstatSync,
  openSync,
  readlinkSync,
  realpathSync,
  rmSync,
  type Stats,
  statfsSync,
  statSync,
  writeSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { threadId } from 'node:worker_threads';
import { UnrollError } from '../protocol/error';
import { fileSystem, temporaryName, writeAtomically } from '../runs/file-system';
import { whileWriting } from './signals';

/** Links that are followed one after the other before they count as a circle. */
const MAX_LINKS = 40;

/** Where a command's result goes. It is checked before the work begins, so that hours of training do not end in a wrong path. */
export class OutputFile {
  /** The file itself: links are followed. */
  readonly path: string;

  /**
   * @param name as it was given
   * @param inputs files that the command reads: the result never replaces one of them
   * @throws UnrollError when it cannot be written, is no regular file or one of the inputs
   */
  constructor(
    readonly name: string,
    inputs: readonly string[] = [],
  ) {
    this.path = follow(name);
    const found = statOf(this.path);
    if (found?.isDirectory()) throw new UnrollError('output.folder', [name], { exitCode: 2 });
    if (found && !found.isFile()) throw new UnrollError('output.kind', [name], { exitCode: 2 });
    for (const input of inputs) if (isSame(this.path, found, input)) throw new UnrollError('output.input', [name], { exitCode: 2 });
    try {
      if (found) accessSync(this.path, constants.W_OK);
      probe(path.dirname(this.path));
    } catch (cause) {
      throw unwritable(name, cause);
    }
  }

  /** What is there while the file is being written. */
  get temporary(): string {
    return temporaryName(this.path);
  }

  /** @throws UnrollError when the disk has not so many bytes left, as far as it tells */
  checkSpace(bytes: number): void {
    let free: number;
    try {
      const { bavail, bsize } = statfsSync(path.dirname(this.path));
      free = bavail * bsize;
    } catch {
      // Not every file system tells.
      return;
    }
    const megabytes = (count: number) => Math.ceil(count / 2 ** 20);
    if (free < bytes) throw new UnrollError('output.space', [this.name, megabytes(bytes), megabytes(free)]);
  }

  /** Writes the file. @throws UnrollError when it cannot be written any more */
  write(content: Uint8Array | string): void {
    try {
      whileWriting([this.temporary], () => writeAtomically(this.path, content));
    } catch (cause) {
      throw unwritable(this.name, cause);
    }
  }

  /**
   * Writes the file, or where that cannot be done any more, another one in the working, the home or the temporary folder.
   * @returns where it is, and why it is not where it was to be
   * @throws UnrollError when no place takes it
   */
  save(bytes: Uint8Array): { path: string; failed?: string } {
    try {
      whileWriting([this.temporary], () => writeAtomically(this.path, bytes));
      return { path: this.name };
    } catch (cause) {
      for (const folder of [process.cwd(), homedir(), tmpdir()]) {
        const rescue = freeName(path.join(folder, path.basename(this.path)));
        try {
          whileWriting([temporaryName(rescue)], () => writeAtomically(rescue, bytes));
          return { path: rescue, failed: codeOf(cause) };
        } catch {
          // The next one may take it.
        }
      }
      throw unwritable(this.name, cause);
    }
  }
}

/**
 * Writes several files or none: every one is whole beside its place before the first takes it.
 * @throws UnrollError when one of them cannot be written
 */
export function writeTogether(files: readonly OutputContent[]): void {
  whileWriting(
    files.map(({ output }) => output.temporary),
    () => writeAll(files),
  );
}

interface OutputContent {
  readonly output: OutputFile;
  readonly content: Uint8Array | string;
}

function writeAll(files: readonly OutputContent[]): void {
  const clean = () => {
    for (const { output } of files) rmSync(output.temporary, { force: true });
  };
  for (const { output, content } of files) {
    try {
      fileSystem.write(output.temporary, typeof content === 'string' ? Buffer.from(content) : content);
    } catch (cause) {
      clean();
      throw unwritable(output.name, cause);
    }
  }
  for (const { output } of files) {
    try {
      fileSystem.rename(output.temporary, output.path);
    } catch (cause) {
      clean();
      throw unwritable(output.name, cause);
    }
  }
}

/** A name beside `file` that nothing has yet: model.checkpoint.safetensors, model.checkpoint-2.safetensors, ... */
export function freeName(file: string, word = ''): string {
  const { dir, name, ext } = path.parse(file);
  for (let number = 1; ; number++) {
    const candidate = path.join(dir, `${name}${word}${number === 1 ? '' : `-${number}`}${ext}`);
    if ((word !== '' || number > 1) && !lstatOf(candidate)) return candidate;
  }
}

function unwritable(name: string, cause: unknown): UnrollError {
  return new UnrollError('file.unwritable', [name, codeOf(cause)], { cause });
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

/** The place that a name stands for; it need not exist yet. A link to nothing stands for what it points to. */
function follow(name: string): string {
  let place = path.resolve(name);
  for (let links = 0; links < MAX_LINKS; links++) {
    const found = lstatOf(place);
    if (!found?.isSymbolicLink()) {
      if (found) return realpathSync(place);
      const folder = path.dirname(place);
      return path.join(existsSync(folder) ? realpathSync(folder) : folder, path.basename(place));
    }
    place = path.resolve(path.dirname(place), readlinkSync(place));
  }
  throw new UnrollError('file.unwritable', [name, 'ELOOP'], { exitCode: 2 });
}

function lstatOf(place: string): Stats | undefined {
  try {
    return lstatSync(place);
  } catch {
    return undefined;
  }
}

function statOf(place: string): Stats | undefined {
  try {
    return statSync(place);
  } catch {
    return undefined;
  }
}

/** Whether a path is an input: by path, and by what a file system says is the same file (hard links, letter case). */
function isSame(place: string, found: Stats | undefined, input: string): boolean {
  if (input === '-') return false;
  const given = statOf(input);
  if (!given?.isFile()) return false;
  return realpathSync(input) === place || (found !== undefined && found.ino !== 0 && found.ino === given.ino && found.dev === given.dev);
}

/** Whether a folder takes a file, by trying. */
function probe(folder: string): void {
  const file = path.join(folder, `.unroll-${process.pid}-${threadId}.tmp`);
  whileWriting([file], () => {
    const handle = openSync(file, 'wx');
    try {
      // A full disk takes the name, but no bytes.
      writeSync(handle, Buffer.alloc(4096));
    } finally {
      closeSync(handle);
      rmSync(file, { force: true });
    }
  });
}
