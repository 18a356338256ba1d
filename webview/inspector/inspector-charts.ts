import type { HeatMap, Histogram } from '../../src/protocol/inspector-messages';
import { svg } from '../dom';

const WIDTH = 320;
const HEIGHT = 120;

/** Up to four significant digits. */
export function formatNumber(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size >= 1e5 || size < 1e-3 ? value.toExponential(2) : String(Number(value.toPrecision(4)));
}

/** Bars whose heights are the counts. `label` is read out; `bin` names a bar. */
export function drawHistogram(histogram: Histogram, label: string, bin: (from: string, to: string, count: number) => string): SVGElement {
  const { counts, minimum, maximum } = histogram;
  const most = Math.max(1, ...counts);
  const step = WIDTH / counts.length;
  const width = (maximum - minimum) / counts.length;
  const picture = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': label, class: 'histogram' });
  counts.forEach((count, i) => {
    const height = count === 0 ? 0 : Math.max(1, (count / most) * (HEIGHT - 18));
    const place = { x: i * step + 0.5, y: HEIGHT - 16 - height, width: Math.max(0.5, step - 1), height };
    const name = bin(formatNumber(minimum + i * width), formatNumber(minimum + (i + 1) * width), count);
    picture.append(svg('rect', { class: 'bar', ...place }, svg('title', {}, name)));
  });
  const line = (name: string, ends: Record<string, number>) => picture.append(svg('line', { class: name, ...ends }));
  const text = (x: number, words: string, anchor: string) => picture.append(svg('text', { x, y: HEIGHT - 3, 'text-anchor': anchor }, words));
  if (minimum < 0 && maximum > 0) {
    const zero = (-minimum / (maximum - minimum)) * WIDTH;
    line('zero', { x1: zero, x2: zero, y1: 0, y2: HEIGHT - 16 });
    if (zero > 60 && zero < WIDTH - 60) text(zero, '0', 'middle');
  }
  line('axis', { x1: 0, x2: WIDTH, y1: HEIGHT - 16, y2: HEIGHT - 16 });
  text(0, formatNumber(minimum), 'start');
  text(WIDTH, formatNumber(maximum), 'end');
  return picture;
}

export function strongest({ means }: HeatMap): number {
  let result = 0;
  for (const mean of means) if (mean !== null) result = Math.max(result, Math.abs(mean));
  return result;
}

/**
 * Cells in the theme's red (positive) and blue (negative), the stronger the denser; blocks without a value stay empty. (High-contrast themes have no
 * orange, and that of the dark one lets the ground through.)
 */
export function drawHeatMap(canvas: HTMLCanvasElement, map: HeatMap): void {
  const scale = Math.max(1, Math.floor(256 / Math.max(map.rows, map.columns, 1)));
  canvas.width = Math.max(1, map.columns * scale);
  canvas.height = Math.max(1, map.rows * Math.max(scale, map.rows === 1 ? 24 : 1));
  const height = canvas.height / Math.max(1, map.rows);
  const context = canvas.getContext('2d');
  if (!context) return;
  const style = getComputedStyle(document.body);
  const colors = { positive: style.getPropertyValue('--vscode-charts-red'), negative: style.getPropertyValue('--vscode-charts-blue') };
  const most = strongest(map) || 1;
  map.means.forEach((mean, i) => {
    if (mean === null) return;
    context.fillStyle = mean >= 0 ? colors.positive : colors.negative;
    context.globalAlpha = Math.abs(mean) / most;
    context.fillRect((i % map.columns) * scale, Math.floor(i / map.columns) * height, scale, height);
  });
}
