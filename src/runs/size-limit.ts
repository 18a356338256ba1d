import { platform } from '../platform';
import type { FileSystem } from '../platform/file-system';
import { fileSystem } from './file-system';
import { isAlive, listRuns, type StoredRun, serves } from './stored-run';

const { path } = platform;

/** Bytes of a run's folder. */
function runSize(folder: string, fs: FileSystem = fileSystem): number {
  return fs.list(folder).reduce((sum, { name }) => sum + (fs.stat(path.join(folder, name))?.size ?? 0), 0);
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
