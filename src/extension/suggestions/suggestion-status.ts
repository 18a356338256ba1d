import * as vscode from 'vscode';
import type { Contributions, PredictorReply } from '../../protocol/predictor-messages';
import { measured } from '../host-time';
import type { DocumentModels } from '../runs/document-models';
import { completionSettings } from '../settings';
import type { Trainings } from '../training/trainings';
import type { GhostText } from './ghost-text';
import type { PredictorClient } from './predictor-client';
import { signedBits } from './signed-bits';

/** Milliseconds between two times that the figures are asked for: also while somebody types on and on. */
const PACE = 1500;

interface Keys {
  typed: number;
  saved: number;
}

type Quality = Extract<PredictorReply, { type: 'quality' }>;

/**
 * The language status: who suggests in this document, what share of the keys it has saved, and the switch for the language; in a second line how well it
 * tells the text, and what each part is worth. The editor cuts lines at some 75 characters, the command with them.
 */
export class SuggestionStatus implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem('unroll.suggestions', { pattern: '**' });
  private worth: vscode.LanguageStatusItem | undefined;
  private readonly keys = new Map<string, Keys>();
  private timer: NodeJS.Timeout | undefined;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly predictor: PredictorClient,
    private readonly ghostText: GhostText,
    models: DocumentModels,
    trainings: Trainings,
  ) {
    this.item.name = vscode.l10n.t('Unroll suggestions');
    this.subscriptions = [
      this.item,
      ghostText.onDidAccept(({ uri, length }) => this.accept(uri, length)),
      vscode.window.onDidChangeActiveTextEditor(() => void this.show()),
      // A document may have suggestions from now on, or none any more.
      models.onDidChange(() => this.soon()),
      trainings.onDidChange(({ events }) => {
        if (events.length === 0) this.soon();
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.keys.delete(uri.toString())),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('unroll.completions')) this.soon();
      }),
      vscode.workspace.onDidChangeTextDocument(
        measured('keys', ({ document, contentChanges }: vscode.TextDocumentChangeEvent) => {
          if (!this.ghostText.serves(document)) return;
          // A key is an insertion of one character; indentation that comes with a new line is nobody's key.
          const typed = contentChanges.filter(({ text, rangeLength }) => rangeLength === 0 && (text.length === 1 || /^\r?\n\s*$/.test(text))).length;
          this.of(document.uri.toString()).typed += typed;
          if (document === vscode.window.activeTextEditor?.document) this.soon();
        }),
      ),
    ];
    this.soon();
  }

  /** What the item says. */
  get text(): string {
    return this.item.text;
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
    this.timer ??= setTimeout(() => void this.show(), PACE);
  }

  private async show(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const document = vscode.window.activeTextEditor?.document;
    this.item.command = undefined;
    if (!document || !this.ghostText.serves(document)) {
      this.tellWorth(undefined);
      const isOff = document && !completionSettings(document).enabled;
      this.item.text = isOff ? vscode.l10n.t('Unroll: off') : vscode.l10n.t('Unroll: no suggestions here');
      this.item.detail = isOff ? document.languageId : vscode.l10n.t('Suggestions start once a network has been trained.');
      if (isOff) this.item.command = toggle(vscode.l10n.t('Turn on'), document.languageId);
      return;
    }
    this.item.command = toggle(vscode.l10n.t('Turn off'), document.languageId);
    const quality = await this.predictor.quality(document);
    if (document !== vscode.window.activeTextEditor?.document || !this.ghostText.serves(document)) return;
    const speaks = quality && speaker(quality);
    this.item.text = speaks ? `Unroll: ${speaks}` : 'Unroll';
    this.item.detail = vscode.l10n.t('{0} % of keys saved', (100 * this.savedShare(document.uri.toString())).toFixed(0));
    this.item.accessibilityInformation = { label: `${this.item.text}, ${this.item.detail}` };
    this.tellWorth(quality);
  }

  /** The second line, where there is something to say. */
  private tellWorth(quality: Quality | undefined): void {
    if (!quality || quality.contributions.characters === 0) {
      this.worth?.dispose();
      this.worth = undefined;
      return;
    }
    this.worth ??= vscode.languages.createLanguageStatusItem('unroll.contributions', { pattern: '**' });
    this.worth.name = vscode.l10n.t('Unroll: what each part contributes');
    this.worth.text = vscode.l10n.t('{0} bits/character', quality.contributions.bitsPerCharacter.toFixed(2));
    const megabytes = vscode.l10n.t('{0} MB', (quality.bytes / 2 ** 20).toFixed(0));
    this.worth.detail = `${worth(quality.contributions)} · ${megabytes}`;
    this.worth.accessibilityInformation = { label: `${this.worth.text}, ${this.worth.detail}` };
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.worth?.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

function toggle(title: string, language: string): vscode.Command {
  return { command: 'unroll.toggleCompletionsForLanguage', title, tooltip: vscode.l10n.t('Suggestions in {0}', language) };
}

/** Who suggests: the network has its name there as long as it is asked. */
function speaker({ state, contributions }: Quality): string | undefined {
  if (state === 'off') return undefined;
  if (state === 'ngram') return vscode.l10n.t('n-gram');
  return contributions.network === null ? vscode.l10n.t('contexts and n-gram') : vscode.l10n.t('network, contexts and n-gram');
}

/** What each part of the predictor is worth on this document, honestly: a part that costs bits says so. */
function worth({ ngram, structure, network }: Contributions): string {
  const saved = [vscode.l10n.t('n-gram {0}', signedBits(ngram, 2)), vscode.l10n.t('contexts {0}', signedBits(structure, 2))];
  if (network !== null) saved.push(vscode.l10n.t('network {0}', signedBits(network, 2)));
  return vscode.l10n.t('saved: {0}', saved.join(', '));
}
