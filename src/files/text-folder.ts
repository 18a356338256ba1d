import { closeSync, type Dirent, openSync, readdirSync, readFileSync, readSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { UnrollError } from '../protocol/error';
import { type FileSelection, type FolderLimits, type FolderProgress, type FolderSummary, selects } from '../protocol/folder-messages';
import { decodeText } from '../text/text';
import { IgnoreRules } from './ignore-rules';
import { LEFT_OUT } from './left-out';

/** Bytes at a file's beginning that tell whether it is binary, as git does it. */
const PROBE = 8000;

export interface FoundFile {
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/** Files and folders whose names begin with a dot. */
export interface HiddenFiles {
  readonly included: boolean;
  /** Counts files that were left out. */
  leftOut: number;
  /** Called for every folder that is walked through, a sign of life. */
  readonly entered?: (() => void) | undefined;
}

export interface FolderText extends FolderSummary {
  /** The files' texts, normalised, one after the other in the order of their paths, with a line end between them. */
  readonly text: string;
}

/**
 * Files of a folder and all folders below, sorted by path: what .gitignore leaves out, hidden files and folders, node_modules, dist, out and symbolic links are passed
 * over, so no walk goes round in circles. Folders that cannot be read are passed over as well.
 * @throws UnrollError when the folder itself cannot be read
 */
export function* findFiles(folder: string, selection?: FileSelection, hidden: HiddenFiles = { included: false, leftOut: 0 }): Generator<FoundFile> {
  let root: string;
  try {
    root = realpathSync(folder);
    readdirSync(root);
  } catch (cause) {
    throw new UnrollError('file.unreadable', [folder, (cause as NodeJS.ErrnoException).code ?? String(cause)], { cause });
  }
  yield* walk(root, IgnoreRules.above(root), selection, hidden);
}

function* walk(folder: string, above: IgnoreRules, selection: FileSelection | undefined, hidden: HiddenFiles): Generator<FoundFile> {
  let entries: Dirent[];
  hidden.entered?.();
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return;
  }
  const rules = above.within(folder);
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = path.join(folder, entry.name);
    // What is hidden may hold secrets, such as .env: it is never read unasked.
    if (entry.name.startsWith('.') && !hidden.included) {
      if (entry.isFile() && (!selection || selects(selection, entry.name)) && !rules.leavesOut(file, false)) hidden.leftOut++;
      continue;
    }
    if (entry.isDirectory()) {
      if (!LEFT_OUT.has(entry.name) && !rules.leavesOut(file, true)) yield* walk(file, rules, selection, hidden);
    } else if (entry.isFile() && (!selection || selects(selection, entry.name)) && !rules.leavesOut(file, false)) {
      const found = statSync(file, { throwIfNoEntry: false });
      if (found) yield { path: file, bytes: found.size, modified: found.mtimeMs };
    }
  }
}

/**
 * The text files of a folder as one text. Yields after every file, so that whoever drives it may do other things or give up.
 * @throws UnrollError with one sentence when there is nothing to learn
 */
export function* readFolder(
  folder: string,
  selection: FileSelection | undefined,
  limits: FolderLimits,
  includeHidden = false,
  entered?: () => void,
): Generator<FolderProgress, FolderText> {
  const hidden = { included: includeHidden, leftOut: 0, entered };
  const found = [...findFiles(folder, selection, hidden)];
  const texts: string[] = [];
  const passed = { large: 0, binary: 0, beyond: 0, encoding: 0, unreadable: 0 };
  let characters = 0;
  for (const [index, { path: file, bytes }] of found.entries()) {
    if (bytes > limits.fileBytes) passed.large++;
    else if (characters + bytes > limits.totalBytes) passed.beyond++;
    else {
      const read = readFile(file);
      if ('refused' in read) passed[read.refused]++;
      else if (read.text !== '') {
        texts.push(read.text);
        characters += read.text.length;
      }
    }
    yield { files: index + 1, of: found.length, characters };
  }
  if (texts.length === 0) throw nothing(folder, found.length, passed, limits);
  return { text: texts.join('\n'), files: texts.length, found: found.length, characters, ...passed, hidden: hidden.leftOut };
}

function nothing(folder: string, found: number, { large, beyond }: { large: number; beyond: number }, limits: FolderLimits): UnrollError {
  if (found === 0) return new UnrollError('folder.empty', [folder]);
  if (large + beyond === found) return new UnrollError('folder.large', [folder, Math.round(limits.fileBytes / 1000)]);
  return new UnrollError('folder.binary', [folder]);
}

/** Undefined for what is no text. */
export function readText(file: string): string | undefined {
  const read = readFile(file);
  return 'text' in read ? read.text : undefined;
}

/** A file's text, or why it has none. */
function readFile(file: string): { text: string } | { refused: 'binary' | 'encoding' | 'unreadable' } {
  try {
    return isBinary(file) ? { refused: 'binary' } : { text: decodeText(readFileSync(file)) };
  } catch (error) {
    if (!(error instanceof UnrollError)) return { refused: 'unreadable' };
    return { refused: error.id === 'text.binary' ? 'binary' : 'encoding' };
  }
}

function isBinary(file: string): boolean {
  const handle = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(PROBE);
    return bytes.subarray(0, readSync(handle, bytes, 0, PROBE, 0)).includes(0);
  } finally {
    closeSync(handle);
  }
}

/** Runs a reading to its end without a pause. */
export function drain<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value as T;
  }
}
