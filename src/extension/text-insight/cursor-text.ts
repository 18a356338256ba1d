import * as vscode from 'vscode';
import { MOST_WALK_CHARACTERS } from '../../protocol/walk-through';

/**
 * The characters before the cursor and the one behind it, MOST_WALK_CHARACTERS at most: in the editor that shows the document, or else in the one in
 * front. Undefined without an editor, or where there is nothing to predict.
 * @param uri of the document, if it is known
 */
export function textAtCursor(uri: vscode.Uri | undefined): string | undefined {
  const editors = vscode.window.visibleTextEditors;
  const own = editors.find(({ document }) => document.uri.toString() === uri?.toString());
  const editor = own ?? vscode.window.activeTextEditor ?? editors[0];
  if (!editor) return undefined;
  const { document, selection } = editor;
  const at = document.offsetAt(selection.active);
  // A line's end may be two units, a character as well.
  const reach = 2 * MOST_WALK_CHARACTERS;
  const read = (from: number, to: number) =>
    Array.from(document.getText(new vscode.Range(document.positionAt(Math.max(0, from)), document.positionAt(to))).replace(/\r\n?/g, '\n'));
  const text = [...read(at - reach, at).slice(1 - MOST_WALK_CHARACTERS), ...read(at, at + reach).slice(0, 1)];
  return text.length < 2 ? undefined : text.join('');
}
