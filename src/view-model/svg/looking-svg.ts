import type { LookingBack } from '../../protocol/looking-back';
import { visibleCharacter } from '../chart/format';
import { lineColor } from '../chart/palette';
import { headsOf, type LookedAt, waysTo } from '../reading/looking-back';
import { activationColor } from '../run/unit-map';
import { n, type PictureStyle, SvgWriter } from './svg-writer';

/** Shades of a map. */
const LEVELS = 16;
const GAP = 16;
const NAME = 16;
/** A map is no larger than this, and no smaller than that. */
const [LARGEST, SMALLEST] = [220, 90];

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
export function writeAttention(looking: LookingBack, title: string, at: LookedAt | undefined, options: PictureStyle): string {
  const { width, theme, foreground } = options;
  const { size, places } = attentionLayout(looking, width);
  const cell = size / looking.characters.length;
  const svg = new SvgWriter({ ...options, title, titleAt: 'hidden' });
  const outline = { fill: 'none', stroke: foreground };
  for (const [i, { name, shares }] of headsOf(looking).entries()) {
    const { x, y } = places[i]!;
    const paths = new Map<number, string>();
    shares.forEach((row, t) => {
      row.forEach((share, s) => {
        // By the square root: a head that looks at many places would be all background.
        const level = Math.round(Math.sqrt(share) * LEVELS);
        if (level > 0) paths.set(level, `${paths.get(level) ?? ''}M${n(x + s * cell)} ${n(y + t * cell)}h${n(cell)}v${n(cell)}h${n(-cell)}z`);
      });
    });
    const isChosen = at?.head === i;
    svg.text(x, y - 4, name, { 'font-size': 11, 'font-weight': isChosen ? 700 : undefined });
    for (const [level, d] of paths) svg.add('path', { d, fill: `rgb(${activationColor(theme, level / LEVELS, 1)})` });
    svg.add('path', { d: `M${n(x)} ${n(y)}v${n(size)}h${n(size)}z`, ...outline, 'stroke-opacity': '.35' });
    if (!at) continue;
    const row = `M${n(x)} ${n(y + at.t * cell)}h${n((at.t + 1) * cell)}v${n(cell)}h${n(-(at.t + 1) * cell)}z`;
    const field = `M${n(x + at.s * cell - 1)} ${n(y + at.t * cell - 1)}h${n(cell + 2)}v${n(cell + 2)}h${n(-cell - 2)}z`;
    svg.add('path', { d: row, ...outline, 'stroke-opacity': isChosen ? 1 : '.4', 'stroke-width': '.7' });
    if (isChosen) svg.add('path', { d: field, ...outline, 'stroke-width': 1.5 });
  }
  return svg.toString();
}

const [COLUMN, ROW, EDGE] = [13, 34, 10];

/** Size of the drawing of a receptive field, and the columns of its characters. */
export function fieldLayout({ characters, taps }: LookingBack): { width: number; height: number; column: (place: number) => number } {
  return { width: 2 * EDGE + characters.length * COLUMN, height: (taps.length + 1) * ROW + 24, column: (place) => EDGE + (place + 0.5) * COLUMN };
}

/** The text below, a row of steps for every layer with taps above it, and the ways by which characters reach the output at t (van den Oord et al. 2016). */
export function writeField(looking: LookingBack, title: string, t: number, options: PictureStyle): string {
  const { theme, foreground } = options;
  const { height, column } = fieldLayout(looking);
  const ways = waysTo(looking, t);
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
  const svg = new SvgWriter({ ...options, title, titleAt: 'hidden' });
  svg.add('path', { d: edges.join(''), fill: 'none', stroke: color, 'stroke-opacity': '.7' });
  for (const row of ways.keys()) {
    svg.add('path', { d: dots(row, false), fill: foreground, 'fill-opacity': '.2' });
    svg.add('path', { d: dots(row, true), fill: color });
  }
  for (const [place, character] of looking.characters.entries()) {
    const isSeen = ways[0]![place]! > 0;
    const mark = { x: column(place) - COLUMN / 2, y: height - 18, width: COLUMN, height: 16 };
    if (isSeen) svg.add('rect', { ...mark, fill: color, 'fill-opacity': '.25' });
    svg.text(column(place), height - 6, visibleCharacter(character), { 'text-anchor': 'middle', 'fill-opacity': isSeen ? undefined : '.6' });
  }
  const frame = `M${n(column(t) - COLUMN / 2)} ${height - 19}h${COLUMN}v18h${-COLUMN}z`;
  svg.add('path', { d: frame, fill: 'none', stroke: foreground, 'stroke-width': 1.5 });
  return svg.toString();
}
