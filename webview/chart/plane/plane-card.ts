import { writeRows } from '../../../src/view-model/chart/csv';
import { formatNumber } from '../../../src/view-model/chart/format';
import type { Statement } from '../../../src/view-model/statements/statement';
import { type PlaneModel, planePoints, planeRows } from '../../../src/view-model/svg/plane';
import { planeLayout, writePlane } from '../../../src/view-model/svg/plane-svg';
import { h, setText, svg } from '../../dom';
import type { Strings } from '../../strings/strings';
import type { CardHost, FileFormat } from '../card-host';
import { drawingStyle, fileStyle, toPng } from '../chart-image';
import { Figure } from '../figure';
import { Legend } from '../legend';
import { rowsTable } from '../table/rows-table';
import { currentTheme } from '../theme';

/** Pixels: the height of a plane, which in a low panel fits into it. */
const HIGHEST = 300;
const LOWEST = 120;
const AROUND = 220;
/** Height of a file. */
const FILE = 620;
/** Pixels within which the pointer finds a point. */
const NEAR = 14;

/** Points in a plane; arrow keys walk from point to point and speak them. */
export class PlaneCard {
  private readonly frame = h('div', { class: 'plane' });
  private readonly readout = h('p', { class: 'readout', 'aria-hidden': 'true' });
  private readonly legend: Legend;
  private readonly figure: Figure;
  private model: PlaneModel | undefined;
  private shown = '';
  private cursor: number | undefined;

  constructor(
    private readonly id: string,
    t: Strings,
    private readonly host: CardHost,
  ) {
    this.legend = new Legend(t, (line) => host.toggle(id, line));
    this.figure = new Figure(id, t, host, {
      frame: this.frame,
      below: [this.readout, this.legend.element],
      tools: [],
      keys: t.planeKeys,
      key: (event) => this.key(event),
      table: () => this.model && rowsTable(this.model.title, planeRows(this.visible())),
      redraw: () => this.draw(),
      file: (format) => this.file(format),
    });
    this.frame.addEventListener('pointermove', (event) => this.point(event));
    new ResizeObserver(() => this.draw()).observe(this.frame);
  }

  get element(): HTMLElement {
    return this.figure.element;
  }

  update(model: PlaneModel, statements: readonly Statement[]): void {
    this.model = model;
    const said = this.figure.say(statements);
    this.legend.update(
      model,
      this.host.hidden(this.id),
      model.lines.map(() => null),
    );
    const points = planePoints(this.visible());
    if (this.cursor !== undefined && this.cursor >= points.length) this.cursor = undefined;
    this.figure.refresh(`${model.title}. ${said}`);
    const shown = JSON.stringify([model, currentTheme(), [...this.host.hidden(this.id)]]);
    if (shown === this.shown && this.frame.firstChild) return;
    this.shown = shown;
    this.draw();
  }

  private visible(): PlaneModel {
    const hidden = this.host.hidden(this.id);
    return { ...this.model!, lines: this.model!.lines.filter(({ id }) => !hidden.has(id)) };
  }

  private size(): { width: number; height: number; alone: false } {
    const { clientWidth } = this.frame;
    return { width: clientWidth, height: Math.min(HIGHEST, clientWidth - 50, Math.max(LOWEST, innerHeight - AROUND)) + 54, alone: false };
  }

  private draw(): void {
    const { clientWidth } = this.frame;
    if (!this.model || clientWidth === 0) return;
    const svg = writePlane(this.visible(), {
      ...drawingStyle(),
      ...this.size(),
      font: getComputedStyle(document.body).fontFamily,
      foreground: 'currentColor',
    });
    const picture = document.importNode(new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement, true);
    this.frame.replaceChildren(picture);
    this.mark();
  }

  /** Draws the cursor and tells its point. */
  private mark(): void {
    this.frame.querySelector('[data-cursor]')?.remove();
    const point = this.cursor === undefined ? undefined : planePoints(this.visible())[this.cursor];
    setText(this.readout, point ? this.describe() : '');
    if (!point) return;
    const { toX, toY } = planeLayout(this.model!, this.size());
    const ring = { cx: toX(point.x), cy: toY(point.y), r: 7, fill: 'none', stroke: 'currentColor', 'stroke-width': 2, 'data-cursor': '' };
    this.frame.firstElementChild?.append(svg('circle', ring));
  }

  private describe(): string {
    const points = planePoints(this.visible());
    const { group, index, x, y } = points[this.cursor!]!;
    const name = group.names[index] ? `${group.label}, ${group.names[index]}` : group.label;
    const size = this.model!.behind === 'circle' ? `, |λ| ${formatNumber(Math.hypot(x, y))}` : '';
    return `${name}: ${this.model!.x.label} ${formatNumber(x)}, ${this.model!.y.label} ${formatNumber(y)}${size}`;
  }

  private key(event: KeyboardEvent): void {
    if (!this.model || event.ctrlKey || event.metaKey || event.altKey) return;
    const { length } = planePoints(this.visible());
    const far = event.shiftKey ? 10 : 1;
    const at = this.cursor ?? -1;
    const targets: Record<string, number | undefined> = {
      ...{ ArrowRight: at + far, ArrowDown: at + far, ArrowLeft: Math.max(0, at - far), ArrowUp: Math.max(0, at - far) },
      ...{ Home: 0, End: length - 1, PageDown: at + 50, PageUp: Math.max(0, at - 50) },
    };
    const target = event.key === 'Escape' ? undefined : targets[event.key];
    if (event.key === 'Escape') this.cursor = undefined;
    else if (target === undefined || length === 0) return;
    else this.cursor = Math.min(length - 1, target);
    event.preventDefault();
    this.mark();
    if (this.cursor !== undefined) this.figure.speak(this.describe());
  }

  private point(event: PointerEvent): void {
    if (!this.model) return;
    const box = this.frame.getBoundingClientRect();
    const { toX, toY } = planeLayout(this.model, this.size());
    let best = NEAR;
    let found: number | undefined;
    planePoints(this.visible()).forEach(({ x, y }, i) => {
      const distance = Math.hypot(toX(x) - event.clientX + box.left, toY(y) - event.clientY + box.top);
      if (distance < best) [best, found] = [distance, i];
    });
    if (found === undefined || found === this.cursor) return;
    this.cursor = found;
    this.mark();
  }

  private async file(format: FileFormat): Promise<string | undefined> {
    if (!this.model) return undefined;
    if (format === 'csv') return writeRows(planeRows(this.visible()));
    const style = fileStyle(FILE);
    const svg = writePlane(this.visible(), { ...style, alone: true });
    return format === 'svg' ? svg : toPng(svg, style.width, FILE);
  }
}
