import { platform } from '../platform';
import type { FileSystem } from '../platform/file-system';
import { UnrollError } from '../protocol/error';
import { fileSystem } from './file-system';
import type { RunRecord } from './record';
import { loadRun, RECORD_FILE, type RefusedRun, readRun, runFolders, type StoredRun } from './stored-run';

/** What a run was when the list was read. */
interface Seen {
  /** Distinguishes one version of the record from the next; undefined where there is none. */
  readonly version: string | undefined;
  /** Undefined where the record could not be read. */
  readonly state: RunRecord['state'] | undefined;
}

/** The runs on disk, and whether they are still those that were read: other windows and processes change them as well. */
export class RunList {
  private seen = new Map<string, Seen>();

  constructor(
    private readonly root: string,
    private readonly fs: FileSystem = fileSystem,
  ) {}

  /** All runs, and those that a newer version of the extension has made; damaged ones are left out. */
  read(): { readonly runs: StoredRun[]; readonly refused: RefusedRun[] } {
    const runs: StoredRun[] = [];
    const refused: RefusedRun[] = [];
    this.seen = new Map();
    for (const folder of runFolders(this.root, this.fs)) {
      // First: what is written in between is found by the next look.
      const version = this.version(folder);
      let state: Seen['state'];
      try {
        const run = loadRun(folder, this.fs);
        runs.push(run);
        state = run.record.state;
      } catch (error) {
        if (error instanceof UnrollError && error.id === 'run.newer') refused.push({ folder, refused: error });
      }
      this.seen.set(folder, { version, state });
    }
    return { runs, refused };
  }

  /** Whether a run came, went or changed its state since the list was read. */
  hasChanged(): boolean {
    const folders = runFolders(this.root, this.fs);
    return folders.length !== this.seen.size || folders.some((folder) => this.runHasChanged(folder));
  }

  private runHasChanged(folder: string): boolean {
    const seen = this.seen.get(folder);
    if (!seen) return true;
    const version = this.version(folder);
    // A run whose process has died is interrupted without a new record.
    if (version === seen.version && seen.state !== 'running') return false;
    const state = readRun(folder, this.fs)?.record.state;
    this.seen.set(folder, { version, state: seen.state });
    return state !== seen.state;
  }

  private version(folder: string): string | undefined {
    return this.fs.stat(`${folder}${platform.path.sep}${RECORD_FILE}`)?.identity;
  }
}
