import * as vscode from 'vscode';
import { LAYER_DESCRIPTIONS } from '../../network/layers/descriptions';
import type { DataTaskId } from '../../protocol/data-task';
import type { Overrides } from '../../protocol/defaults';

interface LengthItem extends vscode.QuickPickItem {
  readonly overrides: Overrides | 'kind';
}

/** "How long, and what kind of network?" for a task on data. @returns options beside the task's defaults; undefined when nobody chooses */
export async function askTaskLength(id: DataTaskId): Promise<Overrides | undefined> {
  const usual: Record<DataTaskId, string> = {
    classification: vscode.l10n.t('A GRU over each sequence, six passes over the data.'),
    forecast: vscode.l10n.t('A GRU over windows of 24 values, 300 steps on all of them at once.'),
    pairs: vscode.l10n.t('An encoder and a decoder with additive attention, 600 steps.'),
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
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Train RNN'),
    placeHolder: vscode.l10n.t('How long, and what kind of network?'),
    ignoreFocusOut: true,
  });
  return picked?.overrides === 'kind' ? askKind() : picked?.overrides;
}

async function askKind(): Promise<Overrides | undefined> {
  const items = LAYER_DESCRIPTIONS.map(({ id, title }) => ({ label: title, cell: id }));
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Cell'), ignoreFocusOut: true });
  return picked && { cell: picked.cell };
}
