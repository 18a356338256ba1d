export type Theme = 'light' | 'dark' | 'high-contrast' | 'high-contrast-light';

/** Colours of the lines, by theme. Found by a search for the largest least difference: each has a contrast of at least 3 : 1 on
 * the theme's background and stays apart from all others for people with protanopia, deuteranopia or tritanopia (the tests measure both). */
const COLORS: Record<Theme, readonly string[]> = {
  light: ['#0a5299', '#c36e05', '#00a46e', '#8d2ce7', '#5a3c11', '#1b2521'],
  dark: ['#4578fd', '#e5703c', '#36f99c', '#ed87df', '#f8de3e', '#e5ffff'],
  'high-contrast': ['#3074fa', '#df7134', '#2ff999', '#e488e0', '#fae845', '#d6fffc'],
  'high-contrast-light': ['#001fb5', '#c54e00', '#128562', '#a33698', '#462300', '#000b1c'],
};
const QUIET: Record<Theme, string> = { light: '#7b858f', dark: '#7c8794', 'high-contrast': '#c8c8c8', 'high-contrast-light': '#4a4a4a' };

export const PALETTE_SIZE = COLORS.dark.length;

/** The colour of a line; -1 = a quiet grey for what stands behind. */
export function lineColor(theme: Theme, index: number): string {
  return index < 0 ? QUIET[theme] : COLORS[theme][index % PALETTE_SIZE]!;
}

/** The theme of a page from the classes that the editor puts on its body. */
export function themeOf(classes: Iterable<string>): Theme {
  const set = new Set(classes);
  if (set.has('vscode-high-contrast-light')) return 'high-contrast-light';
  if (set.has('vscode-high-contrast')) return 'high-contrast';
  return set.has('vscode-light') ? 'light' : 'dark';
}
