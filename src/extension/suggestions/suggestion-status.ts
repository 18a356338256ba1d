import * as vscode from 'vscode';
import type { Contributions, PredictorReply } from '../../protocol/predictor-messages';
import { measured } from '../host-time';
import { completionSettings } from '../settings';
import type { Completions } from './completions';
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
    private readonly completions: Completions,
  ) {
    this.item.name = vscode.l10n.t('Unroll suggestions');
    this.subscriptions = [
      this.item,
      completions.onDidAccept(({ uri, length }) => this.accept(uri, length)),
      vscode.window.onDidChangeActiveTextEditor(() => this.soon()),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.keys.delete(uri.toString())),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('unroll.completions')) this.soon();
      }),
      vscode.workspace.onDidChangeTextDocument(
        measured('keys', ({ document, contentChanges }: vscode.TextDocumentChangeEvent) => {
          if (!this.completions.serves(document)) return;
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

  private accept(uri: string, length: number): void {
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
    this.item.command = undefined;
    if (!document || !this.completions.serves(document)) {
      const isOff = document && !completionSettings(document).enabled;
      this.item.text = isOff ? vscode.l10n.t('Unroll: off') : vscode.l10n.t('Unroll: no suggestions here');
      this.item.detail = isOff ? document.languageId : vscode.l10n.t('They come once a network has been trained on this document.');
      if (isOff) this.item.command = { command: 'unroll.toggleCompletionsForLanguage', title: vscode.l10n.t('Turn on for {0}', document.languageId) };
      return;
    }
    this.item.command = { command: 'unroll.toggleCompletionsForLanguage', title: vscode.l10n.t('Turn off for {0}', document.languageId) };
    const quality = await this.predictor.quality(document);
    const speaks = quality && speaker(quality);
    this.item.text = speaks ? `Unroll: ${speaks}` : 'Unroll';
    const bits = quality && quality.contributions.characters > 0 ? `${worth(quality.contributions)} · ` : '';
    const share = (100 * this.savedShare(document.uri.toString())).toFixed(0);
    this.item.detail = bits + vscode.l10n.t('{0} % of the keystrokes saved', share);
    this.item.accessibilityInformation = { label: `${this.item.text}, ${this.item.detail}` };
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

/** Who suggests: the network has its name there as long as it is asked. */
function speaker({ state, contributions }: Extract<PredictorReply, { type: 'quality' }>): string | undefined {
  if (state === 'off') return undefined;
  if (state === 'ngram') return vscode.l10n.t('n-gram');
  return contributions.network === null ? vscode.l10n.t('contexts and n-gram') : vscode.l10n.t('network, contexts and n-gram');
}

/** What each part of the predictor is worth on this document, honestly: a part that costs bits says so. */
function worth({ bitsPerCharacter, ngram, structure, network }: Contributions): string {
  const saved = [vscode.l10n.t('n-gram {0}', signed(ngram)), vscode.l10n.t('contexts {0}', signed(structure))];
  if (network !== null) saved.push(vscode.l10n.t('network {0}', signed(network)));
  return vscode.l10n.t('{0} bits per character; saved by {1}', bitsPerCharacter.toFixed(2), saved.join(', '));
}

function signed(bits: number): string {
  return bits.toFixed(2).replace('-', '−');
}
