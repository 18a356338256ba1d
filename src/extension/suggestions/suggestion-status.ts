import * as vscode from 'vscode';
import { measured } from '../host-time';
import type { PredictorClient } from './predictor-client';

/** Milliseconds of quiet before the figures are asked for anew. */
const QUIET = 1500;

interface Keys {
  typed: number;
  saved: number;
}

/** The language status item: who suggests in this document, how well it tells the text, and what share of the keystrokes it has saved. */
export class SuggestionStatus implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem('unroll.suggestions', { pattern: '**' });
  private readonly keys = new Map<string, Keys>();
  private timer: NodeJS.Timeout | undefined;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly predictor: PredictorClient,
    private readonly serves: (document: vscode.TextDocument) => boolean,
  ) {
    this.item.name = vscode.l10n.t('Unroll suggestions');
    this.item.command = { command: 'unroll.toggleCompletions', title: vscode.l10n.t('Turn on or off') };
    this.subscriptions = [
      this.item,
      vscode.commands.registerCommand('unroll.suggestionAccepted', (uri: unknown, length: unknown) => this.accept(uri, length)),
      vscode.window.onDidChangeActiveTextEditor(() => this.soon()),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.keys.delete(uri.toString())),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('unroll.completions')) this.soon();
      }),
      vscode.workspace.onDidChangeTextDocument(
        measured('keys', ({ document, contentChanges }: vscode.TextDocumentChangeEvent) => {
          if (!this.serves(document)) return;
          // A key is an insertion of one character; indentation that comes with a new line is nobody's key.
          const typed = contentChanges.filter(({ text, rangeLength }) => rangeLength === 0 && (text.length === 1 || /^\r?\n\s*$/.test(text))).length;
          this.of(document.uri.toString()).typed += typed;
          if (document === vscode.window.activeTextEditor?.document) this.soon();
        }),
      ),
    ];
    this.soon();
  }

  /** Share of keystrokes saved so far in a document: keys that suggestions stood for over all that would have been typed. */
  savedShare(uri: string): number {
    const { typed, saved } = this.of(uri);
    return typed + saved > 0 ? saved / (typed + saved) : 0;
  }

  private of(uri: string): Keys {
    let keys = this.keys.get(uri);
    if (!keys) {
      keys = { typed: 0, saved: 0 };
      this.keys.set(uri, keys);
    }
    return keys;
  }

  private accept(uri: unknown, length: unknown): void {
    if (typeof uri !== 'string' || typeof length !== 'number' || !(length >= 1 && length < 10_000)) return;
    const keys = this.of(uri);
    keys.typed++;
    keys.saved += length - 1;
    this.soon();
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.show(), QUIET);
  }

  private async show(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (!document || !this.serves(document)) {
      this.item.text = vscode.l10n.t('Unroll: no suggestions here');
      this.item.detail = vscode.l10n.t('They come once a network has been trained on this document.');
      return;
    }
    const quality = await this.predictor.quality(document);
    const engine = {
      mix: vscode.l10n.t('network and n-gram'),
      context: vscode.l10n.t('contexts'),
      network: vscode.l10n.t('network'),
      ngram: vscode.l10n.t('n-gram'),
    }[quality?.engine ?? 'ngram'];
    this.item.text = `Unroll: ${engine}`;
    const bits = quality && quality.characters > 0 ? `${vscode.l10n.t('{0} bits per character', quality.bitsPerCharacter.toFixed(2))} · ` : '';
    const share = (100 * this.savedShare(document.uri.toString())).toFixed(0);
    this.item.detail = bits + vscode.l10n.t('{0} % of the keystrokes saved', share);
    this.item.accessibilityInformation = { label: `${this.item.text}, ${this.item.detail}` };
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}
