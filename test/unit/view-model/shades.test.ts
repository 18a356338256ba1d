import assert from 'node:assert/strict';
import { type Rgb, SHADE_LEVELS, shadeOf, shadeOver, underlineOf } from '../../../src/view-model/chart/shades';

/** Editor backgrounds of the themes that come with VS Code. */
const BACKGROUNDS = {
  dark: {
    'Dark Modern': '1f1f1f',
    'Dark+': '1e1e1e',
    Monokai: '272822',
    'Monokai Dimmed': '1e1e1e',
    'Solarized Dark': '002b36',
    'Kimbie Dark': '221a0f',
    Abyss: '000c18',
    Red: '390000',
    'Tomorrow Night Blue': '002451',
    'High Contrast': '000000',
  },
  light: { 'Light Modern': 'ffffff', 'Quiet Light': 'f5f5f5', 'Solarized Light': 'fdf6e3', 'High Contrast Light': 'ffffff' },
} as const;

const parse = (hex: string): Rgb => [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;
/** WCAG 2.2: relative luminance of sRGB. */
const luminance = (rgb: Rgb) => {
  const [r, g, b] = rgb.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
};
const contrast = (a: Rgb, b: Rgb) => {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
};

describe('shades of the text', () => {
  for (const theme of ['dark', 'light'] as const)
    for (const [name, hex] of Object.entries(BACKGROUNDS[theme]))
      it(`${name}: text has WCAG's contrast of 4.5 on every level, and stronger levels stand out more`, () => {
        const background = parse(hex);
        const seen = { warm: 1, cold: 1 };
        for (const level of SHADE_LEVELS) {
          const shade = shadeOf(level, theme);
          const shown = shadeOver(shade, background);
          const text = contrast(parse(shade.text.slice(1)), shown);
          assert.ok(text >= 4.5, `level ${level}: ${text.toFixed(2)}`);
          const side = level > 0 ? 'warm' : 'cold';
          const difference = contrast(shown, background);
          assert.ok(difference > seen[side], `level ${level} is no stronger than the one before`);
          seen[side] = difference;
        }
      });

  it('the colours of the syntax would not do on the strongest shade', () => {
    const comment = parse('6a9955');
    assert.ok(contrast(comment, shadeOver(shadeOf(7, 'dark'), parse(BACKGROUNDS.dark['Dark Modern']))) < 4.5);
  });

  it('no more than 16 of them, and lines below the text that tell their order and sign', () => {
    assert.ok(SHADE_LEVELS.length <= 16);
    const width = (level: number) => Number(/(\d+)px/.exec(underlineOf(level))![1]);
    for (const level of SHADE_LEVELS) {
      assert.equal(underlineOf(level).includes('dashed'), level < 0);
      if (Math.abs(level) > 1) assert.ok(width(level) >= width(level - Math.sign(level)));
    }
    assert.ok(width(7) > width(1) && width(-4) > width(-1));
  });
});
