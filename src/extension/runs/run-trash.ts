import * as vscode from 'vscode';
import { platform } from '../../platform';
import { staleBins, trashOf } from '../../runs/retention';
import { runFolders } from '../../runs/stored-run';

const { files, path } = platform;

/** The one way by which runs leave the list: into a bin beside them, in one change so that no other window ever finds half a run, and from there off the disk. */
export class RunTrash {
  private readonly removals = new vscode.EventEmitter<string>();
  /** The run in a folder is gone from the list. */
  readonly onDidRemove = this.removals.event;

  constructor(private readonly root: string | undefined) {}

  /** Takes a run off the list. Returns where it is until `empty`. */
  put(folder: string): string {
    const bin = trashOf(folder);
    files.makeFolder(path.dirname(bin));
    files.rename(folder, bin);
    this.removals.fire(folder);
    return bin;
  }

  /** Brings a run back to its folder. False when it is gone for good. */
  restore(bin: string, folder: string): boolean {
    if (!files.stat(bin)) return false;
    files.rename(bin, folder);
    return true;
  }

  empty(bin: string): void {
    files.remove(bin);
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
    if (this.root) for (const bin of staleBins(this.root)) this.empty(bin);
  }
}
