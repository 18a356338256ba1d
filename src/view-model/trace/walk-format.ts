import type { Numbers } from '../../protocol/bptt-trace';

/** A number of a matrix: four decimals, powers of ten where these would show nothing. */
export function shortNumber(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  const text =
    Number.isInteger(value) && size < 1000
      ? String(value)
      : size < 1e-3 || size >= 1e5
        ? value.toExponential(2).replace('e+', 'e')
        : value.toFixed(4);
  return text.replaceAll('-', '−');
}

/** All digits that a float64 has. */
export function fullNumber(value: number | null): string {
  return value === null || !Number.isFinite(value) ? '–' : String(value).replaceAll('-', '−');
}

export type Digits = (value: number | null) => string;

/** As a factor: negative ones in brackets. */
export function factor(value: number | null, digits: Digits): string {
  return value !== null && value < 0 ? `(${digits(value)})` : digits(value);
}

/** a · b with the numbers put in; factors that are exactly zero are left out. */
export function product(a: Numbers, b: Numbers, digits: Digits): string {
  const terms = a.flatMap((value, i) => (b[i] === 0 ? [] : [`${factor(value, digits)}·${factor(b[i]!, digits)}`]));
  return terms.length > 0 ? terms.join(' + ') : '0';
}

export function list(values: Numbers, digits: Digits): string {
  return `(${values.map((value) => digits(value)).join(', ')})`;
}

/** A whole number as a subscript. */
export function lower(value: number): string {
  return [...String(value)].map((digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]).join('');
}

/** A formula as text without markup: its numbers after `_` as subscripts. */
export function plainFormula(text: string): string {
  return text.replace(/_(\d+)/g, (_, number: string) => lower(Number(number))).replaceAll('b_V', 'bᵥ');
}
