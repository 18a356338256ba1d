import * as vscode from 'vscode';
import { listRuns } from '../../runs/stored-run';
import { tableOfData } from '../../tasks/data/preview';
import { normalizeText } from '../../text/text';
import { keyOf } from '../documents';
import type { PredictorClient } from '../suggestions/predictor-client';

/** Milliseconds of rest before anything is asked. */
const REST = 150;
/** Rows that are asked for at a time. */
const MAX_ROWS = 100;
/** UTF-16 units of a table that is read again while somebody types. */
const MAX_UNITS = 2_000_000;

/** Writes the class that a document's newest model gives a row quietly behind it, for the rows that are seen. Off unless asked. */
export class PredictedClasses implements vscode.Disposable {
  private readonly decoration = vscode.window.createTextEditorDecorationType({
    after: { margin: '0 0 0 2em', color: new vscode.ThemeColor('editorCodeLens.foreground'), fontStyle: 'italic' },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedOpen,
  });
  /** Model files by the documents that have classes written behind their rows. */
  private readonly shown = new Map<string, string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly subscriptions: vscode.Disposable[];
  private readonly written = new vscode.EventEmitter<readonly vscode.DecorationOptions[]>();
  /** Classes stand behind the rows that are seen. */
  readonly onDidWrite = this.written.event;

  constructor(
    private readonly predictor: PredictorClient,
    private readonly runsRoot: string | undefined,
  ) {
    this.subscriptions = [
      this.decoration,
      this.written,
      vscode.window.onDidChangeTextEditorVisibleRanges(() => this.soon()),
      vscode.window.onDidChangeVisibleTextEditors(() => this.soon()),
      vscode.workspace.onDidChangeTextDocument(() => this.soon()),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.shown.delete(uri.toString())),
    ];
  }

  /** Turns them on or off for the document in front. */
  async toggle(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (!editor) return;
    const key = editor.document.uri.toString();
    if (this.shown.delete(key)) {
      for (const each of vscode.window.visibleTextEditors) if (each.document === editor.document) each.setDecorations(this.decoration, []);
      return;
    }
    const model = this.modelOf(editor.document.uri);
    if (!model) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('No network has learned a label of this file yet. Run "Train RNN on File" and choose "A label".'),
      );
      return;
    }
    this.shown.set(key, model);
    await this.write(editor);
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const each of this.subscriptions) each.dispose();
  }

  /** The model of the newest run that has learnt classes of the document. */
  private modelOf(uri: vscode.Uri): string | undefined {
    const key = keyOf(uri).toString();
    const runs = (this.runsRoot ? listRuns(this.runsRoot) : []).filter(
      ({ record, model }) => model !== undefined && record.task?.id === 'classification' && record.document.uri === key,
    );
    return runs.sort((a, b) => b.record.created.localeCompare(a.record.created))[0]?.model;
  }

  private soon(): void {
    clearTimeout(this.timer);
    if (this.shown.size === 0) return;
    this.timer = setTimeout(() => {
      for (const editor of vscode.window.visibleTextEditors) void this.write(editor);
    }, REST);
  }

  private async write(editor: vscode.TextEditor): Promise<void> {
    const { document, visibleRanges } = editor;
    const model = this.shown.get(document.uri.toString());
    const text = model === undefined ? '' : document.getText();
    if (model === undefined || text.length > MAX_UNITS) return;
    const table = tableOfData({ name: document.uri.path, text: normalizeText(text) });
    if (!table) return;
    const rows = table.rows
      .filter(({ line }) => visibleRanges.some(({ start, end }) => line - 1 >= start.line && line - 1 <= end.line))
      .slice(0, MAX_ROWS);
    const { version } = document;
    const classes = await this.predictor.classify(
      model,
      table.columns,
      rows.map(({ values }) => values),
    );
    // What was typed in between is asked for again.
    if (document.version !== version || !this.shown.has(document.uri.toString())) return;
    const options = rows.flatMap(({ line }, i): vscode.DecorationOptions[] => {
      const own = classes?.[i];
      if (!own) return [];
      const { range } = document.lineAt(Math.min(line, document.lineCount) - 1);
      const contentText = `${own.label} ${Math.round(100 * own.probability)} %`;
      return [{ range: new vscode.Range(range.end, range.end), renderOptions: { after: { contentText } } }];
    });
    editor.setDecorations(this.decoration, options);
    this.written.fire(options);
  }
}
