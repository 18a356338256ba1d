import * as vscode from 'vscode';
import { readModel } from '../../formats/model-file';
import { platform } from '../../platform';
import { UnrollError } from '../../protocol/error';
import { fingerprintOf, RunFolder } from '../../runs/run-folder';
import { codePoints, normalizeText } from '../../text/text';
import { keyOf, nameOf } from '../documents';
import type { Models } from '../runs/models';

/** Largest file that is taken in: the widest network there is has less. */
const MOST_BYTES = 1_000_000_000;

/** "Import model…": a model file, ours or from the exported script, becomes the model of the document in front. Returns the run's folder. */
export async function importModel(models: Models, runsRoot: string | undefined, target: unknown): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open the document first that the model is for.'));
    return undefined;
  }
  if (!runsRoot) throw new UnrollError('import.storage');
  const file = target instanceof vscode.Uri ? target : (await vscode.window.showOpenDialog(dialog()))?.[0];
  if (!file) return undefined;
  const { size } = await vscode.workspace.fs.stat(file);
  if (size > MOST_BYTES) throw new UnrollError('import.size', [Math.round(size / 1e6), MOST_BYTES / 1e6]);
  const model = readModel(await vscode.workspace.fs.readFile(file));
  const { document } = editor;
  const text = normalizeText(document.getText());
  const uri = keyOf(document.uri);
  const id = crypto.randomUUID();
  const run = RunFolder.create(platform.path.join(runsRoot, id), {
    id,
    document: { uri: uri.toString(), name: nameOf(uri) },
    fingerprint: fingerprintOf(text),
    configuration: model.configuration,
    created: new Date().toISOString(),
    state: 'running',
  });
  const saved = run.saveModel(model);
  run.finish('done');
  models.checkpoint(uri, saved);
  void tell(nameOf(file), text, new Set(model.vocabulary));
  return run.folder;
}

/** Characters that the network has never seen are worth a word. */
function tell(name: string, text: string, known: ReadonlySet<string | null>): Thenable<unknown> {
  const unseen = text.length > 1 ? new Set(codePoints(text).filter((character) => !known.has(character))) : new Set<string>();
  if (unseen.size === 0) return vscode.window.showInformationMessage(vscode.l10n.t('{0} now makes the suggestions in this document.', name));
  const some = [...unseen].slice(0, 10).join(' ');
  return vscode.window.showInformationMessage(
    vscode.l10n.t('{0} now makes the suggestions in this document. It has never seen {1} of its characters: {2}', name, unseen.size, some),
  );
}

function dialog(): vscode.OpenDialogOptions {
  return { filters: { safetensors: ['safetensors'] }, title: vscode.l10n.t('Import model'), openLabel: vscode.l10n.t('Import') };
}
