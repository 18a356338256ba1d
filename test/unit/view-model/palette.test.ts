import assert from 'node:assert/strict';
import { lineColor, PALETTE_SIZE, type Theme, themeOf } from '../../../src/view-model/chart/palette';

/** Backgrounds of the editor's own themes. */
const BACKGROUNDS: Record<Theme, readonly string[]> = {
  light: ['#ffffff', '#f8f8f8'],
  dark: ['#1f1f1f', '#181818'],
  'high-contrast': ['#000000'],
  'high-contrast-light': ['#ffffff'],
};
/** What the eye loses, as a matrix on linear RGB (Machado, Oliveira and Fernandes 2009, severity 1). */
const VISION = {
  full: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** Linear RGB of a colour. */
function linear(hex: string): number[] {
  return [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
}
function luminance(hex: string): number {
  const [r, g, b] = linear(hex) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
/** WCAG contrast ratio. */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}
/** CIE Lab of linear RGB. */
function lab([r, g, b]: number[]): number[] {
  const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = f((0.4124 * r! + 0.3576 * g! + 0.1805 * b!) / 0.9505);
  const y = f(0.2126 * r! + 0.7152 * g! + 0.0722 * b!);
  const z = f((0.0193 * r! + 0.1192 * g! + 0.9505 * b!) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

describe('colours of lines', () => {
  for (const [theme, backgrounds] of Object.entries(BACKGROUNDS) as [Theme, readonly string[]][]) {
    const colors = Array.from({ length: PALETTE_SIZE }, (_, i) => lineColor(theme, i));

    it(`stand out from the background (${theme})`, () => {
      for (const color of [...colors, lineColor(theme, -1)])
        for (const background of backgrounds)
          assert.ok(contrast(color, background) >= 3, `${color} on ${background}: ${contrast(color, background).toFixed(2)}`);
    });

    for (const [eye, matrix] of Object.entries(VISION))
      it(`stay apart (${theme}, ${eye})`, () => {
        const seen = colors.map((color) => {
          const rgb = linear(color);
          return lab(
            matrix.map((row) =>
              Math.min(
                1,
                Math.max(
                  0,
                  row.reduce((sum, m, i) => sum + m * rgb[i]!, 0),
                ),
              ),
            ),
          );
        });
        for (let i = 0; i < seen.length; i++)
          for (let j = 0; j < i; j++) {
            const difference = Math.hypot(...seen[i]!.map((value, k) => value - seen[j]![k]!));
            assert.ok(difference >= 25, `${colors[i]} and ${colors[j]} differ by ${difference.toFixed(1)}`);
          }
      });
  }

  it('follow the classes of the page', () => {
    assert.equal(themeOf(['vscode-light']), 'light');
    assert.equal(themeOf(['vscode-high-contrast', 'vscode-high-contrast-light']), 'high-contrast-light');
    assert.equal(themeOf(['vscode-high-contrast']), 'high-contrast');
    assert.equal(themeOf(['vscode-dark']), 'dark');
  });
});
