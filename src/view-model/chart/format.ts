/** A number for an axis or a legend: four significant digits, no trailing zeros, k and M for large ones. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size >= 1e9) return value.toExponential(2).replace('-', '−').replace('e+', 'e');
  if (size >= 1e6) return `${trim(value / 1e6)}M`;
  if (size >= 1e4) return `${trim(value / 1e3)}k`;
  if (size !== 0 && size < 1e-3)
    return value
      .toExponential(2)
      .replace(/\.?0+e/, 'e')
      .replace('-', '−')
      .replace('e-', 'e−');
  return trim(value).replace('-', '−');
}

function trim(value: number): string {
  return Number(value.toPrecision(4)).toString();
}

const SUPERSCRIPTS: Record<string, string> = { '-': '⁻' };
for (const [digit, sign] of [...'⁰¹²³⁴⁵⁶⁷⁸⁹'].entries()) SUPERSCRIPTS[digit] = sign;

/** 10 with a raised exponent. */
export function formatPower(exponent: number): string {
  return `10${[...String(exponent)].map((sign) => SUPERSCRIPTS[sign]).join('')}`;
}

/** Seconds as people say them: 8 s, 2:05, 1:02:05. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 100) return `${Number(seconds.toPrecision(3))} s`;
  const whole = Math.round(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** A character so that it can be seen on an axis. */
export function visibleCharacter(character: string): string {
  return ({ ' ': '␣', '\n': '↵', '\t': '⇥', '\u00A0': '⍽', '\u3000': '□' } as Record<string, string>)[character] ?? character;
}
