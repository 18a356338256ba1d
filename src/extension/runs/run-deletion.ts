import * as vscode from 'vscode';
import { isAlive, type StoredRun } from '../../runs/stored-run';
import type { DocumentModels } from './document-models';
import type { RunTrash } from './run-trash';
import { runCount, runTitle } from './run-words';
import type { RunsView } from './runs-view';

/** Names that a question lists before it only counts. */
const NAMED = 8;

/** Deletes runs that people choose, so that they can be brought back. */
export class RunDeletion implements vscode.Disposable {
  /** Folders that can still be brought back. */
  private readonly deleted = new Set<string>();

  constructor(
    private readonly view: RunsView,
    private readonly models: DocumentModels,
    private readonly trash: RunTrash,
  ) {}

  /** Out of the list at once, off the disk when nobody wants them back. Asks before several go. @throws Error when one is being trained */
  async delete(runs: readonly StoredRun[]): Promise<void> {
    for (const run of runs)
      if (isAlive(run.folder))
        throw new Error(vscode.l10n.t('The run {0} of {1} is being trained. Stop it first.', runTitle(run), run.record.document.name));
    if (runs.length > 1 && !(await mayDelete(runs))) return;
    const moved = runs.map((run) => ({ run, place: this.trash.put(run.folder) }));
    for (const { place } of moved) this.deleted.add(place);
    this.refresh(runs);
    const undo = vscode.l10n.t('Undo');
    const [first] = runs;
    const message =
      runs.length === 1
        ? vscode.l10n.t('Deleted the run {0} of {1}.', runTitle(first!), first!.record.document.name)
        : vscode.l10n.t('Deleted {0}.', runCount(runs.length));
    void vscode.window.showInformationMessage(message, undo).then((choice) => {
      for (const { run, place } of moved) {
        this.deleted.delete(place);
        if (choice !== undo || !this.trash.restore(place, run.folder)) this.trash.empty(place);
      }
      if (choice === undo) this.refresh(runs);
    });
  }

  private refresh(runs: readonly StoredRun[]): void {
    this.models.refresh([...new Set(runs.map(({ record }) => record.document.uri))].map((uri) => vscode.Uri.parse(uri)));
    this.view.refresh();
  }

  dispose(): void {
    for (const place of this.deleted) this.trash.empty(place);
  }
}

async function mayDelete(runs: readonly StoredRun[]): Promise<boolean> {
  const yes = vscode.l10n.t('Delete');
  const names = runs.slice(0, NAMED).map((run) => `${run.record.document.name}: ${runTitle(run)}`);
  const rest = runs.length > NAMED ? [vscode.l10n.t('and {0} more', runs.length - NAMED)] : [];
  const detail = [...names, ...rest].join('\n');
  return (await vscode.window.showWarningMessage(vscode.l10n.t('Delete {0}?', runCount(runs.length)), { modal: true, detail }, yes)) === yes;
}
