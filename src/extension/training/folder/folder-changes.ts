import * as vscode from 'vscode';
import { selects } from '../../../protocol/folder-messages';
import { log } from '../../log';
import type { DocumentModel } from '../../runs/document-models';
import type { FolderReader } from './folder-reader';

/** Milliseconds of quiet after a change before the folder is looked through. */
const QUIET = 2000;

/** How many files of a trained folder have changed, come or gone since: looked up beside the host, once and whenever something changed there. */
export class FolderChanges implements vscode.Disposable {
  private readonly known = new Map<string, { model: string; changed: number }>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly changes = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changes.event;
  /** One a model, made before its files are counted: one that begins later misses what changes meanwhile. */
  private readonly watchers = new Map<string, { model: string; watcher: vscode.Disposable }>();

  constructor(private readonly folders: FolderReader) {}

  /** Files of a model's folder that differ from those it was trained on; undefined until they have been counted. */
  of(model: DocumentModel): number | undefined {
    const known = this.known.get(model.uri);
    if (known?.model === model.created) return known.changed;
    this.watch(model);
    if (!this.timers.has(model.uri)) this.lookSoon(model, 0);
    return undefined;
  }

  private watch(model: DocumentModel): void {
    const known = this.watchers.get(model.uri);
    if (known?.model === model.created) return;
    known?.watcher.dispose();
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.parse(model.uri).with({ fragment: '' }), '**'));
    const touched = (uri: vscode.Uri) => {
      if (selects(model.folder!, uri.path.split('/').pop()!)) this.lookSoon(model);
    };
    watcher.onDidChange(touched);
    watcher.onDidCreate(touched);
    watcher.onDidDelete(touched);
    this.watchers.set(model.uri, { model: model.created, watcher });
  }

  private lookSoon(model: DocumentModel, quiet = QUIET): void {
    clearTimeout(this.timers.get(model.uri));
    const timer = setTimeout(() => {
      void this.look(model)
        .catch((error) => log.debug(String(error)))
        // Another change may have come meanwhile: its timer stays.
        .finally(() => this.timers.get(model.uri) === timer && this.timers.delete(model.uri));
    }, quiet);
    this.timers.set(model.uri, timer);
  }

  private async look(model: DocumentModel): Promise<void> {
    const { files, newer } = await this.folders.changes(vscode.Uri.parse(model.uri), model.folder!, new Date(model.created));
    // New ones are newer; of those that went there is only the number.
    const changed = Math.max(newer, Math.abs(files - model.folder!.found));
    this.known.set(model.uri, { model: model.created, changed });
    this.changes.fire();
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    for (const { watcher } of this.watchers.values()) watcher.dispose();
    this.changes.dispose();
  }
}
