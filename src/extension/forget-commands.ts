import * as vscode from 'vscode';
import type { Models } from './models';
import type { Trainings } from './trainings';

/** Milliseconds that a stopped worker gets to write its last file before its folder goes. */
const STOP_TIME = 5000;

/** "Forget this document": its training ends, its runs and models are deleted. */
export async function forgetDocument(trainings: Trainings, models: Models, target?: vscode.Uri): Promise<number> {
  const uri = target instanceof vscode.Uri ? target : vscode.window.activeTextEditor?.document.uri;
  if (!uri) return 0;
  const name = uri.path.split('/').pop() || uri.toString();
  const yes = vscode.l10n.t('Forget');
  const detail = vscode.l10n.t('Its runs and models are deleted from this machine. The document itself stays.');
  if ((await vscode.window.showWarningMessage(vscode.l10n.t('Forget what Unroll learnt from {0}?', name), { modal: true, detail }, yes)) !== yes)
    return 0;
  const training = trainings.of(uri);
  if (training?.active) {
    training.stop();
    await training.finished;
  }
  const count = models.forget(uri);
  void vscode.window.showInformationMessage(
    count > 0 ? vscode.l10n.t('{0} runs of {1} are deleted.', count, name) : vscode.l10n.t('There was nothing to forget of {0}.', name),
  );
  return count;
}

/** "Delete all Unroll data": every run and the sample workspace's copy; settings stay. */
export async function deleteAllData(context: vscode.ExtensionContext, trainings: Trainings, models: Models): Promise<void> {
  const yes = vscode.l10n.t('Delete');
  const detail = vscode.l10n.t(
    'All runs and models of all documents and the copy of the sample are deleted from this machine. Documents and settings stay.',
  );
  if ((await vscode.window.showWarningMessage(vscode.l10n.t('Delete all Unroll data?'), { modal: true, detail }, yes)) !== yes) return;
  await trainings.stopAll(STOP_TIME);
  const count = models.forgetAll();
  for (const key of context.globalState.keys()) await context.globalState.update(key, undefined);
  await vscode.workspace.fs.delete(context.globalStorageUri, { recursive: true }).then(undefined, () => undefined);
  void vscode.window.showInformationMessage(vscode.l10n.t('{0} runs are deleted.', count));
}
