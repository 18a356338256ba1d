import * as vscode from 'vscode';
import { activeUri, keyOf, nameOf } from '../documents';
import type { PredictorClient } from '../suggestions/predictor-client';
import type { Trainings } from '../training/trainings';
import { withTimeout } from '../with-timeout';
import type { DocumentModels } from './document-models';
import type { RemoteStorage } from './remote/remote-storage';
import { runCount } from './run-words';

/** Milliseconds that a storage on another machine gets to follow; it is reported when it does not, and follows later. */
const REMOTE_TIME = 10_000;

/** Everything that holds something of a text: runs on disk, runs in the panel, and the thread that has counted it and loaded its weights. */
export interface Memories {
  readonly trainings: Trainings;
  readonly models: DocumentModels;
  readonly predictor: PredictorClient;
  /** Where runs are kept if that is no folder of this machine. */
  readonly remote: RemoteStorage | undefined;
}

/** "Forget this document": its training ends, its runs and models are deleted. */
export async function forgetDocument({ trainings, models, predictor, remote }: Memories, target?: vscode.Uri): Promise<number> {
  const given = target instanceof vscode.Uri ? target : activeUri();
  if (!given) return 0;
  const uri = keyOf(given);
  const name = nameOf(uri);
  const yes = vscode.l10n.t('Forget');
  const detail = vscode.l10n.t('Its runs and models are deleted from this machine. The document itself stays.');
  if ((await vscode.window.showWarningMessage(vscode.l10n.t('Forget what Unroll learned from {0}?', name), { modal: true, detail }, yes)) !== yes)
    return 0;
  await trainings.forget(uri);
  // Runs that are still to come from there are meant as well.
  await withTimeout(REMOTE_TIME, Promise.resolve(remote?.sync()));
  const count = models.forget(uri);
  predictor.reset();
  await withTimeout(REMOTE_TIME, Promise.resolve(remote?.sync()));
  const done = count > 0 ? vscode.l10n.t('Deleted {0} of {1}.', runCount(count), name) : vscode.l10n.t('No runs found for {0}.', name);
  // A network of several documents cannot forget one of them.
  const shared = models.of(uri);
  const rest = shared ? ` ${vscode.l10n.t('The network of its folder has learned it as well. Delete that run in the Runs view.')}` : '';
  void vscode.window.showInformationMessage(done + rest);
  return count;
}

/** "Delete all Unroll data": every run and the sample workspace's copy; settings stay. */
export async function deleteAllData(context: vscode.ExtensionContext, { trainings, models, predictor, remote }: Memories): Promise<void> {
  const yes = vscode.l10n.t('Delete');
  const detail = vscode.l10n.t(
    'All runs and models of all documents and the copy of the sample are deleted from this machine. Documents and settings stay.',
  );
  if ((await vscode.window.showWarningMessage(vscode.l10n.t('Delete all Unroll data?'), { modal: true, detail }, yes)) !== yes) return;
  await trainings.forget();
  await withTimeout(REMOTE_TIME, Promise.resolve(remote?.sync()));
  const count = models.forgetAll();
  predictor.reset();
  // Nothing that is under way there may come after the end.
  await withTimeout(REMOTE_TIME, Promise.resolve(remote?.sync()));
  for (const key of context.globalState.keys()) await context.globalState.update(key, undefined);
  await vscode.workspace.fs.delete(context.globalStorageUri, { recursive: true }).then(undefined, () => undefined);
  void vscode.window.showInformationMessage(vscode.l10n.t('Deleted {0}.', runCount(count)));
}
