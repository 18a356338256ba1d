import * as vscode from 'vscode';
import type { ExportFormat } from '../../formats/export';
import { platform } from '../../platform';
import { nameOf } from '../documents';
import type { DocumentModels } from '../runs/document-models';
import { type ModelFiles, sourceOf } from './model-files';
import { MODEL_EDITOR } from './model-inspector';

const FORMATS: readonly unknown[] = ['pytorch', 'onnx', 'tensorboard', 'csv'] satisfies ExportFormat[];

/** What a test or another command may decide beforehand instead of asking. */
export interface ExportArguments {
  readonly format?: ExportFormat;
  /** Folder to write to. */
  readonly folder?: vscode.Uri;
  /** What the files are called; the document's or model file's name without it. */
  readonly name?: string;
}

/** "Export model…": the document's model, or the model file in front, for other programs. Returns what was written. */
export async function exportModel(
  { models, modelFiles }: { models: DocumentModels; modelFiles: ModelFiles },
  target: unknown,
  given: unknown,
): Promise<vscode.Uri[]> {
  const { format: asked, folder, name } = checkArguments(given);
  const uri = target instanceof vscode.Uri ? target : frontUri();
  const file = uri && fileOf(models, uri);
  if (!file) {
    void vscode.window.showInformationMessage(vscode.l10n.t('This document has no model yet. Run "Train RNN on File" first.'));
    return [];
  }
  const base = baseName(name ?? nameOf(uri));
  const format = asked ?? (await pickFormat());
  if (!format) return [];
  const place = folder ? { folder, name: base } : await pickPlace(format, base);
  if (!place) return [];
  const targets = fileNames(format, place.name).map((other) => vscode.Uri.joinPath(place.folder, other));
  // The dialog has asked about one of them.
  if (!folder && !(await mayReplace(targets.filter((other) => other.toString() !== place.asked?.toString())))) return [];
  const local = place.folder.scheme === 'file' ? place.folder.fsPath : null;
  const { files } = await modelFiles.export({ source: await sourceOf(file), name: nameOf(file), format, base: place.name, folder: local });
  const written = files.map((one) => vscode.Uri.joinPath(place.folder, one.name));
  if (local === null) await vscode.workspace.fs.createDirectory(place.folder);
  for (const [i, { content }] of files.entries()) if (content) await writeWhole(written[i]!, content);
  if (!folder) void offerToOpen(written);
  return written;
}

/** Through a file beside it, so that a connection which breaks leaves no half of one. */
async function writeWhole(uri: vscode.Uri, content: Uint8Array): Promise<void> {
  const { fs } = vscode.workspace;
  const temporary = uri.with({ path: `${uri.path}.${platform.writer}.tmp` });
  try {
    await fs.writeFile(temporary, content);
    await fs.rename(temporary, uri, { overwrite: true });
  } catch (error) {
    await fs.delete(temporary).then(undefined, () => undefined);
    throw error;
  }
}

/** What an export writes over; TensorBoard's files have names that nothing has yet. */
function fileNames(format: ExportFormat, name: string): string[] {
  const endings = { pytorch: ['safetensors', 'py'], onnx: ['onnx'], csv: ['csv', 'json'], tensorboard: [] }[format];
  return endings.map((ending) => `${name}.${ending}`);
}

function frontUri(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputCustom && input.viewType === MODEL_EDITOR) return input.uri;
  return vscode.window.activeTextEditor?.document.uri;
}

function fileOf(models: DocumentModels, uri: vscode.Uri): vscode.Uri | undefined {
  if (uri.path.endsWith('.safetensors')) return uri;
  const model = models.of(uri);
  return model && vscode.Uri.file(model.path);
}

/** A document's or file's name as that of an exported file. */
function baseName(name: string): string {
  return (
    name
      .replace(/\.safetensors$/i, '')
      .replace(/[^\p{L}\p{N}._-]+/gu, '-')
      .replace(/^\.+/, '') || 'model'
  );
}

async function pickFormat(): Promise<ExportFormat | undefined> {
  const items: (vscode.QuickPickItem & { format: ExportFormat })[] = [
    {
      format: 'pytorch',
      label: 'PyTorch',
      detail: vscode.l10n.t('The weights and a Python script of the same network that evaluates, samples and trains on, on many machines too.'),
    },
    { format: 'onnx', label: 'ONNX', detail: vscode.l10n.t('The network for ONNX runtimes, its state carried by inputs and outputs.') },
    { format: 'tensorboard', label: 'TensorBoard', detail: vscode.l10n.t('Metrics, hyperparameters, samples and histograms of the weights.') },
    { format: 'csv', label: 'CSV, JSON', detail: vscode.l10n.t('The metrics of the run as a table.') },
  ];
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Export model') }))?.format;
}

/** Where to: a file to save, or for TensorBoard a folder, whose files have names of their own. */
async function pickPlace(format: ExportFormat, name: string): Promise<{ folder: vscode.Uri; name: string; asked?: vscode.Uri } | undefined> {
  const start = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (format === 'tensorboard') {
    const options = {
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: vscode.l10n.t('Export here'),
      ...(start ? { defaultUri: start } : {}),
    };
    const folder = (await vscode.window.showOpenDialog(options))?.[0];
    return folder && { folder: vscode.Uri.joinPath(folder, name), name };
  }
  const extension = { pytorch: 'safetensors', onnx: 'onnx', csv: 'csv' }[format];
  const asked = await vscode.window.showSaveDialog({
    filters: { [format]: [extension] },
    title: vscode.l10n.t('Export model'),
    ...(start ? { defaultUri: vscode.Uri.joinPath(start, `${name}.${extension}`) } : {}),
  });
  return asked && { folder: vscode.Uri.joinPath(asked, '..'), name: nameOf(asked).replace(new RegExp(`\\.${extension}$`), ''), asked };
}

async function mayReplace(targets: readonly vscode.Uri[]): Promise<boolean> {
  const found = await Promise.all(
    targets.map((uri) =>
      vscode.workspace.fs.stat(uri).then(
        () => true,
        () => false,
      ),
    ),
  );
  const there = targets.filter((_, i) => found[i]);
  if (there.length === 0) return true;
  const yes = vscode.l10n.t('Replace');
  const names = there.map((uri) => nameOf(uri)).join(', ');
  return (await vscode.window.showWarningMessage(vscode.l10n.t('{0} exists already. Replace it?', names), { modal: true }, yes)) === yes;
}

async function offerToOpen(targets: readonly vscode.Uri[]): Promise<void> {
  const open = vscode.l10n.t('Open');
  const last = targets[targets.length - 1]!;
  const names = targets.map((uri) => nameOf(uri)).join(', ');
  const choice = await vscode.window.showInformationMessage(vscode.l10n.t('Exported {0}.', names), open);
  if (choice === open)
    await vscode.commands.executeCommand(last.path.endsWith('.onnx') || /tfevents/.test(last.path) ? 'revealInExplorer' : 'vscode.open', last);
}

/** Arguments of a command may come from anywhere: only what is known gets through. */
function checkArguments(given: unknown): ExportArguments {
  if (typeof given !== 'object' || given === null) return {};
  const { format, folder, name } = given as Record<string, unknown>;
  return {
    ...(FORMATS.includes(format) ? { format: format as ExportFormat } : {}),
    ...(folder instanceof vscode.Uri ? { folder } : {}),
    ...(typeof name === 'string' && name !== '' ? { name: name.slice(0, 200) } : {}),
  };
}
