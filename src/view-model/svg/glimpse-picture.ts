/** Darkness of the ink, from 0 (none) to this. */
const LEVELS = 9;

/** The squares of every shade of a picture: a path each, and how dark it is. */
export function inkPaths(ink: string, side: number): { readonly d: string; readonly opacity: number }[] {
  const paths = new Array<string>(LEVELS + 1).fill('');
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; ) {
      const level = Number(ink[row * side + column]);
      let end = column + 1;
      while (end < side && Number(ink[row * side + end]) === level) end++;
      if (level > 0) paths[level] += `M${column} ${row}h${end - column}v1h${column - end}z`;
      column = end;
    }
  return paths.flatMap((d, level) => (d === '' ? [] : [{ d, opacity: level / LEVELS }]));
}

/** The point of a place from -1 to 1 in pixels: the corner that the sensor stands on. */
export function pointOf([x, y]: readonly [number, number], side: number): readonly [x: number, y: number] {
  const corner = (place: number) => Math.max(0, Math.min(side, Math.round(((place + 1) / 2) * side)));
  return [corner(x), corner(y)];
}

/** The windows of a glimpse, from the finest to the widest: left, top and width in pixels. */
export function windowsOf(
  place: readonly [number, number],
  { side, size, scales }: { readonly side: number; readonly size: number; readonly scales: number },
): { readonly x: number; readonly y: number; readonly width: number }[] {
  const [x, y] = pointOf(place, side);
  return Array.from({ length: scales }, (_, scale) => {
    const width = size * 2 ** scale;
    return { x: x - width / 2, y: y - width / 2, width };
  });
}

/** What one window of a glimpse shows: the mean ink of its cells, from 0 to 1, row by row; outside of the picture there is none. */
export function seenThrough(
  window: { readonly x: number; readonly y: number; readonly width: number },
  ink: string,
  side: number,
  size: number,
): number[] {
  const cell = window.width / size;
  return Array.from({ length: size * size }, (_, i) => {
    let sum = 0;
    for (let dy = 0; dy < cell; dy++)
      for (let dx = 0; dx < cell; dx++) {
        const [column, row] = [window.x + (i % size) * cell + dx, window.y + Math.floor(i / size) * cell + dy];
        if (column >= 0 && row >= 0 && column < side && row < side) sum += Number(ink[row * side + column]);
      }
    return sum / (cell * cell * LEVELS);
  });
}
