import * as vscode from 'vscode';
import type { ExplanationPart } from '../../protocol/predictor-messages';
import { codeSpan } from '../../text/code-span';
import type { GhostText } from './ghost-text';
import type { PredictorClient } from './predictor-client';
import { signedBits } from './signed-bits';

/** Parts that are shown. */
const MAX_ROWS = 5;

/** Why this? On hover over the place of a suggestion: its probability, which parts of the predictor spoke for it, and the earlier place that it follows. */
export class SuggestionHover implements vscode.HoverProvider {
  constructor(
    private readonly ghostText: GhostText,
    private readonly predictor: PredictorClient,
  ) {}

  async provideHover(document: vscode.TextDocument, position: vscode.Position, token: vscode.CancellationToken): Promise<vscode.Hover | undefined> {
    const cursor = vscode.window.activeTextEditor?.document === document ? vscode.window.activeTextEditor.selection.active : undefined;
    if (!cursor || cursor.line !== position.line || Math.abs(cursor.character - position.character) > 1) return undefined;
    const shown = this.ghostText.shownAt(document, cursor);
    const explanation = shown === undefined ? null : await this.predictor.explain(document, cursor);
    if (!explanation || token.isCancellationRequested) return undefined;
    const { text, probability, parts, match } = explanation;
    const content = new vscode.MarkdownString();
    content.appendMarkdown(`**Unroll** ${vscode.l10n.t('Why {0}? Its probability is {1} %.', codeSpan(text), (100 * probability).toFixed(0))}\n\n`);
    content.appendMarkdown(`| ${vscode.l10n.t('supported it')} | ${vscode.l10n.t('bits')} |\n|---|---:|\n`);
    for (const { part, bits } of parts.slice(0, MAX_ROWS)) content.appendMarkdown(`| ${partName(part)} | ${signedBits(bits, 1)} |\n`);
    if (match)
      content.appendMarkdown(
        `\n${vscode.l10n.t('The last {0} characters stood here before: {1}', match.length, codeSpan(match.before + match.after))}`,
      );
    return new vscode.Hover(content, new vscode.Range(cursor, cursor));
  }
}

function partName(part: ExplanationPart): string {
  return {
    order: vscode.l10n.t('the last characters'),
    word: vscode.l10n.t('words'),
    column: vscode.l10n.t('the line above'),
    structure: vscode.l10n.t('brackets, indentation, shape of the line'),
    match: vscode.l10n.t('an earlier place with the same continuation'),
    recency: vscode.l10n.t('what came here last time'),
    ngram: vscode.l10n.t('n-gram'),
    network: vscode.l10n.t('trained network'),
  }[part];
}
