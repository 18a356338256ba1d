import * as vscode from 'vscode';
import { log } from './log';
import type { Models } from './models';
import type { PredictorClient } from './predictor-client';
import { completionSettings } from './settings';

/** The suggestion on screen: where it began and what it said. */
interface Shown {
  readonly uri: string;
  readonly line: number;
  /** The line up to the cursor when it was made. */
  readonly before: string;
  readonly after: string;
  readonly text: string;
}

/** Ghost text: the network's continuation at the cursor, for documents that have a model. */
export class Completions implements vscode.InlineCompletionItemProvider, vscode.Disposable {
  private shown: Shown | undefined;
  private undone = false;
  private deleted = false;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly predictor: PredictorClient,
    private readonly models: Models,
  ) {
    this.subscriptions = [
      vscode.languages.registerInlineCompletionItemProvider({ pattern: '**' }, this),
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.contentChanges.length === 0) return;
        this.undone = event.reason !== undefined;
        this.deleted = event.contentChanges.every((change) => change.text === '' && change.rangeLength > 0);
      }),
    ];
  }

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    const settings = completionSettings(document);
    const byHand = context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
    if (!settings.enabled || !this.models.of(document.uri)) return [];
    // After undo or delete people look at what they had, not for more.
    if (!byHand && (this.undone || this.deleted)) return [];
    const editor = vscode.window.activeTextEditor;
    if (editor?.document === document && (editor.selections.length > 1 || !editor.selection.isEmpty)) return [];

    const line = document.lineAt(position.line).text;
    const before = line.slice(0, position.character);
    const after = line.slice(position.character);
    const remainder = this.remainder(document, position, before, after);
    let text = remainder;
    if (!text) {
      if (!byHand && settings.delay > 0 && !(await pause(settings.delay, token))) return [];
      const version = document.version;
      [text] = await this.predictor.suggest(document, position, byHand ? 3 : 1, token);
      if (!text || token.isCancellationRequested || document.version !== version) return [];
      this.shown = { uri: document.uri.toString(), line: position.line, before, after, text };
    }
    const popup = context.selectedCompletionInfo;
    if (popup) {
      // The list's own choice comes first: only a continuation that agrees with it may show.
      const typed = document.getText(popup.range);
      const chosen = popup.text.startsWith(typed) ? popup.text.slice(typed.length) : undefined;
      if (chosen === undefined || !text.startsWith(chosen)) return [];
    }
    const insert = document.eol === vscode.EndOfLine.CRLF ? text.replace(/\n/g, '\r\n') : text;
    return [new vscode.InlineCompletionItem(insert, new vscode.Range(position, position))];
  }

  /** What is left of the suggestion on screen while the user types along it. */
  private remainder(document: vscode.TextDocument, position: vscode.Position, before: string, after: string): string | undefined {
    const { shown } = this;
    if (!shown || shown.uri !== document.uri.toString() || shown.line !== position.line || shown.after !== after) return undefined;
    if (!before.startsWith(shown.before)) return undefined;
    const typed = before.slice(shown.before.length);
    if (!shown.text.startsWith(typed) || typed.length >= shown.text.length) return undefined;
    return shown.text.slice(typed.length);
  }

  async toggle(): Promise<void> {
    const configuration = vscode.workspace.getConfiguration('unroll.completions');
    const enabled = !configuration.get('enabled', true);
    await configuration.update('enabled', enabled, vscode.ConfigurationTarget.Global);
    log.info(`suggestions ${enabled ? 'on' : 'off'}`);
    vscode.window.setStatusBarMessage(enabled ? vscode.l10n.t('Unroll suggestions are on.') : vscode.l10n.t('Unroll suggestions are off.'), 3000);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

/** Waits; false when the token was cancelled meanwhile. */
function pause(milliseconds: number, token: vscode.CancellationToken): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => done(true), milliseconds);
    const subscription = token.onCancellationRequested(() => done(false));
    function done(value: boolean): void {
      clearTimeout(timer);
      subscription.dispose();
      resolve(value && !token.isCancellationRequested);
    }
  });
}
