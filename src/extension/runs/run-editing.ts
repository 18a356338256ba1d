import * as vscode from 'vscode';
import type { Annotations } from '../../runs/record';
import { loadRun, type StoredRun, writeAnnotations } from '../../runs/stored-run';
import { runCount } from './run-words';

/** Changes what people add to runs. Another window may have written since the runs were read: each is read again. */
export function annotate(runs: readonly StoredRun[], change: (annotations: Annotations) => Partial<Annotations>): void {
  for (const { folder } of runs) {
    const { annotations } = loadRun(folder);
    writeAnnotations(folder, { ...annotations, ...change(annotations) });
  }
}

export async function renameRun(run: StoredRun): Promise<void> {
  const name = await vscode.window.showInputBox({ title: vscode.l10n.t('Name of the run'), value: run.annotations.name });
  if (name !== undefined) annotate([run], () => ({ name: name.trim() }));
}

export async function noteOnRun(run: StoredRun): Promise<void> {
  const note = await vscode.window.showInputBox({ title: vscode.l10n.t('Note on the run'), value: run.annotations.note });
  if (note !== undefined) annotate([run], () => ({ note }));
}

/** Of several runs only the tags that all have are shown to be changed; each keeps its others. */
export async function tagRuns(runs: readonly StoredRun[]): Promise<void> {
  const shared = runs[0]!.annotations.tags.filter((tag) => runs.every(({ annotations }) => annotations.tags.includes(tag)));
  const answer = await vscode.window.showInputBox({
    title:
      runs.length === 1
        ? vscode.l10n.t('Tags of the run, with spaces between them')
        : vscode.l10n.t('Tags of {0}, with spaces between them', runCount(runs.length)),
    value: shared.join(' '),
  });
  if (answer === undefined) return;
  const wanted = answer.split(/[\s,#]+/).filter(Boolean);
  annotate(runs, ({ tags }) => ({ tags: [...new Set([...tags.filter((tag) => !shared.includes(tag)), ...wanted])] }));
}
