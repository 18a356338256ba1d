import { isRecurrent } from '../../protocol/kinds';
import type { WalkColumn, WalkThrough } from '../../protocol/walk-through';
import { visibleCharacter } from '../chart/format';
import { lineColor, type Theme } from '../chart/palette';
import { escapeXml } from '../svg/svg';
import { narrowNorm, shortNorm } from './unrolled-words';
import { level } from './walk-place';

export interface DrawingOptions {
  /** Pixels that there are; the drawing is wider where its columns need it. */
  readonly width: number;
  readonly theme: Theme;
  readonly background: string;
  readonly foreground: string;
  readonly font: string;
  /** In the file alone: the page has its own. */
  readonly title?: string;
}

export interface Drawing {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
  /** Left edge and width of a column. */
  readonly left: number;
  readonly column: number;
}

const LEFT = 36;
const [NARROWEST, WIDEST] = [68, 112];
const BOX = 47;
const OUTPUT = { row: 15, rows: 3, width: 60 };
const STATE = { bars: 26, height: 47 };
const GAP = 24;
/** Widths of the gradient's arrows: from the faintest to the strongest. */
const FLOW = { least: 0.75, most: 13 };
/** Palette places: what goes forward with positive and negative units, and the gradient. */
const [UNIT, GRADIENT] = [0, 1];

/**
 * The network unrolled over time: a column a character with x_t, s_t and o_t, the weights U, W, V between them, and the gradient of the loss of position
 * `chosen` on its way back, each arrow as wide as ‖∂E_T/∂s_t‖₂ at the state that it reaches.
 */
export function drawUnrolled(walk: WalkThrough, chosen: number, options: DrawingOptions): Drawing {
  const { theme, foreground, background } = options;
  const { columns, architecture } = walk;
  const layers = architecture.layers;
  const column = Math.max(NARROWEST, Math.min(WIDEST, (options.width - LEFT - 4) / columns.length));
  const width = Math.round(Math.max(Math.min(options.width, LEFT + column * columns.length + 4), LEFT + column * columns.length + 4));
  const top = options.title ? 30 : 4;
  const outputTop = top + 36;
  const outputBottom = outputTop + OUTPUT.row * OUTPUT.rows + 6;
  const stateTop = (layer: number) => outputBottom + GAP + (layers - 1 - layer) * (STATE.height + GAP);
  const inputTop = stateTop(0) + STATE.height + GAP;
  const height = inputTop + 26 + 18 + 20;
  const center = (t: number) => LEFT + column * (t + 0.5);
  const flow = walk.flow[chosen];
  const strongest = Math.max(...(flow ?? []).flat().filter(Number.isFinite), Number.MIN_VALUE);
  const gradient = lineColor(theme, GRADIENT);
  const quiet = lineColor(theme, -1);
  const parts: string[] = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escapeXml(options.font)}" font-size="11" fill="${foreground}">`,
    `<rect width="100%" height="100%" fill="${escapeXml(background)}"/>`,
    ...(options.title ? [`<title>${escapeXml(options.title)}</title>`, text(LEFT, 18, options.title, 'font-size="14" font-weight="600"')] : []),
    `<rect x="${n(center(chosen) - column / 2 + 1)}" y="${top}" width="${n(column - 2)}" height="${inputTop + 46 - top}" rx="5" fill="${foreground}" fill-opacity=".07" stroke="${foreground}" stroke-width="1.5"/>`,
    text(4, outputTop + 27, 'o_t'),
    ...Array.from({ length: layers }, (_, l) => text(4, stateTop(l) + 17, layers > 1 ? `s${level(l)}_t` : 's_t')),
    text(4, inputTop + 17, 'x_t'),
  ];
  const arrow = (x1: number, y1: number, x2: number, y2: number) =>
    `<path d="M${n(x1)} ${n(y1)}L${n(x2)} ${n(y2)}${head(x1, y1, x2, y2, 3.5)}" fill="none" stroke="${quiet}" stroke-width="1.2"/>`;
  columns.forEach((one, t) => {
    const x = center(t);
    parts.push(arrow(x, inputTop, x, stateTop(0) + STATE.height + 2), arrow(x, stateTop(layers - 1), x, outputBottom + 2));
    for (let l = 0; l + 1 < layers; l++) parts.push(arrow(x, stateTop(l), x, stateTop(l + 1) + STATE.height + 2));
    if (t === 0) parts.push(text(x + 5, stateTop(0) + STATE.height + 16, 'U'), text(x + 5, outputBottom + 17, 'V'));
    for (let l = 0; l < layers; l++) {
      const y = stateTop(l) + 8;
      if (t + 1 < columns.length && isRecurrent(architecture))
        parts.push(arrow(x + BOX / 2, y, center(t + 1) - BOX / 2 - 2, y), ...(t === 0 ? [text(x + column / 2 - 5, y - 4, 'W')] : []));
    }
    parts.push(...output(one, x, outputTop, options), text(x, top + 13, one.next === null ? '' : `→ ${visibleCharacter(one.next)}`, MIDDLE_BOLD));
    if (one.loss !== null) parts.push(text(x, top + 28, `E ${shortNorm(one.loss)}`, MIDDLE));
    parts.push(...input(one, x, inputTop, t, options));
  });
  // The gradient lies above the arrows of the forward pass, and its numbers in the states' boxes.
  for (let l = 0; l < layers; l++)
    columns.forEach((one, t) => {
      const x = center(t);
      const norm = flow?.[l]?.[t];
      const y = stateTop(l);
      parts.push(...state(one.states[l]!, x, y, options, scaleOf(columns, l)));
      // Numbers that have overflown have no width.
      if (norm === undefined || !Number.isFinite(norm)) return;
      const stroke = FLOW.least + (FLOW.most - FLOW.least) * (norm / strongest);
      const at = y + STATE.height - 13;
      if (t < chosen) parts.push(band(center(t + 1) - BOX / 2, at, x + BOX / 2, at, stroke, gradient));
      else if (l === layers - 1) parts.push(band(x - 11, outputBottom, x - 11, y, stroke, gradient));
      parts.push(text(x, y + STATE.height - 4, narrowNorm(norm), MIDDLE_BOLD));
    });
  if (flow) parts.push(band(LEFT + 26, height - 9, LEFT, height - 9, 5, gradient), text(LEFT + 34, height - 5, `‖∂E_${chosen + 1}/∂s_t‖₂`));
  columns.forEach((_, t) => {
    parts.push(
      `<rect data-column="${t}" x="${n(center(t) - column / 2)}" y="${top}" width="${n(column)}" height="${inputTop + 46 - top}" fill="transparent"/>`,
    );
  });
  return { svg: `${parts.join('\n')}\n</svg>\n`, width, height, left: LEFT, column };
}

const MIDDLE = 'text-anchor="middle"';
const MIDDLE_BOLD = 'text-anchor="middle" font-weight="600"';

/** The likeliest characters with their shares as bars; the one that came is framed. */
function output({ top, next, value }: WalkColumn, x: number, y: number, { theme, foreground, background }: DrawingOptions): string[] {
  const shown = top.slice(0, OUTPUT.rows).map((one) => ({ ...one, right: one.character === next }));
  if (next !== null && value !== null && !shown.some(({ right }) => right)) shown[shown.length - 1] = { character: next, value, right: true };
  const left = x - OUTPUT.width / 2;
  return [
    `<rect x="${n(left)}" y="${y}" width="${OUTPUT.width}" height="${OUTPUT.row * OUTPUT.rows + 6}" rx="4" fill="${background}" stroke="${lineColor(theme, -1)}"/>`,
    ...shown.flatMap(({ character, value: share, right }, i) => {
      const line = y + 3 + i * OUTPUT.row;
      const frame = right
        ? [
            `<rect x="${n(left + 2)}" y="${line}" width="${OUTPUT.width - 4}" height="${OUTPUT.row}" rx="2" fill="none" stroke="${foreground}" stroke-width="1.5"/>`,
          ]
        : [];
      const weight = right ? 'font-weight="600"' : '';
      return [
        `<rect x="${n(left + 3)}" y="${line + 1}" width="${n((OUTPUT.width - 6) * Math.max(0, Math.min(1, share)))}" height="${OUTPUT.row - 2}" fill="${lineColor(theme, UNIT)}" fill-opacity=".28"/>`,
        ...frame,
        text(left + 6, line + 11.5, visibleCharacter(character), weight),
        text(left + OUTPUT.width - 5, line + 11.5, percent(share), `text-anchor="end" ${weight}`),
      ];
    }),
  ];
}

/** Room is for three digits: what is rounded here is exact in the table. */
function percent(share: number): string {
  const value = 100 * share;
  if (value >= 9.95) return `${value > 99 && value < 99.95 ? '>99' : Math.round(value)} %`;
  return value < 0.05 ? '0 %' : `${value.toFixed(1)} %`;
}

/** Units as bars from a zero line: filled upwards, hollow downwards. */
function state(values: readonly number[], x: number, y: number, { theme, background }: DrawingOptions, scale: number): string[] {
  const width = (BOX - 6) / values.length;
  const zero = y + 3 + STATE.bars / 2;
  const color = lineColor(theme, UNIT);
  const bars = values.map((value, i) => {
    const length = (Math.min(1, Math.abs(value) / scale || 0) * STATE.bars) / 2;
    const at = `x="${n(x - BOX / 2 + 3 + i * width + 0.5)}" width="${n(Math.max(1, width - 1))}" height="${n(Math.max(0.5, length))}"`;
    return value >= 0
      ? `<rect ${at} y="${n(zero - length)}" fill="${color}"/>`
      : `<rect ${at} y="${n(zero)}" fill="none" stroke="${color}" stroke-width=".8"/>`;
  });
  return [
    `<rect x="${n(x - BOX / 2)}" y="${y}" width="${BOX}" height="${STATE.height}" rx="4" fill="${background}" stroke="${lineColor(theme, -1)}"/>`,
    `<path d="M${n(x - BOX / 2 + 3)} ${n(zero)}h${BOX - 6}" stroke="${lineColor(theme, -1)}" stroke-width=".5"/>`,
    ...bars,
  ];
}

function input({ character, known }: WalkColumn, x: number, y: number, t: number, { theme, background }: DrawingOptions): string[] {
  const dash = known ? '' : 'stroke-dasharray="3 2"';
  return [
    `<circle cx="${n(x)}" cy="${y + 13}" r="13" fill="${background}" stroke="${lineColor(theme, -1)}" ${dash}/>`,
    text(x, y + 17, visibleCharacter(character), 'text-anchor="middle" font-size="13" font-weight="600"'),
    text(x, y + 40, String(t + 1), MIDDLE),
  ];
}

/** Largest value of a layer, at least 1: the range of tanh and the gates. */
function scaleOf(columns: readonly WalkColumn[], layer: number): number {
  return Math.max(1, ...columns.flatMap(({ states }) => states[layer]!.map(Math.abs).filter(Number.isFinite)));
}

/** A thick arrow: a line of its width with a head that is a little wider. */
function band(x1: number, y1: number, x2: number, y2: number, width: number, color: string): string {
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const tip = Math.min(length * 0.6, 4 + width / 2);
  const [ex, ey] = [x2 - ux * tip, y2 - uy * tip];
  const half = width / 2 + 2.5;
  return `<path d="M${n(x1)} ${n(y1)}L${n(ex)} ${n(ey)}" stroke="${color}" stroke-width="${n(width)}"/><path d="M${n(x2)} ${n(y2)}L${n(ex - uy * half)} ${n(ey + ux * half)}L${n(ex + uy * half)} ${n(ey - ux * half)}Z" fill="${color}"/>`;
}

function head(x1: number, y1: number, x2: number, y2: number, size: number): string {
  const angle = Math.atan2(y2 - y1, x2 - x1);
  const wing = (side: number) => `${n(x2 - size * Math.cos(angle + side))} ${n(y2 - size * Math.sin(angle + side))}`;
  return `M${wing(0.6)}L${n(x2)} ${n(y2)}L${wing(-0.6)}`;
}

function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${n(x)}" y="${n(y)}" ${attributes}>${escapeXml(content)}</text>`;
}

function n(value: number): string {
  return String(Math.round(value * 100) / 100);
}
