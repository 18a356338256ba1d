import { formatPower } from '../../../src/view-model/chart/format';

/** A number for a sentence: three significant digits, very small and very large ones with a power of ten. */
export function inWords(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || !Number.isFinite(value) || (size >= 0.001 && size < 10_000)) return String(Number(value.toPrecision(3))).replace('-', '−');
  const [mantissa, exponent] = value.toExponential(1).split('e');
  return `${mantissa!.replace('-', '−')}×${formatPower(Number(exponent))}`;
}
