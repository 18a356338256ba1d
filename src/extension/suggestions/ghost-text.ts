import * as vscode from 'vscode';
import { closingOf } from '../../text/brackets';
import { countCodePoints, isWhole, withLineFeeds } from '../../text/offsets';
import { isWritable } from '../documents';
import { measured } from '../host-time';
import { log } from '../log';
import type { DocumentModels } from '../runs/document-models';
import { completionSettings, updateWhereItRules } from '../settings';
import type { OtherProviders } from './other-providers';
import type { PredictorClient } from './predictor-client';

/** UTF-16 units beyond which a document gets no suggestions: counting it would take many seconds and hundreds of megabytes. */
const LONGEST = 5_000_000;

/** The suggestion on screen: where it began and what it said. */
interface Shown {
  readonly uri: string;
  readonly position: vscode.Position;
  /** The line up to the cursor when it was made, and the line after it. */
  readonly before: string;
  readonly after: string;
  readonly text: string;
}

/** Ghost text: the network's continuation at the cursor, for documents that have a model. */
export class GhostText implements vscode.InlineCompletionItemProvider, vscode.Disposable {
  private shown: Shown | undefined;
  /** The newest change of a document: when it came, in milliseconds of the host's clock, and whether it took text back. */
  private readonly changes = new WeakMap<vscode.TextDocument, { readonly at: number; readonly tookBack: boolean }>();
  private readonly accepted = new vscode.EventEmitter<{ readonly uri: string; readonly length: number }>();
  /** A suggestion was accepted, whole or a piece of it: characters that stand in the document now. */
  readonly onDidAccept = this.accepted.event;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly predictor: PredictorClient,
    private readonly models: DocumentModels,
    /** Whether a document is being trained on: then its n-gram answers before there is a network. */
    private readonly learning: (uri: vscode.Uri) => boolean,
    private readonly otherProviders: OtherProviders,
  ) {
    this.subscriptions = [
      this.accepted,
      vscode.languages.registerInlineCompletionItemProvider({ pattern: '**' }, this),
      vscode.workspace.onDidChangeTextDocument(
        measured('change', ({ document, contentChanges, reason }: vscode.TextDocumentChangeEvent) => {
          if (contentChanges.length === 0) return;
          this.noteAccepted(document, contentChanges);
          const deletion = contentChanges.every((change) => change.text === '' && change.rangeLength > 0);
          this.changes.set(document, { at: performance.now(), tookBack: reason !== undefined || deletion });
        }),
      ),
      // Another model or another limit says something else.
      models.onDidChange(() => this.forget()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('unroll.completions')) this.forget();
      }),
    ];
  }

  provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    return this.measuredProvide(document, position, context, token);
  }

  private readonly measuredProvide = measured('suggest', this.provide.bind(this));

  private async provide(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    const settings = completionSettings(document);
    const byHand = context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
    if (!this.serves(document) || (settings.manual && !byHand)) return [];
    // After undo or delete people look at what they had, not for more.
    const change = this.changes.get(document);
    if (!byHand && change?.tookBack) return [];
    const editor = vscode.window.activeTextEditor;
    if (editor?.document === document && (editor.selections.length > 1 || !editor.selection.isEmpty)) return [];

    // Before any wait: what is asked now is about this text.
    const { version } = document;
    const known = this.remainder(document, position);
    // Of a single character that can be seen nobody has much: perhaps it goes on.
    if (known && countCodePoints(known.replace(/\s/g, '')) > 1) return this.items(document, position, [known], context.selectedCompletionInfo);
    if (!byHand) {
      const others = this.otherProviders.waitFor(document);
      if (others === undefined) return [];
      // The delay counts from the key: the editor has waited some 50 ms by itself, and who types fast would never see a second wait end.
      const wait = others + Math.max(0, settings.delay - (performance.now() - (change?.at ?? Number.NEGATIVE_INFINITY)));
      if (wait > 0 && !((await pause(wait, token)) && this.serves(document))) return [];
    }
    const texts = (await this.predictor.suggest(document, position, byHand ? 3 : 1, token)).filter(isWhole);
    if (token.isCancellationRequested || document.version !== version) return [];
    // If it does not, a letter with its blank stays: found by use, it went as the Tab key came, which then indented.
    if (texts.length === 0) return known && countCodePoints(known) > 1 ? this.items(document, position, [known], context.selectedCompletionInfo) : [];
    const line = document.lineAt(position.line).text;
    void this.otherProviders.tell();
    this.shown = {
      uri: document.uri.toString(),
      position,
      before: line.slice(0, position.character),
      after: line.slice(position.character),
      text: texts[0]!,
    };
    return this.items(document, position, texts, context.selectedCompletionInfo);
  }

  /** Whether suggestions may come in a document. */
  serves(document: vscode.TextDocument): boolean {
    if (!isWritable(document) || document.offsetAt(document.lineAt(document.lineCount - 1).range.end) > LONGEST) return false;
    const { enabled, withoutModel } = completionSettings(document);
    return enabled && (withoutModel || this.models.of(document.uri) !== undefined || this.learning(document.uri));
  }

  private items(
    document: vscode.TextDocument,
    position: vscode.Position,
    texts: readonly string[],
    popup: vscode.SelectedCompletionInfo | undefined,
  ): vscode.InlineCompletionItem[] {
    const ending = (text: string) => (document.eol === vscode.EndOfLine.CRLF ? text.replace(/\n/g, '\r\n') : text);
    if (!popup) return texts.map((text) => new vscode.InlineCompletionItem(ending(text), new vscode.Range(position, position)));
    // The list's own choice comes first: only a continuation that says more than it may show, and it replaces what the list would replace.
    if (!popup.range.end.isEqual(position)) return [];
    const typed = document.getText(popup.range);
    return texts
      .filter((text) => (typed + text).startsWith(popup.text) && typed + text !== popup.text)
      .map((text) => new vscode.InlineCompletionItem(typed + ending(text), popup.range));
  }

  /** What is left of the suggestion on screen while the user types along it. */
  private remainder(document: vscode.TextDocument, position: vscode.Position): string | undefined {
    const { shown } = this;
    if (!shown || shown.uri !== document.uri.toString() || position.isBefore(shown.position)) return undefined;
    const after = document.lineAt(position.line).text.slice(position.character);
    // A bracket or a quote that the editor has closed by itself when its opening one was typed.
    const closed = after.length === shown.after.length + 1 ? after[0]! : '';
    if (after !== closed + shown.after) return undefined;
    const start = document.lineAt(shown.position.line).text;
    if (start.slice(0, shown.position.character) !== shown.before) return undefined;
    const typed = withLineFeeds(document.getText(new vscode.Range(shown.position, position)));
    if (!shown.text.startsWith(typed) || typed.length >= shown.text.length) return undefined;
    const left = shown.text.slice(typed.length);
    const rest = closed === '' ? left : left.slice(0, closingOf(left, closed));
    if (rest === left && closed !== '') return undefined;
    return isWhole(rest) ? rest : undefined;
  }

  /** What is shown at a place, if a suggestion is. */
  shownAt(document: vscode.TextDocument, position: vscode.Position): string | undefined {
    return this.remainder(document, position);
  }

  /** An insertion of more than one character that the suggestion on screen began with was taken from it. */
  private noteAccepted(document: vscode.TextDocument, [change, ...others]: readonly vscode.TextDocumentContentChangeEvent[]): void {
    const { shown } = this;
    if (!change || others.length > 0 || shown?.uri !== document.uri.toString() || change.range.start.isBefore(shown.position)) return;
    const typed = withLineFeeds(document.getText(new vscode.Range(shown.position, change.range.start)));
    // Beside a suggestion list the insertion replaces what was typed of its word.
    const replaced = change.rangeLength;
    const inserted = withLineFeeds(change.text).slice(replaced);
    const rest = shown.text.slice(typed.length + replaced);
    if (inserted.length > 1 && shown.text.startsWith(typed) && rest.startsWith(inserted)) {
      this.accepted.fire({ uri: shown.uri, length: inserted.length });
    }
  }

  private forget(): void {
    this.shown = undefined;
  }

  async toggle(): Promise<void> {
    const configuration = vscode.workspace.getConfiguration('unroll.completions', vscode.window.activeTextEditor?.document);
    const enabled = !configuration.get('enabled', true);
    await updateWhereItRules(configuration, 'enabled', enabled);
    log.info(`suggestions ${enabled ? 'on' : 'off'}`);
    vscode.window.setStatusBarMessage(enabled ? vscode.l10n.t('Unroll suggestions are on.') : vscode.l10n.t('Unroll suggestions are off.'), 3000);
  }

  /** On or off for the language of the document in front. */
  async toggleForLanguage(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (!document) return;
    const configuration = () => vscode.workspace.getConfiguration('unroll.completions', document);
    const enabled = !configuration().get<boolean>('enabled', true);
    // A language's own value goes where the setting says the same: it would hide what is chosen for all languages later.
    await updateWhereItRules(configuration(), 'enabled', undefined, true);
    if (configuration().get<boolean>('enabled', true) !== enabled) await updateWhereItRules(configuration(), 'enabled', enabled, true);
    log.info(`suggestions ${enabled ? 'on' : 'off'} for ${document.languageId}`);
    // A click in the language status takes the keyboard away from the text, and the next keys went nowhere.
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
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
