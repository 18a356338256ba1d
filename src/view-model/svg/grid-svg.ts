import type { Grid } from '../task/grid';
import { fieldColors } from './heat-map-svg';
import { n, type PictureStyle, SvgWriter } from './svg-writer';

const [LEFT, TOP, EDGE] = [150, 110, 16];

/** A grid as a picture: names of rows at the left, those of columns above, upright. */
export function writeGrid({ corner, rows, columns, fields }: Grid, title: string, options: PictureStyle): string {
  const { width, height, theme, foreground } = options;
  const [across, down] = [(width - LEFT - EDGE) / columns.length, (height - TOP - EDGE) / rows.length];
  const size = Math.max(6, Math.min(12, down - 4));
  const svg = new SvgWriter({ ...options, title, titleAt: EDGE });
  svg.text(EDGE, TOP - 12, corner);
  columns.forEach((name, j) => {
    const [x, y] = [LEFT + (j + 0.5) * across, TOP - 6];
    svg.text(x, y, name, { transform: `rotate(-60 ${n(x)} ${n(y)})`, 'font-size': Math.max(6, Math.min(12, across - 2)) });
  });
  for (const [i, name] of rows.entries()) svg.text(LEFT - 6, TOP + (i + 0.5) * down, name, { 'text-anchor': 'end', dy: '.35em', 'font-size': size });
  for (const [i, line] of fields.entries())
    for (const [j, { text, strength }] of line.entries()) {
      const colors = strength === undefined ? undefined : fieldColors(theme, 1 - strength);
      const [x, y] = [LEFT + j * across, TOP + i * down];
      const border = colors ? {} : { stroke: foreground, 'stroke-opacity': strength ? '.9' : '.2' };
      svg.add('rect', { x, y, width: across - 1, height: down - 1, fill: colors?.background ?? 'none', ...border });
      const look = { 'text-anchor': 'middle', dy: '.35em', 'font-size': size, ...(colors ? { fill: colors.text } : {}) };
      if (text) svg.text(x + across / 2, y + down / 2, text, look);
    }
  return svg.toString();
}
