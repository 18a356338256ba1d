import { platform } from '../platform';
import type { FileSystem } from '../platform/file-system';
import { fileSystem } from './file-system';
import { DELETED_FOLDER } from './stored-run';

const { path } = platform;

/** Milliseconds after which a deleted run that a crashed window has left behind goes. */
const UNDO_LIMIT = 24 * 3600_000;

/** Where a deleted run goes; its name says when. */
export function trashOf(folder: string, now = Date.now()): string {
  return path.join(path.dirname(folder), DELETED_FOLDER, `${now}-${path.basename(folder)}`);
}

/** Deleted runs whose window has ended without removing them; those of a window that may still undo are younger. */
export function staleTrash(root: string, fs: FileSystem = fileSystem, now = Date.now()): string[] {
  const trash = path.join(root, DELETED_FOLDER);
  if (!fs.stat(trash)) return [];
  return fs
    .list(trash)
    .filter(({ name }) => !(now - Number.parseInt(name, 10) < UNDO_LIMIT))
    .map(({ name }) => path.join(trash, name));
}
