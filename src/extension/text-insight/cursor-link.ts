import * as vscode from 'vscode';
import { placeBeforeCursor } from './cursor-text';

/** Milliseconds of rest after which a moved cursor is reported: whoever holds an arrow key down asks for nothing in between. */
const REST = 120;

/** Ties the cursor of the editor to a page: the page learns when it has moved, and what the page looks at is framed in the text. */
export class CursorLink implements vscode.Disposable {
  private readonly frame = vscode.window.createTextEditorDecorationType({
    border: '1px solid',
    borderColor: new vscode.ThemeColor('focusBorder'),
    overviewRulerColor: new vscode.ThemeColor('focusBorder'),
  });
  private subscription: vscode.Disposable | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param moved the cursor rests somewhere else */
  constructor(private readonly moved: () => void) {}

  follow(on: boolean): void {
    this.subscription?.dispose();
    this.subscription = undefined;
    clearTimeout(this.timer);
    if (!on) {
      this.mark(undefined, null);
      return;
    }
    this.subscription = vscode.window.onDidChangeTextEditorSelection(() => {
      clearTimeout(this.timer);
      this.timer = setTimeout(this.moved, REST);
    });
  }

  /** Frames a character. @param back characters from the one behind the cursor; null: none */
  mark(uri: vscode.Uri | undefined, back: number | null): void {
    const place = back === null || !this.subscription ? undefined : placeBeforeCursor(uri, back);
    for (const editor of vscode.window.visibleTextEditors) editor.setDecorations(this.frame, editor === place?.editor ? [place.range] : []);
  }

  dispose(): void {
    this.follow(false);
    this.frame.dispose();
  }
}
