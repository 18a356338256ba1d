import * as vscode from 'vscode';
import { MAX_WALK_CHARACTERS } from '../../protocol/bptt-trace';
import { withLineFeeds } from '../../text/offsets';

/**
 * The characters before the cursor and the one behind it, MAX_WALK_CHARACTERS at most: in the editor that shows the document, or else in the one in
 * front. Undefined without an editor, or where there is nothing to predict.
 * @param uri of the document, if it is known
 */
export function textAtCursor(uri: vscode.Uri | undefined): string | undefined {
  const editor = editorOf(uri);
  if (!editor) return undefined;
  const { document, selection } = editor;
  const at = document.offsetAt(selection.active);
  // A line's end may be two units, a character as well.
  const reach = 2 * MAX_WALK_CHARACTERS;
  const read = (from: number, to: number) =>
    Array.from(withLineFeeds(document.getText(new vscode.Range(document.positionAt(Math.max(0, from)), document.positionAt(to)))));
  const text = [...read(at - reach, at).slice(1 - MAX_WALK_CHARACTERS), ...read(at, at + reach).slice(0, 1)];
  return text.length < 2 ? undefined : text.join('');
}

/** Where the character stands that is so many before the one behind the cursor; undefined without an editor or so many characters. */
export function placeBeforeCursor(uri: vscode.Uri | undefined, back: number): { editor: vscode.TextEditor; range: vscode.Range } | undefined {
  const editor = editorOf(uri);
  if (!editor) return undefined;
  const { document, selection } = editor;
  const at = document.offsetAt(selection.active);
  const range = (from: number, to: number) => new vscode.Range(document.positionAt(from), document.positionAt(to));
  // A line's end is one character, whatever it is made of.
  const characters = document.getText(range(Math.max(0, at - 2 * (back + 1)), at)).match(/\r\n|[\s\S]/gu) ?? [];
  if (characters.length < back) return undefined;
  const from = at - characters.slice(characters.length - back).join('').length;
  return { editor, range: range(from, from + (back === 0 ? 1 : characters[characters.length - back]!.length)) };
}

function editorOf(uri: vscode.Uri | undefined): vscode.TextEditor | undefined {
  const editors = vscode.window.visibleTextEditors;
  return editors.find(({ document }) => document.uri.toString() === uri?.toString()) ?? vscode.window.activeTextEditor ?? editors[0];
}
