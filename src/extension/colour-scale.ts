import * as vscode from 'vscode';
import type { LevelRun } from '../view-model/text-levels';

/** Shares of colour over the editor's background, weakest level first: the text must stay legible under the strongest. */
const WARM = [0.1, 0.14, 0.18, 0.23, 0.29, 0.36, 0.44];
const COLD = [0.14, 0.18, 0.23, 0.29];
/** Orange and blue, which all kinds of colour vision tell apart. */
const HUES = { warm: { light: '213, 94, 0', dark: '255, 140, 26' }, cold: { light: '0, 114, 178', dark: '64, 170, 255' } } as const;

/** Decoration types of the levels: seven warm ones, four cold ones. They exist only while something is coloured. */
export class ColourScale implements vscode.Disposable {
  private readonly types = new Map<number, vscode.TextEditorDecorationType>();

  constructor() {
    WARM.forEach((alpha, i) => {
      this.types.set(i + 1, create('warm', alpha));
    });
    COLD.forEach((alpha, i) => {
      this.types.set(-(i + 1), create('cold', alpha));
    });
  }

  /** Shows these runs in an editor and nothing else of the scale. */
  apply(editor: vscode.TextEditor, runs: readonly LevelRun[]): void {
    const ranges = new Map<number, vscode.Range[]>([...this.types.keys()].map((level) => [level, []]));
    for (const { line, start, end, level } of runs) ranges.get(level)?.push(new vscode.Range(line, start, line, end));
    for (const [level, type] of this.types) editor.setDecorations(type, ranges.get(level)!);
  }

  dispose(): void {
    for (const type of this.types.values()) type.dispose();
  }
}

function create(hue: keyof typeof HUES, alpha: number): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    light: { backgroundColor: `rgba(${HUES[hue].light}, ${alpha})` },
    dark: { backgroundColor: `rgba(${HUES[hue].dark}, ${alpha})` },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
}

/** A swatch of a level for a tooltip that may hold HTML; mixed over the theme's usual background, since tooltips know no transparency. */
export function swatch(level: number): string {
  const dark = [vscode.ColorThemeKind.Dark, vscode.ColorThemeKind.HighContrast].includes(vscode.window.activeColorTheme.kind);
  const hue = HUES[level > 0 ? 'warm' : 'cold'][dark ? 'dark' : 'light'].split(',').map(Number);
  const alpha = (level > 0 ? WARM[level - 1] : COLD[-level - 1]) ?? 0;
  const base = { [vscode.ColorThemeKind.Dark]: 30, [vscode.ColorThemeKind.HighContrast]: 0 }[vscode.window.activeColorTheme.kind as number] ?? 255;
  const hex = hue
    .map((part) =>
      Math.round(alpha * part + (1 - alpha) * base)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('');
  return `<span style="background-color:#${hex};">&nbsp;&nbsp;&nbsp;</span>`;
}
