import * as vscode from 'vscode';
import { platform } from '../../platform';
import { UnrollError } from '../../protocol/error';
import { keyOf, nameOf } from '../documents';
import type { DocumentModels } from '../runs/document-models';
import { type ModelFiles, sourceOf } from './model-files';

/** Largest file that is taken in: the widest network there is has less. */
const MAX_BYTES = 1_000_000_000;

export interface ImportServices {
  readonly models: DocumentModels;
  readonly modelFiles: ModelFiles;
  readonly runsRoot: string | undefined;
}

/** "Import model…": a model file, ours or from the exported script, becomes the model of the document in front. Returns the run's folder. */
export async function importModel({ models, modelFiles, runsRoot }: ImportServices, target: unknown): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open the document first that the model is for.'));
    return undefined;
  }
  if (!runsRoot) throw new UnrollError('import.storage');
  const file = target instanceof vscode.Uri ? target : (await vscode.window.showOpenDialog(dialog()))?.[0];
  if (!file) return undefined;
  const { size } = await vscode.workspace.fs.stat(file);
  if (size > MAX_BYTES) throw new UnrollError('import.size', [Math.round(size / 1e6), MAX_BYTES / 1e6]);
  const { document } = editor;
  const uri = keyOf(document.uri);
  const name = nameOf(file);
  const { model, unseen } = await modelFiles.import({
    ...{ source: await sourceOf(file), name, runsRoot, id: crypto.randomUUID() },
    ...{ document: { uri: uri.toString(), name: nameOf(uri) }, text: document.getText() },
  });
  models.checkpoint(uri, model);
  void tell(name, unseen);
  return platform.path.dirname(model);
}

/** Characters that the network has never seen are worth a word. */
function tell(name: string, unseen: readonly string[]): Thenable<unknown> {
  if (unseen.length === 0) return vscode.window.showInformationMessage(vscode.l10n.t('{0} now makes the suggestions in this document.', name));
  const some = unseen.slice(0, 10).join(' ');
  return vscode.window.showInformationMessage(
    vscode.l10n.t('{0} now makes the suggestions in this document. It has never seen {1} of its characters: {2}', name, unseen.length, some),
  );
}

function dialog(): vscode.OpenDialogOptions {
  return { filters: { safetensors: ['safetensors'] }, title: vscode.l10n.t('Import model'), openLabel: vscode.l10n.t('Import') };
}
