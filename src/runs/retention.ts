import { platform } from '../platform';
import type { FileSystem } from '../platform/file-system';
import { fileSystem } from './file-system';
import { DELETED_FOLDER, isAlive, listRuns, type StoredRun, serves } from './stored-run';

const { path } = platform;

/** Bytes of a run's folder. */
function runSize(folder: string, fs: FileSystem = fileSystem): number {
  return fs.list(folder).reduce((sum, { name }) => sum + (fs.stat(path.join(folder, name))?.size ?? 0), 0);
}

/** Milliseconds after which a deleted run that a crashed window has left behind goes. */
const BIN_LIMIT = 24 * 3600_000;

/** Where a deleted run goes; its name tells when. */
export function trashOf(folder: string, now = Date.now()): string {
  return path.join(path.dirname(folder), DELETED_FOLDER, `${now}-${path.basename(folder)}`);
}

/** Deleted runs whose window has ended without removing them; those of a window that may still undo are younger. */
export function staleBins(root: string, fs: FileSystem = fileSystem, now = Date.now()): string[] {
  const bin = path.join(root, DELETED_FOLDER);
  if (!fs.stat(bin)) return [];
  return fs
    .list(bin)
    .filter(({ name }) => !(now - Number.parseInt(name, 10) < BIN_LIMIT))
    .map(({ name }) => path.join(bin, name));
}

/**
 * Runs to remove so that all take `limit` bytes at most, the oldest first. Pinned runs, runs that somebody works on and the run that serves
 * each document stay whatever they take; so does what cannot be read.
 */
export function surplusRuns(root: string, limit: number, fs: FileSystem = fileSystem): StoredRun[] {
  const runs = listRuns(root, fs);
  const serving = new Map<string, StoredRun>();
  for (const run of runs) {
    const best = serving.get(run.record.document.uri);
    if (serves(run) > (best ? serves(best) : '')) serving.set(run.record.document.uri, run);
  }
  let total = runs.reduce((sum, run) => sum + runSize(run.folder, fs), 0);
  const surplus: StoredRun[] = [];
  for (const run of runs.reverse()) {
    if (total <= limit) break;
    if (run.annotations.pinned || serving.get(run.record.document.uri) === run || isAlive(run.folder, fs)) continue;
    surplus.push(run);
    total -= runSize(run.folder, fs);
  }
  return surplus;
}
