import * as vscode from 'vscode';
import { completionSettings } from '../settings';

/** Most characters of other documents that are sent to be counted. */
const MAX_CHARACTERS = 200_000;

/** Other open documents of a document's language, those that are visible first, as many as fit; none where the setting says so. */
export function otherDocuments(document: vscode.TextDocument): vscode.TextDocument[] {
  if (!completionSettings(document).otherDocuments) return [];
  const visible = new Set(vscode.window.visibleTextEditors.map((editor) => editor.document));
  const others = vscode.workspace.textDocuments
    .filter((other) => other !== document && !other.isClosed && other.languageId === document.languageId && other.uri.scheme !== 'git')
    .sort((a, b) => Number(visible.has(b)) - Number(visible.has(a)));
  let room = MAX_CHARACTERS;
  return others.filter((other) => {
    const length = other.offsetAt(other.lineAt(other.lineCount - 1).range.end);
    if (length === 0 || length > room) return false;
    room -= length;
    return true;
  });
}
