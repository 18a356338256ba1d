import type { Axis } from './chart-model';
import { formatNumber, formatPower, formatSeconds } from './format';
import { SMALL_SPAN } from './ticks';

/** A value of an axis as text: in a legend, a table, at the cursor. */
export function formatValue({ kind }: Axis, value: number): string {
  if (kind === 'time') return formatSeconds(value);
  return formatNumber(kind === 'exponent' ? 10 ** value : value);
}

/** A tick's label: powers of ten as such where an axis spans several of them. */
export function formatTick(axis: Axis, value: number, [min, max]: readonly [number, number]): string {
  if (axis.kind === 'exponent') {
    const powers = Math.floor(max + 1e-9) - Math.ceil(min - 1e-9) + 1;
    return powers < 2 && max - min < SMALL_SPAN ? formatValue(axis, value) : formatPower(Math.round(value));
  }
  if (axis.kind === 'log' && max >= 1000 * min) {
    const power = Math.log10(value);
    if (Math.abs(power - Math.round(power)) < 1e-9) return formatPower(Math.round(power));
  }
  return formatValue(axis, value);
}

/**
 * Characters of a text that get a label, aligned to the character they stand below: all where there is room, else each n-th with its position, so that the
 * labels do not read as words.
 * @param room characters that fit side by side, and labels with a position
 */
export function textTicks(
  names: readonly string[],
  [from, to]: readonly [number, number],
  room: { characters: number; labels: number },
): { at: number; text: string }[] {
  const [first, last] = [Math.max(1, Math.ceil(from)), Math.min(names.length, Math.floor(to))];
  const count = Math.max(0, last - first + 1);
  const every = count <= room.characters ? 1 : ([2, 5, 10, 20, 50, 100, 200, 500].find((step) => count / step <= room.labels) ?? 1000);
  const places = Array.from({ length: count }, (_, i) => first + i).filter((at) => every === 1 || at % every === 0);
  return places.map((at) => ({ at, text: every === 1 ? (names[at - 1] ?? '') : String(at) }));
}
