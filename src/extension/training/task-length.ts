import * as vscode from 'vscode';
import { LAYER_DESCRIPTIONS } from '../../network/layers/descriptions';
import type { DataTask, DataTaskId } from '../../protocol/data-task';
import type { Overrides } from '../../protocol/defaults';
import { askTaskOptions } from './task-options';

interface LengthItem extends vscode.QuickPickItem {
  readonly overrides: Overrides | 'kind' | 'options';
}

/** A task with options of the network beside its defaults. */
export interface TaskPlan {
  readonly task: DataTask;
  readonly overrides: Overrides;
}

/** "How long, and what kind of network?" for a task on data, whose own options can be changed first. Undefined when nobody chooses. */
export async function askTaskLength(task: DataTask, isFolder = false): Promise<TaskPlan | undefined> {
  const { id } = task;
  const usual: Record<DataTaskId, string> = {
    classification: vscode.l10n.t('A GRU over each sequence, six passes over the data.'),
    forecast: vscode.l10n.t('A GRU over windows of 24 values, 300 steps on all of them at once.'),
    pairs: vscode.l10n.t('An encoder and a decoder with additive attention, 1000 steps.'),
  };
  const items: LengthItem[] = [
    { label: vscode.l10n.t('Recommended'), detail: usual[id], overrides: {} },
    { label: vscode.l10n.t('Quick look, 10 s'), detail: vscode.l10n.t('The same network for ten seconds.'), overrides: { seconds: 10 } },
    { label: vscode.l10n.t('Thorough, 3 min'), detail: vscode.l10n.t('The same network for three minutes.'), overrides: { seconds: 180 } },
  ];
  // The encoder and the decoder of pairs are GRUs.
  if (id !== 'pairs')
    items.push({
      label: vscode.l10n.t('Another network…'),
      detail: vscode.l10n.t('Any kind of layer, as long as the recommended one.'),
      overrides: 'kind',
    });
  items.push({
    label: vscode.l10n.t('Options of the task…'),
    detail: {
      classification: vscode.l10n.t('Pooling, class weights, test data.'),
      forecast: vscode.l10n.t('Season, transformation, horizon, loss, other columns.'),
      pairs: vscode.l10n.t('Attention, the test data.'),
    }[id],
    overrides: 'options',
  });
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Train RNN'),
    placeHolder: vscode.l10n.t('How long, and what kind of network?'),
    ignoreFocusOut: true,
  });
  if (!picked) return undefined;
  if (picked.overrides === 'options') {
    const changed = await askTaskOptions(task, isFolder);
    return changed && askTaskLength(changed, isFolder);
  }
  const overrides = picked.overrides === 'kind' ? await askKind() : picked.overrides;
  return overrides && { task, overrides };
}

async function askKind(): Promise<Overrides | undefined> {
  const items = LAYER_DESCRIPTIONS.map(({ id, title }) => ({ label: title, cell: id }));
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Cell'), ignoreFocusOut: true });
  return picked && { cell: picked.cell };
}
