import type { Grid } from '../task/grid';
import { fieldColors } from './heat-map-svg';
import { escapeXml, type SvgOptions } from './svg';

const [LEFT, TOP, EDGE] = [150, 110, 16];

/** A grid as a picture: names of rows at the left, those of columns above, upright. */
export function writeGrid({ corner, rows, columns, fields }: Grid, title: string, options: SvgOptions): string {
  const { width, height, theme, foreground, background, font } = options;
  const [across, down] = [(width - LEFT - EDGE) / columns.length, (height - TOP - EDGE) / rows.length];
  const n = (value: number) => String(Math.round(value * 100) / 100);
  const size = Math.max(6, Math.min(12, down - 4));
  const text = (x: number, y: number, content: string, more = '', fill = foreground) =>
    `<text x="${n(x)}" y="${n(y)}" fill="${escapeXml(fill)}" ${more}>${escapeXml(content)}</text>`;
  const boxes = fields.flatMap((line, i) =>
    line.flatMap(({ text: shown, strength }, j) => {
      const colors = strength === undefined ? undefined : fieldColors(theme, 1 - strength);
      const [x, y] = [LEFT + j * across, TOP + i * down];
      const border = colors ? '' : ` stroke="${escapeXml(foreground)}" stroke-opacity="${strength ? 0.9 : 0.2}"`;
      return [
        `<rect x="${n(x)}" y="${n(y)}" width="${n(across - 1)}" height="${n(down - 1)}" fill="${colors?.background ?? 'none'}"${border}/>`,
        ...(shown ? [text(x + across / 2, y + down / 2, shown, `text-anchor="middle" dy=".35em" font-size="${n(size)}"`, colors?.text)] : []),
      ];
    }),
  );
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${n(width)}" height="${n(height)}" viewBox="0 0 ${n(width)} ${n(height)}" role="img" font-family="${escapeXml(font)}" font-size="12">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="100%" height="100%" fill="${escapeXml(background)}"/>`,
    text(EDGE, 24, title, 'font-size="15" font-weight="600"'),
    text(EDGE, TOP - 12, corner),
    ...columns.map((name, j) => {
      const [x, y] = [LEFT + (j + 0.5) * across, TOP - 6];
      return text(x, y, name, `transform="rotate(-60 ${n(x)} ${n(y)})" font-size="${n(Math.max(6, Math.min(12, across - 2)))}"`);
    }),
    ...rows.map((name, i) => text(LEFT - 6, TOP + (i + 0.5) * down, name, `text-anchor="end" dy=".35em" font-size="${n(size)}"`)),
    ...boxes,
    '</svg>',
  ].join('\n')}\n`;
}
