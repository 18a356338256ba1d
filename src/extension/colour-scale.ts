import * as vscode from 'vscode';
import { type Rgb, SHADE_LEVELS, shadeOf, shadeOver, underlineOf } from '../view-model/shades';
import type { LevelRun } from '../view-model/text-levels';

const { Dark, HighContrast, HighContrastLight } = vscode.ColorThemeKind;

/** Decoration types of the levels: seven warm ones, four cold ones. They exist only while something is coloured, for one kind of theme. */
export class ColourScale implements vscode.Disposable {
  private readonly types: ReadonlyMap<number, vscode.TextEditorDecorationType>;

  constructor() {
    const contrast = [HighContrast, HighContrastLight].includes(vscode.window.activeColorTheme.kind);
    this.types = new Map(SHADE_LEVELS.map((level) => [level, create(level, contrast)]));
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

function create(level: number, underlined: boolean): vscode.TextEditorDecorationType {
  const colours = (theme: 'light' | 'dark') => {
    const { rgb, alpha, text } = shadeOf(level, theme);
    return { backgroundColor: `rgba(${rgb.join(', ')}, ${alpha})`, color: text };
  };
  return vscode.window.createTextEditorDecorationType({
    light: colours('light'),
    dark: colours('dark'),
    ...(underlined ? { textDecoration: underlineOf(level) } : {}),
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
}

/** A swatch of a level for a tooltip that may hold HTML; mixed over the theme's usual background, since tooltips know no transparency. */
export function swatch(level: number): string {
  const { kind } = vscode.window.activeColorTheme;
  const dark = kind === Dark || kind === HighContrast;
  const base = kind === Dark ? 31 : kind === HighContrast ? 0 : 255;
  const background: Rgb = [base, base, base];
  const hex = (rgb: Rgb) => `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
  const shade = shadeOf(level, dark ? 'dark' : 'light');
  return `<span style="color:${shade.text};background-color:${hex(shadeOver(shade, background))};">&nbsp;a&nbsp;</span>`;
}
