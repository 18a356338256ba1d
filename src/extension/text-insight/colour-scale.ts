import * as vscode from 'vscode';
import { type Rgb, SHADE_LEVELS, shadeOf, shadeOver, underlineOf } from '../../view-model/chart/shades';
import type { LevelRun } from '../../view-model/run/text-levels';
import type { Slices } from '../host-time';

const { Dark, HighContrast, HighContrastLight } = vscode.ColorThemeKind;

/** Decoration types of the levels: seven warm ones, four cold ones. Each exists from its first use until the colours are off, for one kind of theme. */
export class ColourScale implements vscode.Disposable {
  private readonly types = new Map<number, vscode.TextEditorDecorationType>();
  private readonly contrast = [HighContrast, HighContrastLight].includes(vscode.window.activeColorTheme.kind);
  /** Levels that an editor shows: the others have nothing to take away. */
  private readonly shown = new WeakMap<vscode.TextEditor, Set<number>>();

  /** Shows these runs in an editor and nothing else of the scale, in slices, as long as `holds`. */
  async apply(editor: vscode.TextEditor, runs: readonly LevelRun[], slices: Slices, holds: () => boolean): Promise<void> {
    const shown = this.shown.get(editor) ?? new Set();
    this.shown.set(editor, shown);
    const ranges = new Map<number, vscode.Range[]>();
    for (const { line, start, end, level } of runs) {
      if (!ranges.has(level)) ranges.set(level, []);
      ranges.get(level)!.push(new vscode.Range(line, start, line, end));
    }
    for (const level of SHADE_LEVELS) {
      if (!ranges.has(level) && !shown.has(level)) continue;
      await slices.rest();
      if (!holds()) return;
      editor.setDecorations(this.typeOf(level), ranges.get(level) ?? []);
      if (ranges.has(level)) shown.add(level);
      else shown.delete(level);
    }
  }

  private typeOf(level: number): vscode.TextEditorDecorationType {
    const type = this.types.get(level) ?? create(level, this.contrast);
    this.types.set(level, type);
    return type;
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
