const SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400];

export type AxisKind = 'linear' | 'log' | 'time';

/** Round positions within [min, max], about `count` of them. */
export function ticks(kind: AxisKind, min: number, max: number, count: number): number[] {
  if (!(max > min)) return [min];
  if (kind === 'log') return logarithmic(min, max, count);
  const raw = (max - min) / Math.max(1, count);
  const step = kind === 'time' && raw > 0.5 ? (SECONDS.find((seconds) => seconds >= raw) ?? Math.ceil(raw / 86400) * 86400) : round(raw);
  const result: number[] = [];
  const first = Math.ceil(min / step - 1e-6);
  // A range below the precision of its numbers has no ticks inside.
  const last = Math.min(Math.floor(max / step + 1e-6), first + 3 * count);
  for (let i = first; i <= last; i++) result.push(clean(i * step, step));
  return result.length > 0 ? result : [min];
}

/** The next of 1, 2, 5 times a power of ten. */
function round(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = [1, 2, 5, 10].find((candidate) => candidate >= raw / power - 1e-9)!;
  return factor * power;
}

function logarithmic(min: number, max: number, count: number): number[] {
  const from = Math.floor(Math.log10(min));
  const to = Math.ceil(Math.log10(max));
  if (to - from > count) {
    const every = Math.ceil((to - from) / count);
    return powers(from, to, every, [1]).filter((value) => value >= min * (1 - 1e-9) && value <= max * (1 + 1e-9));
  }
  for (const factors of [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 6, 8]]) {
    const found = powers(from, to, 1, factors).filter((value) => value >= min * (1 - 1e-9) && value <= max * (1 + 1e-9));
    if (found.length >= Math.min(count, 3)) return found;
  }
  return ticks('linear', min, max, count).filter((value) => value > 0);
}

function powers(from: number, to: number, every: number, factors: readonly number[]): number[] {
  const result: number[] = [];
  for (let exponent = from; exponent <= to; exponent += every)
    for (const factor of factors) result.push(clean(factor * 10 ** exponent, 10 ** exponent));
  return result;
}

/** Without the dust of binary fractions. */
function clean(value: number, step: number): number {
  const digits = Math.max(0, Math.min(15, 1 - Math.floor(Math.log10(Math.abs(step)))));
  return digits > 14 ? value : Number(value.toFixed(digits));
}
