import * as vscode from 'vscode';
import { platform } from '../../platform';
import { listRuns, loadRun, type StoredRun } from '../../runs/stored-run';
import { relativeTime, runTitle } from './run-words';

/** Which runs a command means. Arguments may come from anywhere: a run is taken by the name of its folder only. */
export class RunSelection {
  constructor(private readonly root: string | undefined) {}

  /** The run that is meant, or asked for. @throws UnrollError when there is none of that name; CancellationError when nobody chooses */
  async one(node: unknown): Promise<StoredRun> {
    return this.named(node) ?? this.ask();
  }

  /** Every selected run, those of selected groups included; the one that is meant where nothing else is selected. */
  async all(node: unknown, nodes: unknown): Promise<StoredRun[]> {
    const selected = Array.isArray(nodes) && nodes.length > 0 ? nodes : [node];
    const meant = selected.flatMap((one) => runsOfGroup(one) ?? [one]);
    const runs = meant.map((one) => this.named(one)).filter((run) => run !== undefined);
    const distinct = [...new Map(runs.map((run) => [run.folder, run])).values()];
    return distinct.length > 0 ? distinct : [await this.ask()];
  }

  private named(node: unknown): StoredRun | undefined {
    const id = typeof node === 'string' ? node : (node as { id?: unknown } | undefined)?.id;
    return this.root && typeof id === 'string' && /^[\w-]{1,100}$/.test(id) ? loadRun(platform.path.join(this.root, id)) : undefined;
  }

  private async ask(): Promise<StoredRun> {
    const items = (this.root ? listRuns(this.root) : []).map((run) => ({
      label: runTitle(run),
      description: `${run.record.document.name} · ${relativeTime(Date.parse(run.record.created), Date.now())}`,
      run,
    }));
    const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Run'), matchOnDescription: true });
    if (!chosen) throw new vscode.CancellationError();
    return chosen.run;
  }
}

/** Ids of the runs of a group of the view; undefined for what is none. */
function runsOfGroup(node: unknown): string[] | undefined {
  const { kind, runs } = (node ?? {}) as { kind?: unknown; runs?: unknown };
  if (kind !== 'group' || !Array.isArray(runs)) return undefined;
  return runs.map(({ folder }: StoredRun) => platform.path.basename(folder));
}
