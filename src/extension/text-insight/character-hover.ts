import * as vscode from 'vscode';
import { codeSpan } from '../../text/code-span';
import type { DocumentModels } from '../runs/document-models';
import type { PredictorClient } from '../suggestions/predictor-client';
import type { Colouring } from './colouring';

/** While the text is coloured by surprisal: what the network expected in a character's place. */
export class CharacterHover implements vscode.HoverProvider {
  constructor(
    private readonly colouring: Colouring,
    private readonly predictor: PredictorClient,
    private readonly models: DocumentModels,
  ) {}

  async provideHover(document: vscode.TextDocument, position: vscode.Position, token: vscode.CancellationToken): Promise<vscode.Hover | undefined> {
    if (this.colouring.current?.by !== 'surprisal' || !this.models.of(document.uri)) return undefined;
    const crlf = document.eol === vscode.EndOfLine.CRLF;
    const reply = await this.predictor.insight(
      document,
      { type: 'character', offset: document.offsetAt(position) - (crlf ? position.line : 0) },
      token,
    );
    if (token.isCancellationRequested || reply?.type !== 'character' || !reply.character) return undefined;
    const { text, bits, rank, top, hiddenNorms } = reply.character;
    const content = new vscode.MarkdownString();
    content.appendMarkdown(
      `**Unroll** ${
        rank > 0
          ? vscode.l10n.t('{0}: {1} bits, rank {2} among the expected characters', code(text), bits.toFixed(2), rank)
          : vscode.l10n.t('{0}: not among the characters the network knows', code(text))
      }\n\n`,
    );
    content.appendMarkdown(`| | |\n|---|---:|\n`);
    for (const { text: other, probability } of top) {
      const own = other === text ? '**' : '';
      content.appendMarkdown(`| ${own}${code(other, true)}${own} | ${own}${(100 * probability).toFixed(1)} %${own} |\n`);
    }
    if (hiddenNorms.length > 0)
      content.appendMarkdown(`\n${vscode.l10n.t('Norm of the hidden state: {0}', hiddenNorms.map((norm) => norm.toFixed(2)).join(', '))}`);
    // In the middle of a surrogate pair: the character began before.
    const start = /[\udc00-\udfff]/.test(document.getText(new vscode.Range(position, position.translate(0, 1))))
      ? position.translate(0, -1)
      : position;
    return new vscode.Hover(content, new vscode.Range(start, start.translate(0, text === '\n' ? 0 : text.length)));
  }
}

/** A character as code; a blank by a visible name. */
function code(character: string, inTable = false): string {
  return codeSpan(character === ' ' ? '␠' : character, inTable);
}
