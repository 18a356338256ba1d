import * as vscode from 'vscode';
import { surplusRuns } from '../../runs/retention';
import { isAlive, type StoredRun } from '../../runs/stored-run';
import { log } from '../log';
import type { Models } from './models';
import { maximumSize } from './run-settings';
import type { RunTrash } from './run-trash';
import { runCount, runTitle } from './run-words';
import type { RunsView } from './runs-view';

/** Names that a question lists before it only counts. */
const NAMED = 8;

/** Deletes runs so that they can be brought back, and the oldest where all take too much. */
export class RunDeletion implements vscode.Disposable {
  /** Folders that can still be brought back. */
  private readonly deleted = new Set<string>();

  constructor(
    private readonly view: RunsView,
    private readonly models: Models,
    private readonly bin: RunTrash,
  ) {}

  /** Out of the list at once, off the disk when nobody wants them back. Asks before several go. @throws Error when one is being trained */
  async delete(runs: readonly StoredRun[]): Promise<void> {
    for (const run of runs)
      if (isAlive(run.folder))
        throw new Error(vscode.l10n.t('The run {0} of {1} is being trained. Stop it first.', runTitle(run), run.record.document.name));
    if (runs.length > 1 && !(await mayDelete(runs))) return;
    const moved = runs.map((run) => ({ run, bin: this.bin.put(run.folder) }));
    for (const { bin } of moved) this.deleted.add(bin);
    this.refresh(runs);
    const undo = vscode.l10n.t('Undo');
    const [first] = runs;
    const message =
      runs.length === 1
        ? vscode.l10n.t('Deleted the run {0} of {1}.', runTitle(first!), first!.record.document.name)
        : vscode.l10n.t('Deleted {0}.', runCount(runs.length));
    void vscode.window.showInformationMessage(message, undo).then((choice) => {
      for (const { run, bin } of moved) {
        this.deleted.delete(bin);
        if (choice !== undo || !this.bin.restore(bin, run.folder)) this.bin.empty(bin);
      }
      if (choice === undo) this.refresh(runs);
    });
  }

  /** Removes the oldest runs until all take no more than the setting allows. */
  keepWithinLimit(): void {
    const { root } = this.view;
    if (!root) return;
    this.bin.sweep();
    for (const { folder, record } of surplusRuns(root, maximumSize())) {
      log.info(`The run of ${record.document.name} from ${record.created} is removed: the runs take more than unroll.runs.maximumSize.`);
      this.bin.discard(folder);
    }
    this.view.refresh();
  }

  private refresh(runs: readonly StoredRun[]): void {
    this.models.refresh([...new Set(runs.map(({ record }) => record.document.uri))].map((uri) => vscode.Uri.parse(uri)));
    this.view.refresh();
  }

  dispose(): void {
    for (const bin of this.deleted) this.bin.empty(bin);
  }
}

async function mayDelete(runs: readonly StoredRun[]): Promise<boolean> {
  const yes = vscode.l10n.t('Delete');
  const names = runs.slice(0, NAMED).map((run) => `${run.record.document.name}: ${runTitle(run)}`);
  const rest = runs.length > NAMED ? [vscode.l10n.t('and {0} more', runs.length - NAMED)] : [];
  const detail = [...names, ...rest].join('\n');
  return (await vscode.window.showWarningMessage(vscode.l10n.t('Delete {0}?', runCount(runs.length)), { modal: true, detail }, yes)) === yes;
}
