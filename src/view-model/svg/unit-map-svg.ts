import { formatNumber, visibleCharacter } from '../chart/format';
import { activationColor, type UnitMap, unitTicks } from '../run/unit-map';
import { n, type PictureStyle, SvgWriter } from './svg-writer';

const LEVELS = 32;

/** The map as a picture: one path for each of 65 colours. */
export function writeUnitMap(map: UnitMap, words: { title: string; unit: string; character: string }, options: PictureStyle): string {
  const { width, height, theme } = options;
  const [left, top, right, bottom] = [54, 44, 16, 66];
  const across = (width - left - right) / Math.max(1, map.characters.length);
  const down = (height - top - bottom) / map.units;
  const paths = new Map<number, string[]>();
  map.values.forEach((row, unit) => {
    row.forEach((value, t) => {
      const level = Number.isFinite(value) ? Math.round((Math.max(-map.limit, Math.min(map.limit, value)) / map.limit) * LEVELS) : Number.NaN;
      const list = paths.get(level) ?? [];
      list.push(`M${n(left + t * across)} ${n(top + unit * down)}h${n(across)}v${n(down)}h${n(-across)}z`);
      paths.set(level, list);
    });
  });
  const color = (value: number) => `rgb(${activationColor(theme, value, map.limit)})`;
  const svg = new SvgWriter({ ...options, title: words.title, titleAt: left });
  svg.text(left - 8, top - 8, words.unit, { 'text-anchor': 'end' });
  for (const [level, list] of paths)
    svg.add('path', { d: list.join(''), fill: color((level / LEVELS) * map.limit), 'shape-rendering': 'crispEdges' });
  for (const unit of unitTicks(map.units, height - top - bottom))
    svg.text(left - 8, top + (unit - 0.5) * down, String(unit), { 'text-anchor': 'end', dy: '.35em' });
  for (const [t, character] of map.characters.entries())
    svg.text(left + (t + 0.5) * across, height - bottom + 16, visibleCharacter(character), { 'text-anchor': 'middle' });
  svg.text(width - right, height - bottom + 34, words.character, { 'text-anchor': 'end' });
  for (let i = 0; i <= 2 * LEVELS; i++) {
    const value = map.lowest + (i / (2 * LEVELS)) * (map.limit - map.lowest);
    svg.add('rect', { x: left + 30 + 3 * i, y: height - 24, width: 3, height: 10, fill: color(value) });
  }
  svg.text(left + 24, height - 15, formatNumber(map.lowest), { 'text-anchor': 'end' });
  svg.text(left + 36 + 3 * (2 * LEVELS + 1), height - 15, formatNumber(map.limit));
  return svg.toString();
}
