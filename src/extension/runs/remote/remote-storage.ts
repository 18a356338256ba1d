import * as vscode from 'vscode';
import { platform } from '../../../platform';
import { textOf, writeAtomically } from '../../../runs/file-system';
import { ALIVE_FILE, isAlive, METRICS_FILE, MODEL_FILE, NOTES_FILE, PREVIOUS_MODEL_FILE, RECORD_FILE, runFolders } from '../../../runs/stored-run';
import { log } from '../../log';
import type { Trainings } from '../../training/trainings';
import type { DocumentModels } from '../document-models';
import type { RunTrash } from '../run-trash';
import type { RunsView } from '../runs-view';
import { RemoteFiles } from './remote-files';

const { files, path } = platform;

/** Milliseconds in which many changes become one copy. */
const DELAY = 1000;
/** Milliseconds after which a storage that failed is tried again, if nothing changes before. */
const RETRY = 30_000;
/** Beside the runs: what is known to be in the storage. */
const COPIED_FILE = '.copied.json';
/** Names that a storage may give a run and its files: nothing that leads out of the folder. */
const RUN_NAME = /^[\w-]{1,100}$/;
const FILE_NAME = /^\w[\w.-]{0,100}$/;
/** A file is there before whatever tells of it: metrics up to a checkpoint before the checkpoint, the record last. */
const ORDER = [METRICS_FILE, MODEL_FILE, NOTES_FILE, ALIVE_FILE, RECORD_FILE];

/**
 * Runs in a storage that is no folder of this machine. Worker threads write a folder here, as everywhere; from there the host copies what has
 * changed to the storage through `workspace.fs`, and fetches what has changed there when a window opens. What fails is reported once and tried again;
 * until then the folder here has it.
 */
export class RemoteStorage implements vscode.Disposable {
  private readonly files: RemoteFiles;
  /** Size and time of each file here (by run/name) when it was the same as in the storage. */
  private readonly copied = new Map<string, string>();
  /** Runs that are deleted here and perhaps not yet there. */
  private readonly removed = new Set<string>();
  private collected = false;
  private troubled = false;
  private disposed = false;
  private timer: NodeJS.Timeout | undefined;
  private work: Promise<void> = Promise.resolve();
  private readonly arrivals = new vscode.EventEmitter<void>();
  /** Runs have come from the storage, or have gone with it. */
  readonly onDidFetch = this.arrivals.event;

  /** @param remote where the runs are kept @param local the folder here */
  constructor(
    remote: vscode.Uri,
    readonly local: string = platform.privateFolder(remote.toString()),
  ) {
    this.files = new RemoteFiles(remote);
    try {
      const { copied, removed } = JSON.parse(textOf(files.read(path.join(local, COPIED_FILE)))) as {
        copied: [string, string][];
        removed: string[];
      };
      this.copied = new Map(copied);
      this.removed = new Set(removed);
    } catch {
      // A folder that is new.
    }
  }

  /** Something has changed here: soon it will be in the storage as well. */
  changed(delay = DELAY): void {
    if (this.disposed) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.sync();
    }, delay);
  }

  /** The run in a folder here is deleted: so it will be in the storage. */
  forget(folder: string): void {
    const id = path.basename(folder);
    this.removed.add(id);
    this.unmark(id);
    this.changed();
  }

  /** Fetches what is new there, unless that is done, and copies what is new here; one call after the other. Never fails. */
  sync(): Promise<void> {
    this.work = this.work.then(async () => {
      try {
        if (!this.collected) await this.collect();
        this.collected = true;
        await this.push();
        if (this.troubled) log.info('The storage of runs can be written again.');
        this.troubled = false;
      } catch (error) {
        this.failed(error);
      }
      this.remember();
    });
    return this.work;
  }

  private failed(error: unknown): void {
    log.warn(`Runs and their storage ${this.files.root} are not the same now: ${error}`);
    this.changed(RETRY);
    if (this.troubled) return;
    this.troubled = true;
    const code = error instanceof vscode.FileSystemError ? error.code : String(error);
    void vscode.window.showWarningMessage(
      vscode.l10n.t('The storage for runs is not responding ({0}). Runs are kept on this machine and copied when it responds again.', code),
    );
  }

  private async collect(): Promise<void> {
    const there = (await this.files.folders()).filter((id) => RUN_NAME.test(id) && !this.removed.has(id));
    const known = new Set(there);
    let news = false;
    for (const id of there) {
      if (!(await this.isBehind(id))) continue;
      await this.collectRun(id);
      news = true;
    }
    // What another machine has deleted goes here as well, unless something was added to it here since.
    for (const folder of runFolders(this.local)) {
      const id = path.basename(folder);
      if (known.has(id) || !this.copied.has(`${id}/${RECORD_FILE}`) || this.unsaved(id).length > 0 || isAlive(folder)) continue;
      files.remove(folder);
      this.unmark(id);
      news = true;
    }
    if (news) this.arrivals.fire();
  }

  /** Whether the storage has of a run what this machine has not. What was done here and is not yet there comes first. */
  private async isBehind(id: string): Promise<boolean> {
    const folder = path.join(this.local, id);
    if (!files.stat(path.join(folder, RECORD_FILE))) return true;
    if (isAlive(folder) || this.unsaved(id).length > 0) return false;
    const here = new Set(namesIn(folder));
    if ([...this.copied.keys()].some((key) => key.startsWith(`${id}/`) && !here.has(key.slice(id.length + 1)) && !key.endsWith(`/${ALIVE_FILE}`)))
      return true;
    for (const name of [RECORD_FILE, NOTES_FILE]) {
      const there = await this.files.read(id, name);
      if (there && !(here.has(name) && isSame(there, files.read(path.join(folder, name))))) return true;
    }
    return false;
  }

  private async collectRun(id: string): Promise<void> {
    const folder = path.join(this.local, id);
    for (const name of inOrder((await this.files.files(id)).filter(isKept))) {
      const bytes = await this.files.read(id, name);
      if (!bytes || this.removed.has(id)) continue;
      files.makeFolder(folder, 'private');
      writeAtomically(path.join(folder, name), bytes);
      this.copied.set(`${id}/${name}`, mark(path.join(folder, name)) ?? '');
    }
  }

  private async push(): Promise<void> {
    for (const folder of runFolders(this.local)) await this.pushRun(path.basename(folder));
    for (const id of [...this.removed]) {
      // One that was brought back is none any more.
      if (!files.stat(path.join(this.local, id))) await this.files.removeFolder(id);
      this.removed.delete(id);
    }
  }

  private async pushRun(id: string): Promise<void> {
    const folder = path.join(this.local, id);
    if (!files.stat(path.join(folder, RECORD_FILE)) || isAliveElsewhere(folder)) return;
    const snapshots = new Map<string, { bytes: Uint8Array; mark: string }>();
    // The checkpoint is read before the metrics that lead to it, which the worker has written before.
    for (const name of this.unsaved(id).reverse()) {
      const found = mark(path.join(folder, name));
      const bytes = await platform.readLater(path.join(folder, name)).catch(() => undefined);
      if (found && bytes) snapshots.set(name, { bytes, mark: found });
    }
    for (const name of inOrder([...snapshots.keys()])) {
      // Deleted while it was copied.
      if (this.removed.has(id)) return;
      const snapshot = snapshots.get(name)!;
      await this.files.write(id, name, snapshot.bytes);
      this.copied.set(`${id}/${name}`, snapshot.mark);
    }
    if (this.copied.has(`${id}/${ALIVE_FILE}`) && !files.stat(path.join(folder, ALIVE_FILE))) {
      await this.files.remove(id, ALIVE_FILE);
      this.copied.delete(`${id}/${ALIVE_FILE}`);
    }
  }

  /** Files of a run that are not in the storage as they are here, in the order in which they go there. */
  private unsaved(id: string): string[] {
    const folder = path.join(this.local, id);
    return inOrder(namesIn(folder).filter((name) => mark(path.join(folder, name)) !== this.copied.get(`${id}/${name}`)));
  }

  private unmark(id: string): void {
    for (const key of [...this.copied.keys()]) if (key.startsWith(`${id}/`)) this.copied.delete(key);
  }

  private remember(): void {
    // A folder that was deleted as a whole stays so, unless its runs are still to be deleted there.
    if (!files.stat(this.local) && this.removed.size === 0) return;
    files.makeFolder(this.local, 'private');
    writeAtomically(path.join(this.local, COPIED_FILE), JSON.stringify({ copied: [...this.copied], removed: [...this.removed] }));
  }

  /** Copies nothing any more on its own. */
  dispose(): void {
    this.disposed = true;
    clearTimeout(this.timer);
    this.arrivals.dispose();
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}

function mark(file: string): string | undefined {
  const found = files.stat(file);
  return found && `${found.size} ${found.modified}`;
}

function namesIn(folder: string): string[] {
  return files.stat(folder)
    ? files
        .list(folder)
        .filter((entry) => !entry.folder && isKept(entry.name))
        .map(({ name }) => name)
    : [];
}

/** The checkpoint before the last one is for disks that break: the storage has each checkpoint whole. */
function isKept(name: string): boolean {
  return FILE_NAME.test(name) && !/\.(tmp|old)$/.test(name) && name !== PREVIOUS_MODEL_FILE;
}

function inOrder(names: readonly string[]): string[] {
  return [...names].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
}

/** A run that another window works on is that window's to copy. */
function isAliveElsewhere(folder: string): boolean {
  if (!isAlive(folder)) return false;
  try {
    return (JSON.parse(textOf(files.read(path.join(folder, ALIVE_FILE)))) as { pid?: unknown }).pid !== platform.process;
  } catch {
    // Being written just now.
    return false;
  }
}

/** Copies to the storage whatever trainings, models and people do with runs, and shows what comes from there. */
export function keepInStep(
  remote: RemoteStorage,
  { trainings, models, runs, trash }: { trainings: Trainings; models: DocumentModels; runs: RunsView; trash: RunTrash },
): vscode.Disposable[] {
  remote.changed(0);
  return [
    trainings.onDidChange(() => remote.changed()),
    models.onDidChange(() => remote.changed()),
    runs.onDidChangeTreeData(() => remote.changed()),
    trash.onDidRemove((folder) => remote.forget(folder)),
    remote.onDidFetch(() => {
      models.refresh(vscode.workspace.textDocuments.map(({ uri }) => uri));
      runs.refresh();
    }),
  ];
}
