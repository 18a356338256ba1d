import type { Random } from '../../network/random';

type Point = readonly [x: number, y: number];

/** Strokes of the ten digits in the unit square, y downwards; curves as short lines. */
const STROKES: readonly (readonly (readonly Point[])[])[] = [
  [arc(0.5, 0.5, 0.26, 0.4, 0, 360)],
  [
    [
      [0.34, 0.26],
      [0.54, 0.1],
      [0.54, 0.9],
    ],
  ],
  [[...arc(0.5, 0.32, 0.25, 0.22, 180, 380), [0.26, 0.9], [0.76, 0.9]]],
  [[...arc(0.46, 0.3, 0.25, 0.2, 200, 450), ...arc(0.46, 0.7, 0.28, 0.2, 270, 520)]],
  [
    [
      [0.62, 0.9],
      [0.62, 0.1],
      [0.24, 0.64],
      [0.8, 0.64],
    ],
  ],
  [[[0.72, 0.1], [0.34, 0.1], [0.31, 0.46], ...arc(0.48, 0.65, 0.25, 0.24, 240, 510)]],
  [[[0.64, 0.1], ...arc(0.5, 0.66, 0.25, 0.24, 180, 180), ...arc(0.5, 0.66, 0.24, 0.24, 180, 540)]],
  [
    [
      [0.24, 0.1],
      [0.76, 0.1],
      [0.42, 0.9],
    ],
  ],
  [arc(0.5, 0.3, 0.2, 0.2, 0, 360), arc(0.5, 0.7, 0.25, 0.2, 0, 360)],
  [[...arc(0.5, 0.34, 0.24, 0.24, 0, 360), [0.7, 0.5], [0.6, 0.9]]],
];

function arc(x: number, y: number, rx: number, ry: number, from: number, to: number): Point[] {
  const pieces = Math.max(1, Math.round((to - from) / 30));
  return Array.from({ length: pieces + 1 }, (_, i): Point => {
    const angle = ((from + ((to - from) * i) / pieces) * Math.PI) / 180;
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)];
  });
}

/** How a digit is written: what varies from one writer to the next. */
interface Hand {
  readonly thickness: number;
  transform(point: Point): Point;
}

function drawHand(random: Random): Hand {
  const spread = (width: number) => (2 * random.uniform() - 1) * width;
  const [width, height, slant, angle] = [0.9 + spread(0.15), 0.92 + spread(0.08), spread(0.2), spread(0.15)];
  const [dx, dy] = [spread(0.05), spread(0.05)];
  const bend = spread(0.06);
  return {
    thickness: 0.075 + spread(0.02),
    transform([x, y]) {
      const u = (x - 0.5) * width - slant * (y - 0.5) + bend * Math.sin(2 * Math.PI * y);
      const v = (y - 0.5) * height;
      return [0.5 + u - angle * v + dx, 0.5 + v + angle * u + dy];
    },
  };
}

/**
 * A digit as if written by hand, as a picture [size, size] of ink from 0 to 1: strokes moved, slanted, bent and of varying thickness, and every pixel by
 * its distance from the nearest stroke.
 */
export function drawDigit(digit: number, size: number, random: Random): Float32Array {
  const hand = drawHand(random);
  const strokes = STROKES[digit]!.map((stroke) => stroke.map((point) => hand.transform(point)));
  const picture = new Float32Array(size * size);
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const distance = distanceTo(strokes, [(column + 0.5) / size, (row + 0.5) / size]);
      // Half a pixel of edge on either side of the stroke.
      picture[row * size + column] = Math.max(0, Math.min(1, (hand.thickness - distance) * size + 0.5));
    }
  return picture;
}

function distanceTo(strokes: readonly (readonly Point[])[], [x, y]: Point): number {
  let least = Number.POSITIVE_INFINITY;
  for (const stroke of strokes)
    for (let i = 1; i < stroke.length; i++) {
      const [[ax, ay], [bx, by]] = [stroke[i - 1]!, stroke[i]!];
      const [dx, dy] = [bx - ax, by - ay];
      const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
      const [ex, ey] = [x - ax - along * dx, y - ay - along * dy];
      least = Math.min(least, Math.sqrt(ex * ex + ey * ey));
    }
  return least;
}
