import { formatValue } from '../../src/view-model/chart/axis';
import { type ChartModel, DASHES, type Line } from '../../src/view-model/chart/chart-model';
import { lineColor } from '../../src/view-model/chart/palette';
import { markerPath } from '../../src/view-model/svg/markers';
import { drawing, h, setText } from '../dom';
import { symbolOfLine } from '../formulas/chart-formula';
import { fill, type Strings } from '../strings/strings';
import { currentTheme } from './theme';

/** Names of the lines with colour, dash, marker and value; a click hides or shows a line. */
export class Legend {
  readonly element = h('div', { class: 'legend', role: 'group' });
  private shape = '';
  private values: HTMLElement[] = [];

  constructor(
    private readonly t: Strings,
    private readonly toggle: (id: string) => void,
  ) {
    this.element.setAttribute('aria-label', t.views);
  }

  /** @param values one a line, at the cursor or the newest */
  update(model: ChartModel, hidden: ReadonlySet<string>, values: readonly (number | null)[]): void {
    const shape = JSON.stringify([
      currentTheme(),
      [...hidden],
      model.lines.map(({ id, label, color, dash, marker }) => [id, label, color, dash, marker]),
    ]);
    if (shape !== this.shape) {
      this.shape = shape;
      const focused = this.element.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset.line : undefined;
      this.values = model.lines.map(() => h('span', { class: 'value', title: this.t.legendValue }));
      this.element.replaceChildren(...model.lines.map((line, i) => this.entry(line, !hidden.has(line.id), this.values[i]!)));
      if (focused) this.element.querySelector<HTMLElement>(`[data-line="${CSS.escape(focused)}"]`)?.focus();
    }
    model.lines.forEach((line, i) => {
      const value = values[i];
      // A level says its value in its name.
      setText(this.values[i]!, isLevel(line) || value === null || value === undefined ? '' : formatValue(model.y, value));
    });
  }

  private entry(line: Line, visible: boolean, value: HTMLElement): HTMLElement {
    const name = fill(this.t.toggle, line.label);
    const symbol = symbolOfLine(line);
    const named: Record<string, string> = symbol === undefined ? {} : { 'data-symbol': symbol };
    const attributes = { type: 'button', class: 'entry', 'aria-pressed': String(visible), 'data-line': line.id, title: name, ...named };
    return h('button', { ...attributes, click: () => this.toggle(line.id) }, swatch(line), h('span', {}, line.label), value);
  }
}

/** A piece of the line as it is drawn. */
export function swatch(line: Pick<Line, 'color' | 'dash' | 'marker' | 'width'>): SVGSVGElement {
  const stroke = lineColor(currentTheme(), line.color);
  const marker = markerPath(line.marker, 13, 6, 3.2);
  return drawing(26, 12, [
    ...(line.width > 0
      ? [{ d: 'M0 6H26', stroke, 'stroke-width': Math.max(1.5, line.width), 'stroke-dasharray': DASHES[line.dash].join(' ') || 'none', fill: 'none' }]
      : []),
    ...(marker ? [line.marker === 'cross' ? { d: marker, stroke, 'stroke-width': 1.6, fill: 'none' } : { d: marker, fill: stroke }] : []),
  ]);
}

/** Whether a line has one value everywhere. */
function isLevel(line: Line): boolean {
  return line.y.length === 2 && line.y[0] === line.y[1];
}
