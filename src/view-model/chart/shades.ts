/** Red, green and blue from 0 to 255. */
export type Rgb = readonly [number, number, number];

/** Colour of a level over the editor's background, and of the text on it. */
export interface Shade {
  readonly rgb: Rgb;
  readonly alpha: number;
  /** Black or white: colours of the syntax are chosen for the plain background and would be hard to read on a shade. */
  readonly text: '#000000' | '#ffffff';
}

/** Shares of colour, weakest level first. */
const WARM = [0.1, 0.14, 0.18, 0.23, 0.29, 0.36, 0.44];
const COLD = [0.14, 0.18, 0.23, 0.29];
/** Orange and blue, which all kinds of colour vision tell apart. */
const HUES: Record<'warm' | 'cold', Record<'light' | 'dark', Rgb>> = {
  warm: { light: [213, 94, 0], dark: [255, 140, 26] },
  cold: { light: [0, 114, 178], dark: [64, 170, 255] },
};

/** The levels there are: warm ones above zero, cold ones below. */
export const SHADE_LEVELS: readonly number[] = [...WARM.map((_, i) => i + 1), ...COLD.map((_, i) => -i - 1)];

export function shadeOf(level: number, theme: 'light' | 'dark'): Shade {
  const alpha = (level > 0 ? WARM[level - 1] : COLD[-level - 1]) ?? 0;
  return { rgb: HUES[level > 0 ? 'warm' : 'cold'][theme], alpha, text: theme === 'dark' ? '#ffffff' : '#000000' };
}

/** A shade as it looks over a background. */
export function shadeOver({ rgb, alpha }: Shade, background: Rgb): Rgb {
  const mixed = (i: 0 | 1 | 2) => Math.round(alpha * rgb[i] + (1 - alpha) * background[i]);
  return [mixed(0), mixed(1), mixed(2)];
}

/** CSS `text-decoration` of a level where colours must not be the only sign: the thicker the stronger, dashed below zero. */
export function underlineOf(level: number): string {
  return level > 0 ? `underline solid ${Math.ceil(level / 3)}px` : `underline dashed ${Math.ceil(-level / 2)}px`;
}
