import type { BpttTrace, WalkColumn } from '../../protocol/bptt-trace';
import { visibleCharacter } from '../chart/format';
import { lineColor, type Theme } from '../chart/palette';
import { n, SvgWriter } from '../svg/svg-writer';
import { isMemorylessWalk, narrowNorm, shortNorm } from './unrolled-words';
import { lower } from './walk-format';
import { level } from './walk-place';

export interface DrawingOptions {
  /** Pixels that there are; the drawing is wider where its columns need it. */
  readonly width: number;
  readonly theme: Theme;
  readonly background: string;
  readonly foreground: string;
  readonly font: string;
  /** Time step that is stepped through, if one is. */
  readonly here?: number | null;
  /** Whether the gradient is drawn on its way back; it is unless this is false. */
  readonly gradient?: boolean;
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
export function drawUnrolled(walk: BpttTrace, chosen: number, options: DrawingOptions): Drawing {
  const { theme, foreground } = options;
  const { columns, architecture } = walk;
  const layers = architecture.layers;
  const memoryless = isMemorylessWalk(walk);
  const column = Math.max(NARROWEST, Math.min(WIDEST, (options.width - LEFT - 4) / columns.length));
  const width = Math.round(Math.max(Math.min(options.width, LEFT + column * columns.length + 4), LEFT + column * columns.length + 4));
  const top = options.title ? 36 : 4;
  const outputTop = top + 36;
  const outputBottom = outputTop + OUTPUT.row * OUTPUT.rows + 6;
  const stateTop = (layer: number) => outputBottom + GAP + (layers - 1 - layer) * (STATE.height + GAP);
  const inputTop = stateTop(0) + STATE.height + GAP;
  const height = inputTop + 26 + 18 + 20;
  const center = (t: number) => LEFT + column * (t + 0.5);
  const flow = options.gradient === false ? null : walk.flow[chosen];
  const strongest = Math.max(...(flow ?? []).flat().filter(Number.isFinite), Number.MIN_VALUE);
  const gradient = lineColor(theme, GRADIENT);
  const quiet = lineColor(theme, -1);
  const svg = new SvgWriter({ ...options, width, height, fontSize: 11, titleAt: LEFT });
  if (!options.title) svg.add('rect', { width: '100%', height: '100%', fill: options.background });
  const chosenBox = { x: center(chosen) - column / 2 + 1, y: top, width: column - 2, height: inputTop + 46 - top, rx: 5 };
  svg.add('rect', { ...chosenBox, fill: foreground, 'fill-opacity': '.07', stroke: foreground, 'stroke-width': 1.5 });
  const { here } = options;
  if (here !== undefined && here !== null && here < columns.length)
    svg.add('path', { d: `M${n(center(here) - 9)} ${inputTop + 46}h18`, stroke: lineColor(theme, UNIT), 'stroke-width': 3 });
  svg.text(4, outputTop + 27, 'oₜ');
  for (let l = 0; l < layers; l++) svg.text(4, stateTop(l) + 17, layers > 1 ? `s${level(l)}ₜ` : 'sₜ');
  svg.text(4, inputTop + 17, 'xₜ');
  const arrow = (x1: number, y1: number, x2: number, y2: number) =>
    svg.add('path', { d: `M${n(x1)} ${n(y1)}L${n(x2)} ${n(y2)}${head(x1, y1, x2, y2, 3.5)}`, fill: 'none', stroke: quiet, 'stroke-width': 1.2 });
  columns.forEach((one, t) => {
    const x = center(t);
    arrow(x, inputTop, x, stateTop(0) + STATE.height + 2);
    arrow(x, stateTop(layers - 1), x, outputBottom + 2);
    for (let l = 0; l + 1 < layers; l++) arrow(x, stateTop(l), x, stateTop(l + 1) + STATE.height + 2);
    if (t === 0) {
      svg.text(x + 5, stateTop(0) + STATE.height + 16, 'U', { 'data-symbol': 'U' });
      svg.text(x + 5, outputBottom + 17, 'V', { 'data-symbol': 'V' });
    }
    for (let l = 0; l < layers && t + 1 < columns.length && !memoryless; l++) {
      const y = stateTop(l) + 8;
      arrow(x + BOX / 2, y, center(t + 1) - BOX / 2 - 2, y);
      if (t === 0) svg.text(x + column / 2 - 5, y - 4, 'W', { 'data-symbol': 'W' });
    }
    svg.within('g', { 'data-symbol': `o_${t + 1}` }, () => addOutput(svg, one, x, outputTop, options));
    svg.text(x, top + 13, one.next === null ? '' : `→ ${visibleCharacter(one.next)}`, MIDDLE_BOLD);
    if (one.loss !== null) svg.text(x, top + 28, `E ${shortNorm(one.loss)}`, MIDDLE);
    svg.within('g', { 'data-symbol': `x_${t + 1}` }, () => addInput(svg, one, x, inputTop, t, options));
  });
  // The gradient lies above the arrows of the forward pass, and its numbers in the states' boxes.
  for (let l = 0; l < layers; l++)
    columns.forEach((one, t) => {
      const x = center(t);
      const norm = flow?.[l]?.[t];
      const y = stateTop(l);
      svg.within('g', { 'data-symbol': `s${layers > 1 ? level(l) : ''}_${t + 1}` }, () =>
        addState(svg, one.states[l]!, x, y, options, scaleOf(columns, l)),
      );
      // Numbers that have overflown have no width.
      if (norm === undefined || !Number.isFinite(norm)) return;
      const stroke = FLOW.least + (FLOW.most - FLOW.least) * (norm / strongest);
      const at = y + STATE.height - 13;
      if (t < chosen) addBand(svg, [center(t + 1) - BOX / 2, at], [x + BOX / 2, at], stroke, gradient);
      else if (l === layers - 1) addBand(svg, [x - 11, outputBottom], [x - 11, y], stroke, gradient);
      svg.text(x, y + STATE.height - 4, narrowNorm(norm), MIDDLE_BOLD);
    });
  if (flow) {
    addBand(svg, [LEFT + 26, height - 9], [LEFT, height - 9], 5, gradient);
    svg.text(LEFT + 34, height - 5, `‖∂E${lower(chosen + 1)}/∂sₜ‖₂`);
  }
  columns.forEach((_, t) => {
    const box = { x: center(t) - column / 2, y: top, width: column, height: inputTop + 46 - top };
    svg.add('rect', { 'data-column': t, ...box, fill: 'transparent' });
  });
  return { svg: svg.toString(), width, height, left: LEFT, column };
}

const MIDDLE = { 'text-anchor': 'middle' };
const MIDDLE_BOLD = { 'text-anchor': 'middle', 'font-weight': 600 };

/** The likeliest characters with their shares as bars; the one that came is framed. */
function addOutput(svg: SvgWriter, { top, next, value }: WalkColumn, x: number, y: number, { theme, foreground, background }: DrawingOptions): void {
  const shown = top.slice(0, OUTPUT.rows).map((one) => ({ ...one, right: one.character === next }));
  if (next !== null && value !== null && !shown.some(({ right }) => right)) shown[shown.length - 1] = { character: next, value, right: true };
  const left = x - OUTPUT.width / 2;
  const box = { x: left, y, width: OUTPUT.width, height: OUTPUT.row * OUTPUT.rows + 6, rx: 4 };
  svg.add('rect', { ...box, fill: background, stroke: lineColor(theme, -1) });
  shown.forEach(({ character, value: share, right }, i) => {
    const line = y + 3 + i * OUTPUT.row;
    const length = (OUTPUT.width - 6) * Math.max(0, Math.min(1, share));
    const bar = { x: left + 3, y: line + 1, width: length, height: OUTPUT.row - 2 };
    svg.add('rect', { ...bar, fill: lineColor(theme, UNIT), 'fill-opacity': '.28' });
    const frame = { x: left + 2, y: line, width: OUTPUT.width - 4, height: OUTPUT.row, rx: 2 };
    if (right) svg.add('rect', { ...frame, fill: 'none', stroke: foreground, 'stroke-width': 1.5 });
    const weight = { 'font-weight': right ? 600 : undefined };
    svg.text(left + 6, line + 11.5, visibleCharacter(character), weight);
    svg.text(left + OUTPUT.width - 5, line + 11.5, percent(share), { 'text-anchor': 'end', ...weight });
  });
}

/** Room is for three digits: what is rounded here is exact in the table. */
function percent(share: number): string {
  const value = 100 * share;
  if (value >= 9.95) return `${value > 99 && value < 99.95 ? '>99' : Math.round(value)} %`;
  return value < 0.05 ? '0 %' : `${value.toFixed(1)} %`;
}

/** Units as bars from a zero line: filled upwards, hollow downwards. */
function addState(svg: SvgWriter, values: readonly number[], x: number, y: number, { theme, background }: DrawingOptions, scale: number): void {
  const width = (BOX - 6) / values.length;
  const zero = y + 3 + STATE.bars / 2;
  const color = lineColor(theme, UNIT);
  const [left, quiet] = [x - BOX / 2, lineColor(theme, -1)];
  svg.add('rect', { x: left, y, width: BOX, height: STATE.height, rx: 4, fill: background, stroke: quiet });
  svg.add('path', { d: `M${n(left + 3)} ${n(zero)}h${BOX - 6}`, stroke: quiet, 'stroke-width': '.5' });
  values.forEach((value, i) => {
    const length = (Math.min(1, Math.abs(value) / scale || 0) * STATE.bars) / 2;
    const bar = { x: left + 3 + i * width + 0.5, width: Math.max(1, width - 1), height: Math.max(0.5, length) };
    if (value >= 0) svg.add('rect', { ...bar, y: zero - length, fill: color });
    else svg.add('rect', { ...bar, y: zero, fill: 'none', stroke: color, 'stroke-width': '.8' });
  });
}

function addInput(svg: SvgWriter, { character, known }: WalkColumn, x: number, y: number, t: number, { theme, background }: DrawingOptions): void {
  const look = { fill: background, stroke: lineColor(theme, -1), 'stroke-dasharray': known ? undefined : '3 2' };
  svg.add('circle', { cx: x, cy: y + 13, r: 13, ...look });
  svg.text(x, y + 17, visibleCharacter(character), { ...MIDDLE_BOLD, 'font-size': 13 });
  svg.text(x, y + 40, String(t + 1), MIDDLE);
}

/** Largest value of a layer, at least 1: the range of tanh and the gates. */
function scaleOf(columns: readonly WalkColumn[], layer: number): number {
  return Math.max(1, ...columns.flatMap(({ states }) => states[layer]!.map(Math.abs).filter(Number.isFinite)));
}

type Point = readonly [x: number, y: number];

/** A thick arrow: a line of its width with a head that is a little wider. */
function addBand(svg: SvgWriter, [x1, y1]: Point, [x2, y2]: Point, width: number, color: string): void {
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const tip = Math.min(length * 0.6, 4 + width / 2);
  const [ex, ey] = [x2 - ux * tip, y2 - uy * tip];
  const half = width / 2 + 2.5;
  svg.add('path', { d: `M${n(x1)} ${n(y1)}L${n(ex)} ${n(ey)}`, stroke: color, 'stroke-width': width });
  const wings = `L${n(ex - uy * half)} ${n(ey + ux * half)}L${n(ex + uy * half)} ${n(ey - ux * half)}Z`;
  svg.add('path', { d: `M${n(x2)} ${n(y2)}${wings}`, fill: color });
}

function head(x1: number, y1: number, x2: number, y2: number, size: number): string {
  const angle = Math.atan2(y2 - y1, x2 - x1);
  const wing = (side: number) => `${n(x2 - size * Math.cos(angle + side))} ${n(y2 - size * Math.sin(angle + side))}`;
  return `M${wing(0.6)}L${n(x2)} ${n(y2)}L${wing(-0.6)}`;
}
