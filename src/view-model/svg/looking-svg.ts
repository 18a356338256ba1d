import type { LookingBack } from '../../protocol/looking-back';
import { visibleCharacter } from '../chart/format';
import { lineColor } from '../chart/palette';
import { headsOf, type LookedAt, waysTo } from '../reading/looking-back';
import { activationColor } from '../run/unit-map';
import { escapeXml, type SvgOptions } from './svg';

type Options = Omit<SvgOptions, 'zoom'>;

/** Shades of a map. */
const LEVELS = 16;
const GAP = 16;
const NAME = 16;
/** A map is no larger than this, and no smaller than that. */
const [LARGEST, SMALLEST] = [220, 90];

const n = (value: number) => String(Math.round(value * 100) / 100);

/** Where the maps of the heads lie in a drawing of some width: as many side by side as a layer has, or as fit. */
export function attentionLayout(looking: LookingBack, width: number): { size: number; places: { x: number; y: number }[]; height: number } {
  const heads = headsOf(looking);
  const perLayer = Math.max(1, ...looking.attention.map((layer) => layer.heads.length));
  const fitting = Math.max(1, Math.min(perLayer, Math.floor((width + GAP) / (SMALLEST + GAP))));
  const size = Math.max(40, Math.min(LARGEST, (width - (fitting - 1) * GAP) / fitting));
  let [column, row] = [0, 0];
  const places = heads.map(({ head }, i) => {
    if (i > 0 && (head === 0 || column === fitting)) [column, row] = [0, row + 1];
    return { x: column++ * (size + GAP), y: row * (size + NAME + 8) + NAME };
  });
  return { size, places, height: (row + 1) * (size + NAME + 8) };
}

/** Small multiples: a map for every head, rows are the steps that look, columns those that are looked at. */
export function writeAttention(looking: LookingBack, title: string, at: LookedAt | undefined, options: Options): string {
  const { width, theme, foreground } = options;
  const { size, places } = attentionLayout(looking, width);
  const cell = size / looking.characters.length;
  const parts = headsOf(looking).flatMap(({ name, shares }, i) => {
    const { x, y } = places[i]!;
    const paths = new Map<number, string>();
    shares.forEach((row, t) => {
      row.forEach((share, s) => {
        // By the square root: a head that looks at many places would be all background.
        const level = Math.round(Math.sqrt(share) * LEVELS);
        if (level > 0) paths.set(level, `${paths.get(level) ?? ''}M${n(x + s * cell)} ${n(y + t * cell)}h${n(cell)}v${n(cell)}h${n(-cell)}z`);
      });
    });
    const color = (level: number) => `rgb(${activationColor(theme, level / LEVELS, 1)})`;
    const outline = `<path d="M${n(x)} ${n(y)}v${n(size)}h${n(size)}z" fill="none" stroke="${escapeXml(foreground)}" stroke-opacity=".35"/>`;
    const cursor = at && {
      row: `M${n(x)} ${n(y + at.t * cell)}h${n((at.t + 1) * cell)}v${n(cell)}h${n(-(at.t + 1) * cell)}z`,
      field: `M${n(x + at.s * cell - 1)} ${n(y + at.t * cell - 1)}h${n(cell + 2)}v${n(cell + 2)}h${n(-cell - 2)}z`,
    };
    const frame = `fill="none" stroke="${escapeXml(foreground)}"`;
    return [
      `<text x="${n(x)}" y="${n(y - 4)}" fill="${escapeXml(foreground)}" font-size="11"${at?.head === i ? ' font-weight="700"' : ''}>${escapeXml(name)}</text>`,
      ...[...paths].map(([level, d]) => `<path d="${d}" fill="${color(level)}"/>`),
      outline,
      ...(cursor ? [`<path d="${cursor.row}" ${frame} stroke-opacity="${at?.head === i ? 1 : 0.4}" stroke-width=".7"/>`] : []),
      ...(cursor && at?.head === i ? [`<path d="${cursor.field}" ${frame} stroke-width="1.5"/>`] : []),
    ];
  });
  return drawing(title, parts, options);
}

const [COLUMN, ROW, EDGE] = [13, 34, 10];

/** Size of the drawing of a receptive field, and the columns of its characters. */
export function fieldLayout({ characters, taps }: LookingBack): { width: number; height: number; column: (place: number) => number } {
  return { width: 2 * EDGE + characters.length * COLUMN, height: (taps.length + 1) * ROW + 24, column: (place) => EDGE + (place + 0.5) * COLUMN };
}

/** The text below, a row of steps for every layer with taps above it, and the ways by which characters reach the output at t (van den Oord et al. 2016). */
export function writeField(looking: LookingBack, title: string, t: number, options: Options): string {
  const { theme, foreground } = options;
  const { height, column } = fieldLayout(looking);
  const ways = waysTo(looking, t);
  const ink = escapeXml(foreground);
  const color = lineColor(theme, 0);
  const y = (row: number) => height - 26 - row * ROW;
  const dots = (row: number, used: boolean) =>
    ways[row]!.map((count, place) => (count > 0 === used ? `M${n(column(place) - 3)} ${n(y(row))}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z` : '')).join('');
  const edges = looking.taps.flatMap(({ distances }, layer) =>
    ways[layer + 1]!.flatMap((count, place) =>
      count === 0
        ? []
        : distances
            .filter((distance) => place >= distance)
            .map((back) => `M${n(column(place))} ${n(y(layer + 1))}L${n(column(place - back))} ${n(y(layer))}`),
    ),
  );
  const parts = [
    `<path d="${edges.join('')}" fill="none" stroke="${color}" stroke-opacity=".7"/>`,
    ...ways.flatMap((_, row) => [
      `<path d="${dots(row, false)}" fill="${ink}" fill-opacity=".2"/>`,
      `<path d="${dots(row, true)}" fill="${color}"/>`,
    ]),
    ...looking.characters.map((character, place) => {
      const seen = ways[0]![place]! > 0;
      const mark = seen
        ? `<rect x="${n(column(place) - COLUMN / 2)}" y="${height - 18}" width="${COLUMN}" height="16" fill="${color}" fill-opacity=".25"/>`
        : '';
      return `${mark}<text x="${n(column(place))}" y="${height - 6}" text-anchor="middle" fill="${ink}"${seen ? '' : ' fill-opacity=".6"'}>${escapeXml(visibleCharacter(character))}</text>`;
    }),
    `<path d="M${n(column(t) - COLUMN / 2)} ${height - 19}h${COLUMN}v18h${-COLUMN}z" fill="none" stroke="${ink}" stroke-width="1.5"/>`,
  ];
  return drawing(title, parts, options);
}

function drawing(title: string, parts: readonly string[], { width, height, background, font }: Options): string {
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${n(width)}" height="${n(height)}" viewBox="0 0 ${n(width)} ${n(height)}" role="img" font-family="${escapeXml(font)}" font-size="12">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="100%" height="100%" fill="${escapeXml(background)}"/>`,
    ...parts,
    '</svg>',
  ].join('\n')}\n`;
}
