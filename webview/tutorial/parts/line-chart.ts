import { extent } from 'd3-array';
import { scaleLinear, scaleLog } from 'd3-scale';
import { lineColor, themeOf } from '../../../src/view-model/chart/palette';
import { svg } from '../../dom';

export interface Line {
  readonly name: string;
  /** [x, y]; a y that is not finite, or not positive on a logarithmic axis, breaks the line. */
  readonly points: readonly (readonly [number, number])[];
  /** Place in the palette. */
  readonly color: number;
  readonly dashed?: boolean;
  /** What the line is of: it lights up with its symbol in the formulas. */
  readonly symbol?: string;
}

export interface LineChartOptions {
  readonly x: string;
  readonly y: string;
  readonly log?: boolean;
  /** Fixed ends of the axes; the data decide the others. */
  readonly xDomain?: readonly [number, number];
  readonly yDomain?: readonly [number, number];
  /** A horizontal line with its name, such as a threshold. */
  readonly rule?: { readonly value: number; readonly name: string; readonly symbol?: string };
  /** In a sentence, for who does not see the chart; before there is one the axes name it. */
  readonly summary: string;
}

/** Where there is less room the drawing is smaller, so that its letters stay as large. */
const [WIDE, NARROW, HEIGHT] = [560, 370, 260];
const MARGIN = { top: 12, right: 96, bottom: 40, left: 58 };

/** Lines with titled axes and their names at their ends. Draws again whenever it is updated. */
export class LineChart {
  readonly element = svg('svg');

  constructor() {
    this.element.setAttribute('viewBox', `0 0 ${WIDE} ${HEIGHT}`);
    // There is nothing to see or to name before the first line.
    this.element.setAttribute('aria-hidden', 'true');
    this.element.classList.add('line-chart');
  }

  update(lines: readonly Line[], options: LineChartOptions): void {
    const { log = false, rule } = options;
    const space = this.element.clientWidth;
    const right = (space > 0 && space < 440 ? NARROW : WIDE) - MARGIN.right;
    this.element.setAttribute('viewBox', `0 0 ${right + MARGIN.right} ${HEIGHT}`);
    const theme = themeOf(document.body.classList);
    const usable = (y: number) => Number.isFinite(y) && (!log || y > 0);
    const drawn = lines.map((line) => ({ ...line, points: line.points.filter(([, y]) => usable(y)) }));
    const all = drawn.flatMap(({ points }) => points as [number, number][]);
    const [x0 = 0, x1 = 1] = options.xDomain ?? (extent(all, ([x]) => x) as [number?, number?]);
    const [low = log ? 0.1 : 0, high = 1] =
      options.yDomain ?? (extent([...all.map(([, y]) => y), ...(rule ? [rule.value] : [])]) as [number?, number?]);
    const x = scaleLinear()
      .domain([x0, x1 === x0 ? x0 + 1 : x1])
      .range([MARGIN.left, right]);
    const y = (log ? scaleLog() : scaleLinear())
      .domain(low === high ? [low * 0.9, high * 1.1 + (log ? 0 : 1e-9)] : [low, high])
      .range([HEIGHT - MARGIN.bottom, MARGIN.top])
      .clamp(true);
    if (!options.yDomain) y.nice();
    // Before the first point the scale would be made up.
    if (all.length === 0 && !(options.xDomain && options.yDomain)) {
      this.element.replaceChildren();
      return;
    }
    const parts: SVGElement[] = [...axes(x, y, log, options)];
    const ends: { y: number; name: string; color?: string }[] = [];
    if (rule && usable(rule.value)) {
      const at = y(rule.value);
      parts.push(svg('path', { d: `M${MARGIN.left} ${at}H${right}`, class: 'rule', 'data-symbol': rule.symbol ?? '' }));
      ends.push({ y: at, name: rule.name });
    }
    for (const { points, name, color, dashed, symbol = '' } of drawn) {
      if (points.length === 0) continue;
      const stroke = lineColor(theme, color);
      const d = points.map(([px, py], i) => `${i === 0 ? 'M' : 'L'}${x(px).toFixed(1)} ${y(py).toFixed(1)}`).join('');
      parts.push(
        svg('path', { d, fill: 'none', stroke, 'stroke-width': 2, 'data-symbol': symbol, ...(dashed ? { 'stroke-dasharray': '5 4' } : {}) }),
      );
      if (points.length === 1) parts.push(svg('circle', { cx: x(points[0]![0]), cy: y(points[0]![1]), r: 3, fill: stroke }));
      ends.push({ y: y(points.at(-1)![1]), name, color: stroke });
    }
    // Names keep a line's height apart.
    ends.sort((a, b) => a.y - b.y);
    ends.forEach((end, i) => {
      if (i > 0) end.y = Math.max(end.y, ends[i - 1]!.y + 14);
      const name = label(right + 6, end.y + 4, end.name, end.color ? 'line-name' : 'rule-name');
      if (end.color) name.style.fill = end.color;
      parts.push(name);
    });
    this.element.removeAttribute('aria-hidden');
    this.element.setAttribute('role', 'img');
    this.element.setAttribute('aria-label', options.summary || `${options.y}, ${options.x}`);
    this.element.replaceChildren(...parts);
  }
}

type Scale = ReturnType<typeof scaleLinear<number, number>> | ReturnType<typeof scaleLog<number, number>>;

function axes(x: Scale, y: Scale, log: boolean, options: LineChartOptions): SVGElement[] {
  const right = x.range()[1]!;
  const bottom = HEIGHT - MARGIN.bottom;
  const parts: SVGElement[] = [];
  for (const tick of x.ticks(right < 400 ? 4 : 6)) {
    parts.push(svg('path', { d: `M${x(tick)} ${bottom}v4`, class: 'tick' }));
    parts.push(label(x(tick), bottom + 17, String(tick), 'tick-name middle'));
  }
  for (const tick of yTicks(y, log)) {
    parts.push(svg('path', { d: `M${MARGIN.left} ${y(tick)}H${right}`, class: 'grid' }));
    const name = label(MARGIN.left - 6, y(tick) + 4, log ? '10' : String(Number(tick.toPrecision(6))), 'tick-name end');
    if (log) {
      const exponent = svg('tspan', { dy: -4, 'font-size': '8' });
      exponent.textContent = String(Math.round(Math.log10(tick))).replace('-', '−');
      name.append(exponent);
    }
    parts.push(name);
  }
  parts.push(svg('path', { d: `M${MARGIN.left} ${MARGIN.top}V${bottom}H${right}`, class: 'axis' }));
  parts.push(label((MARGIN.left + right) / 2, HEIGHT - 6, options.x, 'axis-name middle'));
  const name = label(0, 0, options.y, 'axis-name middle');
  name.setAttribute('transform', `translate(13 ${(MARGIN.top + bottom) / 2}) rotate(-90)`);
  parts.push(name);
  return parts;
}

/** On a logarithmic axis powers of ten alone, at most seven of them. */
function yTicks(y: Scale, log: boolean): number[] {
  if (!log) return y.ticks(5);
  const [low, high] = y.domain().map((value) => Math.log10(value)) as [number, number];
  const step = Math.max(1, Math.ceil((high - low) / 7));
  const ticks: number[] = [];
  for (let power = Math.ceil(low / step) * step; power <= high + 1e-9; power += step) ticks.push(10 ** power);
  return ticks;
}

function label(x: number, y: number, text: string, className: string): SVGElement {
  const element = svg('text', { x, y, class: className });
  element.textContent = text;
  return element;
}
