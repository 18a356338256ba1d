import { range, ticks as roundTicks, tickStep } from 'd3-array';
import { scaleLinear, scaleLog } from 'd3-scale';

const SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400];

/** Powers of ten that an axis of exponents spans at most for its ticks to be numbers. */
export const SMALL_SPAN = 2;

/**
 * How an axis is divided and labelled: evenly, by powers of ten, as seconds, as powers of ten of values that are logarithms themselves, or at characters
 * of a text.
 */
export type AxisKind = 'linear' | 'log' | 'time' | 'exponent';

/** Positions on an axis by values. */
export function scaleOf(kind: AxisKind, domain: readonly [number, number], pixels: readonly [number, number]): (value: number) => number {
  if (kind === 'log') return scaleLog(domain, pixels);
  return scaleLinear(domain[0] === domain[1] ? [domain[0], domain[0] + 1] : domain, pixels);
}

/** Round positions within [min, max], about `count` of them. */
export function ticks(kind: AxisKind, min: number, max: number, count: number): number[] {
  if (!(max > min)) return [min];
  const wanted = Math.max(1, count);
  if (kind === 'log') return logarithmic(min, max, wanted);
  if (kind === 'time' && (max - min) / wanted > 0.5) {
    const step = SECONDS.find((seconds) => seconds >= (max - min) / wanted) ?? Math.ceil((max - min) / wanted / 86400) * 86400;
    return range(Math.ceil(min / step) * step, max + step * 1e-9, step);
  }
  if (kind === 'exponent') {
    const powers = roundTicks(min, max, Math.min(wanted, Math.max(1, Math.floor(max) - Math.ceil(min)))).filter(Number.isInteger);
    // Fewer than two powers of ten are no scale: numbers between them are.
    return powers.length < 2 && max - min < SMALL_SPAN ? logarithmic(10 ** min, 10 ** max, wanted).map(Math.log10) : powers;
  }
  // A range below the precision of its numbers has no ticks inside.
  const found = tickStep(min, max, wanted) > 4e-16 * Math.max(Math.abs(min), Math.abs(max)) ? roundTicks(min, max, wanted) : [];
  return found.length > 0 ? found : [min];
}

/** Powers of ten, and where they are few 2, 5 and others of them. */
function logarithmic(min: number, max: number, count: number): number[] {
  const all = scaleLog([min, max], [0, 1])
    .ticks(count)
    .filter((value) => value >= min * (1 - 1e-9) && value <= max * (1 + 1e-9));
  for (const factors of [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 6, 8]]) {
    const found = all.filter((value) => factors.includes(Number((value / 10 ** Math.floor(Math.log10(value) + 1e-9)).toPrecision(3))));
    if (found.length >= Math.min(count, 3))
      return found.length > 2 * count ? found.filter((_, i) => i % Math.ceil(found.length / count) === 0) : found;
  }
  return ticks('linear', min, max, count).filter((value) => value > 0);
}
