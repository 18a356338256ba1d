import { writeRows } from '../../../src/view-model/chart/csv';
import { formatNumber, visibleCharacter } from '../../../src/view-model/chart/format';
import { activationColor, type UnitMap, unitMapRows, unitTicks } from '../../../src/view-model/run/unit-map';
import type { Statement } from '../../../src/view-model/statements/statement';
import { writeUnitMap } from '../../../src/view-model/svg/unit-map-svg';
import { h, setText } from '../../dom';
import { fill, type Strings } from '../../strings/strings';
import type { CardHost, FileFormat } from '../card-host';
import { fileStyle, toPng } from '../chart-image';
import { Figure } from '../figure';
import { rowsTable } from '../table/rows-table';
import { currentTheme } from '../theme';

/** Pixels: a character needs this much to be read, a unit this much to be seen; the map is no higher than this, and in a low panel fits into it. */
const CHARACTER = 11;
const UNIT = 8;
const HIGHEST = 320;
const LOWEST = 160;
const AROUND = 70;
const MARGIN = { left: 34, right: 4, top: 6, bottom: 22 };
const SCALE = { width: 96, height: 8 };

/** Hidden units against characters: arrow keys walk from field to field, Enter or a click colours the text by the unit. */
export class UnitMapCard {
  private readonly frame = h('div', { class: 'unit-map' });
  private readonly canvas = h('canvas', { 'aria-hidden': 'true' });
  private readonly readout = h('span', { 'aria-hidden': 'true' });
  private readonly color = h('button', { type: 'button', class: 'secondary', 'data-action': 'colour-unit', click: () => this.choose() });
  private readonly scale = h('canvas', { width: SCALE.width, height: SCALE.height, 'aria-hidden': 'true' });
  private readonly ends = [h('span'), h('span')] as const;
  private readonly figure: Figure;
  private map: UnitMap | undefined;
  private shown = '';
  private unit = 0;
  /** Counted from the last character backwards: that is where the map begins on a narrow page. */
  private back = 0;

  constructor(
    private readonly t: Strings,
    host: CardHost,
    private readonly chosen: (layer: number, unit: number) => void,
  ) {
    this.frame.append(this.canvas);
    const legend = h('span', { class: 'scale' }, this.ends[0], this.scale, this.ends[1]);
    const title = (axis: string, text: string) => h('span', { class: `axis-title ${axis}` }, text);
    const axes = h('span', { class: 'axis-titles' }, title('y', `↓ ${t.unitAxis}`), title('x', `${t.character} →`));
    this.figure = new Figure('units', t, host, {
      frame: this.frame,
      below: [h('div', { class: 'readout' }, axes, this.color, this.readout, legend)],
      tools: [],
      keys: t.unitKeys,
      key: (event) => this.key(event),
      table: () => this.map && rowsTable(t.charts.units!.title, unitMapRows(this.map, t)),
      redraw: () => this.draw(),
      file: (format) => this.file(format),
      wide: true,
    });
    this.frame.addEventListener('pointermove', (event) => this.point(event));
    this.frame.addEventListener('click', (event) => {
      this.point(event);
      this.choose();
    });
    this.frame.addEventListener('focus', () => this.draw());
    this.frame.addEventListener('blur', () => this.draw());
    new ResizeObserver(() => this.draw()).observe(this.frame);
    window.addEventListener('resize', () => this.draw());
  }

  get element(): HTMLElement {
    return this.figure.element;
  }

  update(map: UnitMap, statements: readonly Statement[]): void {
    this.map = map;
    this.unit = Math.min(this.unit, map.units - 1);
    this.back = Math.min(this.back, map.characters.length - 1);
    const said = this.figure.say(statements);
    this.figure.refresh(`${this.t.charts.units!.title}. ${said}`);
    const shown = `${map.step} ${map.layer} ${map.units} ${currentTheme()} ${map.characters.join('')}`;
    if (shown !== this.shown) this.draw();
    this.shown = shown;
  }

  /** Where the fields are: the last characters that fit. */
  private layout() {
    const width = this.frame.clientWidth - MARGIN.left - MARGIN.right;
    const { characters, units } = this.map!;
    const columns = Math.max(1, Math.min(characters.length, Math.floor(width / CHARACTER)));
    const height = Math.min(units * UNIT, Math.max(LOWEST, Math.min(HIGHEST, innerHeight - AROUND)));
    return { columns, first: characters.length - columns, across: width / columns, down: height / units, width, height };
  }

  private draw(): void {
    const { map, canvas } = this;
    if (!map || this.frame.clientWidth === 0) return;
    const { columns, first, across, down, width, height } = this.layout();
    const theme = currentTheme();
    const ratio = devicePixelRatio || 1;
    const full = { width: this.frame.clientWidth, height: MARGIN.top + height + MARGIN.bottom };
    canvas.width = full.width * ratio;
    canvas.height = full.height * ratio;
    this.frame.style.setProperty('height', `${full.height}px`);
    const ctx = canvas.getContext('2d')!;
    ctx.scale(ratio, ratio);
    // A pixel a field first, enlarged without smoothing.
    const fields = new OffscreenCanvas(columns, map.units);
    const pixels = new ImageData(columns, map.units);
    for (let unit = 0; unit < map.units; unit++)
      for (let t = 0; t < columns; t++)
        pixels.data.set([...activationColor(theme, map.values[unit]![first + t]!, map.limit), 255], 4 * (unit * columns + t));
    fields.getContext('2d')!.putImageData(pixels, 0, 0);
    ctx.imageSmoothingEnabled = false;
    ctx.drawImage(fields, MARGIN.left, MARGIN.top, width, height);
    const style = getComputedStyle(document.body);
    const foreground = style.color;
    ctx.fillStyle = style.getPropertyValue('--unroll-quiet').trim() || foreground;
    ctx.font = `11px ${style.fontFamily}`;
    ctx.textBaseline = 'middle';
    ctx.textAlign = 'right';
    for (const unit of unitTicks(map.units, height)) ctx.fillText(String(unit), MARGIN.left - 5, MARGIN.top + (unit - 0.5) * down);
    ctx.textAlign = 'center';
    for (let t = 0; t < columns; t++)
      ctx.fillText(visibleCharacter(map.characters[first + t]!), MARGIN.left + (t + 0.5) * across, MARGIN.top + height + 11);
    ctx.strokeStyle = style.getPropertyValue('--unroll-grid').trim() || foreground;
    ctx.strokeRect(MARGIN.left, MARGIN.top, width, height);
    this.drawCursor(ctx, foreground);
    this.drawScale();
    this.tell();
  }

  private drawCursor(ctx: CanvasRenderingContext2D, foreground: string): void {
    const { columns, across, down, width } = this.layout();
    const column = columns - 1 - this.back;
    const top = MARGIN.top + this.unit * down;
    ctx.strokeStyle = foreground;
    ctx.lineWidth = 1;
    ctx.strokeRect(MARGIN.left - 0.5, top - 0.5, width + 1, down + 1);
    ctx.lineWidth = 2;
    ctx.strokeRect(MARGIN.left + column * across - 1, Math.min(top, top + down / 2 - 4) - 1, across + 2, Math.max(down, 8) + 2);
  }

  private drawScale(): void {
    const { limit, lowest } = this.map!;
    const ctx = this.scale.getContext('2d')!;
    for (let x = 0; x < SCALE.width; x++) {
      ctx.fillStyle = `rgb(${activationColor(currentTheme(), lowest + (x / (SCALE.width - 1)) * (limit - lowest), limit)})`;
      ctx.fillRect(x, 0, 1, SCALE.height);
    }
    setText(this.ends[0], formatNumber(lowest));
    setText(this.ends[1], formatNumber(limit));
  }

  private describe(): string {
    const { characters, from, values } = this.map!;
    const at = characters.length - 1 - this.back;
    return fill(this.t.unitValue, this.unit + 1, visibleCharacter(characters[at]!), from + at, formatNumber(values[this.unit]![at]!));
  }

  private tell(): void {
    setText(this.readout, this.describe());
    setText(this.color, fill(this.t.colourUnit, this.unit + 1));
  }

  private choose(): void {
    if (this.map) this.chosen(this.map.layer, this.unit);
  }

  private key(event: KeyboardEvent): void {
    if (!this.map || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.choose();
      return;
    }
    const { columns } = this.layout();
    const far = event.shiftKey ? 10 : 1;
    const moves: Record<string, readonly [unit: number, back: number]> = {
      ...{ ArrowLeft: [0, far], ArrowRight: [0, -far], ArrowUp: [-far, 0], ArrowDown: [far, 0] },
      ...{ PageUp: [-10, 0], PageDown: [10, 0], Home: [0, columns], End: [0, -columns] },
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const within = (value: number, most: number) => Math.max(0, Math.min(most, value));
    this.unit = within(this.unit + move[0], this.map.units - 1);
    this.back = within(this.back + move[1], columns - 1);
    this.draw();
    this.figure.speak(this.describe());
  }

  private point(event: MouseEvent): void {
    if (!this.map) return;
    const box = this.frame.getBoundingClientRect();
    const { columns, across, down } = this.layout();
    const column = Math.floor((event.clientX - box.left - MARGIN.left) / across);
    const unit = Math.floor((event.clientY - box.top - MARGIN.top) / down);
    if (column < 0 || column >= columns || unit < 0 || unit >= this.map.units) return;
    if (unit === this.unit && this.back === columns - 1 - column) return;
    [this.unit, this.back] = [unit, columns - 1 - column];
    this.draw();
  }

  private async file(format: FileFormat): Promise<string | undefined> {
    if (!this.map) return undefined;
    if (format === 'csv') return writeRows(unitMapRows(this.map, this.t));
    const height = 110 + Math.max(120, Math.min(520, UNIT * this.map.units));
    const words = { title: this.t.charts.units!.title, unit: this.t.unit, character: this.t.character };
    const style = fileStyle(height);
    const svg = writeUnitMap(this.map, words, style);
    return format === 'svg' ? svg : toPng(svg, style.width, height);
  }
}
