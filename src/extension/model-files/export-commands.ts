import * as vscode from 'vscode';
import { EXPORT_FORMATS, type ExportFormat, exportFiles } from '../../formats/export';
import { readModel } from '../../formats/model-file';
import { platform } from '../../platform';
import type { TrainingEvent } from '../../protocol/training-events';
import { readMetrics, readRun } from '../../runs/run-folder';
import { nameOf } from '../documents';
import type { Models } from '../runs/models';
import { MODEL_EDITOR } from './model-inspector';

/** What a test or another command may decide beforehand instead of asking. */
export interface ExportArguments {
  readonly format?: ExportFormat;
  /** Folder to write to. */
  readonly folder?: vscode.Uri;
  /** What the files are called; the document's or model file's name without it. */
  readonly name?: string;
}

interface Source {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly events: readonly TrainingEvent[];
  readonly started: number;
}

/** "Export model…": the document's model, or the model file in front, for other programs. Returns what was written. */
export async function exportModel(models: Models, target: unknown, given: unknown): Promise<vscode.Uri[]> {
  const { format: asked, folder, name } = checkArguments(given);
  const uri = target instanceof vscode.Uri ? target : frontUri();
  const source = uri && (await sourceOf(models, uri, name));
  if (!source) {
    void vscode.window.showInformationMessage(vscode.l10n.t('This document has no model yet. Run "Train RNN on File" first.'));
    return [];
  }
  const model = readModel(source.bytes);
  const format = asked ?? (await pickFormat());
  if (!format) return [];
  const place = folder ? { folder, name: source.name } : await pickPlace(format, source.name);
  if (!place) return [];
  const files = exportFiles(format, { model, name: place.name, events: source.events, started: source.started });
  const targets = files.map(({ name }) => vscode.Uri.joinPath(place.folder, name));
  // The dialog has asked about one of them.
  if (!folder && !(await mayReplace(targets.filter((other) => other.toString() !== place.asked?.toString())))) return [];
  await vscode.workspace.fs.createDirectory(place.folder);
  for (const [i, { content }] of files.entries())
    await vscode.workspace.fs.writeFile(targets[i]!, typeof content === 'string' ? new TextEncoder().encode(content) : content);
  if (!folder) void offerToOpen(targets);
  return targets;
}

function frontUri(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputCustom && input.viewType === MODEL_EDITOR) return input.uri;
  return vscode.window.activeTextEditor?.document.uri;
}

async function sourceOf(models: Models, uri: vscode.Uri, name: string | undefined): Promise<Source | undefined> {
  const model = models.of(uri);
  const file = uri.path.endsWith('.safetensors') ? uri : model && vscode.Uri.file(model.path);
  if (!file) return undefined;
  const folder = file.scheme === 'file' ? platform.path.dirname(file.fsPath) : undefined;
  const created = folder && readRun(folder)?.record.created;
  return {
    bytes: file.scheme === 'file' ? platform.files.read(file.fsPath) : await vscode.workspace.fs.readFile(file),
    name: baseName(name ?? nameOf(uri)),
    events: folder ? readMetrics(folder) : [],
    started: (created ? Date.parse(created) : Date.now()) / 1000,
  };
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
    { format: 'tensorboard', label: 'TensorBoard', detail: vscode.l10n.t('Metrics, hyper-parameters, samples and histograms of the weights.') },
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
    ...(EXPORT_FORMATS.includes(format as ExportFormat) ? { format: format as ExportFormat } : {}),
    ...(folder instanceof vscode.Uri ? { folder } : {}),
    ...(typeof name === 'string' && name !== '' ? { name: name.slice(0, 200) } : {}),
  };
}
