import * as vscode from 'vscode';
import { platform } from '../../platform';
import { runFolders } from '../../runs/stored-run';
import { staleTrash, trashOf } from '../../runs/trash';

const { files, path } = platform;

/** The one way by which runs leave the list: into the trash beside them, in one change so that no other window ever finds half a run, and from there off the disk. */
export class RunTrash {
  private readonly removals = new vscode.EventEmitter<string>();
  /** The run in a folder is gone from the list. */
  readonly onDidRemove = this.removals.event;

  constructor(private readonly root: string | undefined) {}

  /** Takes a run off the list. Returns where it is until `empty`. */
  put(folder: string): string {
    const place = trashOf(folder);
    files.makeFolder(path.dirname(place));
    files.rename(folder, place);
    this.removals.fire(folder);
    return place;
  }

  /** Brings a run back to its folder. False when it is gone for good. */
  restore(place: string, folder: string): boolean {
    if (!files.stat(place)) return false;
    files.rename(place, folder);
    return true;
  }

  empty(place: string): void {
    files.remove(place);
  }

  /** Off the list and off the disk. */
  discard(folder: string): void {
    this.empty(this.put(folder));
  }

  /** Everything, whatever it is: folders without a readable record hold weights as well. */
  discardAll(): void {
    if (!this.root) return;
    const folders = runFolders(this.root);
    files.remove(this.root);
    for (const folder of folders) this.removals.fire(folder);
  }

  /** What a window that crashed has left behind. */
  sweep(): void {
    if (this.root) for (const place of staleTrash(this.root)) this.empty(place);
  }
}
