import * as vscode from 'vscode';
import { UnrollError } from '../protocol/error';
import { type TrainedSelection, textOfRanges } from '../protocol/trained-selection';
import { normalizeText } from '../text/text';

/** A text to train on, and whose model it makes. */
export interface TrainingSource {
  /** The document that runs and models belong to: of a notebook's cells the notebook. */
  readonly uri: vscode.Uri;
  readonly name: string;
  readonly text: string;
  readonly languageId: string;
  /** The part of the document that `text` is; absent: the whole. */
  readonly selection?: TrainedSelection;
}

const CELL_SCHEME = 'vscode-notebook-cell';
const WRITABLE = new Set(['file', 'untitled', CELL_SCHEME]);
/** Beyond this VS Code shows a file but keeps it from extensions. */
const SYNCHRONIZED = 50 * 2 ** 20;

/** The document that runs and models belong to: cells come and go, so theirs are their notebook's. */
export function keyOf(uri: vscode.Uri): vscode.Uri {
  return (uri.scheme === CELL_SCHEME && cellOf(uri)?.notebook.uri) || uri;
}

/** What the editor in front shows: also where extensions get no text editor for it. */
export function activeUri(): vscode.Uri | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor) return editor.document.uri;
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputNotebook) return input.uri;
  if (input instanceof vscode.TabInputTextDiff) return input.modified;
  // Beside the walkthrough or the panel in an editor: the one document that is in sight.
  const [beside, ...others] = vscode.window.visibleTextEditors.filter(({ viewColumn }) => viewColumn !== undefined);
  return others.length === 0 ? beside?.document.uri : undefined;
}

/** The text of a document as it stands, of one cell, or of a whole notebook. @throws UnrollError when the editor cannot give it */
export async function readSource(uri: vscode.Uri): Promise<TrainingSource> {
  const cell = uri.scheme === CELL_SCHEME ? cellOf(uri) : undefined;
  if (cell) return cellSource(cell, [[0, normalizeText(cell.document.getText()).length]]);
  const notebook = vscode.workspace.notebookDocuments.find((open) => open.uri.toString() === uri.toString());
  if (notebook || uri.path.endsWith('.ipynb')) return notebookSource(notebook ?? (await vscode.workspace.openNotebookDocument(uri)));
  const document = await open(uri);
  return { uri, name: nameOf(uri), text: document.getText(), languageId: document.languageId };
}

/** What is selected in an editor, in the order of the document; undefined when nothing is. */
export function selectedSource({ document, selections }: vscode.TextEditor): TrainingSource | undefined {
  const chosen = selections.filter((selection) => !selection.isEmpty).sort((a, b) => a.start.compareTo(b.start));
  if (chosen.length === 0) return undefined;
  // Offsets in the normalised text, in which a line ends with one unit.
  const offset = (position: vscode.Position) => normalizeText(document.getText(new vscode.Range(new vscode.Position(0, 0), position))).length;
  const ranges = chosen.map(({ start, end }) => [offset(start), offset(end)] as const);
  const cell = cellOf(document.uri);
  if (cell) return cellSource(cell, ranges);
  const text = normalizeText(document.getText());
  const lines = chosen.length === 1 ? `:${chosen[0]!.start.line + 1}\u2013${chosen[0]!.end.line + 1}` : '';
  const name = lines ? `${nameOf(document.uri)}${lines}` : vscode.l10n.t('{0}, {1} selections', nameOf(document.uri), chosen.length);
  const selection = { ranges, documentLength: text.length };
  return { uri: document.uri, name, text: textOfRanges(text, ranges), languageId: document.languageId, selection };
}

/** A part of a cell, or all of it, as a part of its notebook. */
function cellSource({ notebook, index, document }: vscode.NotebookCell, ranges: TrainedSelection['ranges']): TrainingSource {
  const texts = notebook.getCells().map((cell) => normalizeText(cell.document.getText()));
  const start = texts.slice(0, index).reduce((sum, text) => sum + text.length + 1, 0);
  const whole = texts.join('\n');
  const moved = ranges.map(([from, to]) => [start + from, start + to] as const);
  const name = vscode.l10n.t('{0}, cell {1}', nameOf(notebook.uri), index + 1);
  const selection = { ranges: moved, documentLength: whole.length };
  return { uri: notebook.uri, name, text: textOfRanges(whole, moved), languageId: document.languageId, selection };
}

function notebookSource(notebook: vscode.NotebookDocument): TrainingSource {
  const cells = notebook.getCells();
  const text = cells.map(({ document }) => document.getText()).join('\n');
  const languageId = cells.find(({ kind }) => kind === vscode.NotebookCellKind.Code)?.document.languageId ?? 'markdown';
  return { uri: notebook.uri, name: nameOf(notebook.uri), text, languageId };
}

async function open(uri: vscode.Uri): Promise<vscode.TextDocument> {
  const size = await vscode.workspace.fs.stat(uri).then(
    (stat) => stat.size,
    () => 0,
  );
  if (size > SYNCHRONIZED) throw new UnrollError('document.large', [nameOf(uri), Math.ceil(size / 2 ** 20)]);
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch (cause) {
    throw new UnrollError('document.unreadable', [nameOf(uri)], { cause });
  }
}

function cellOf(uri: vscode.Uri): vscode.NotebookCell | undefined {
  for (const notebook of vscode.workspace.notebookDocuments)
    for (const cell of notebook.getCells()) if (cell.document.uri.toString() === uri.toString()) return cell;
  return undefined;
}

export function nameOf(uri: vscode.Uri): string {
  return uri.path.split('/').pop() || uri.toString();
}

/** Where a document is after a file or folder was renamed; undefined when that does not concern it. */
export function relocated(uri: vscode.Uri, from: vscode.Uri, to: vscode.Uri): vscode.Uri | undefined {
  if (uri.scheme !== from.scheme || uri.authority !== from.authority) return undefined;
  if (uri.path !== from.path && !uri.path.startsWith(`${from.path}/`)) return undefined;
  return uri.with({ scheme: to.scheme, authority: to.authority, path: to.path + uri.path.slice(from.path.length) });
}

/** Whether somebody can type into a document: not into the other side of a comparison, the output or what an extension only shows. */
export function isWritable({ uri }: vscode.TextDocument): boolean {
  return WRITABLE.has(uri.scheme) || vscode.workspace.fs.isWritableFileSystem(uri.scheme) === true;
}
