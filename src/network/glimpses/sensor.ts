/** What the sensor is: `scales` square windows around one point, each of `size` × `size` cells, the cells of each next one twice as wide. */
export interface SensorShape {
  readonly size: number;
  readonly scales: number;
}

/** A picture prepared for glimpses: sums of its ink above and left of every corner [side + 1, side + 1]. */
export interface Retina {
  readonly side: number;
  readonly sums: Float64Array;
}

export function retina(ink: ArrayLike<number>, side: number): Retina {
  const sums = new Float64Array((side + 1) ** 2);
  for (let row = 0; row < side; row++)
    for (let column = 0, line = 0; column < side; column++) {
      line += ink[row * side + column]!;
      sums[(row + 1) * (side + 1) + column + 1] = sums[row * (side + 1) + column + 1]! + line;
    }
  return { side, sums };
}

/** Numbers of a glimpse. */
export const glimpseWidth = ({ size, scales }: SensorShape): number => size * size * scales;

/** A place from -1 (left, top) to 1 on the grid of corners between pixels, as the sensor sees it: what lies outside is taken for the edge. */
export function cornerOf(place: number, side: number): number {
  return Math.max(0, Math.min(side, Math.round(((place + 1) / 2) * side)));
}

/**
 * One glimpse (Mnih et al. 2014, figure 1 A): mean ink of the cells of every window around a corner of the pixels; outside of the picture there is none.
 * @param x column of the corner, 0 to side; `y` its row
 * @param to receives scales × size × size numbers from `at` on
 */
export function glimpse({ side, sums }: Retina, { size, scales }: SensorShape, x: number, y: number, to: Float64Array, at: number): void {
  for (let scale = 0, out = at; scale < scales; scale++) {
    const cell = 2 ** scale;
    const [left, top] = [x - (size * cell) / 2, y - (size * cell) / 2];
    for (let row = 0; row < size; row++) {
      const y0 = inside(top + row * cell, side) * (side + 1);
      const y1 = inside(top + (row + 1) * cell, side) * (side + 1);
      for (let column = 0; column < size; column++, out++) {
        const x0 = inside(left + column * cell, side);
        const x1 = inside(left + (column + 1) * cell, side);
        to[out] = (sums[y1 + x1]! - sums[y0 + x1]! - sums[y1 + x0]! + sums[y0 + x0]!) / (cell * cell);
      }
    }
  }
}

const inside = (at: number, side: number): number => Math.max(0, Math.min(at, side));
