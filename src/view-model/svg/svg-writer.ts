import type { Theme } from '../chart/palette';

/** How a picture looks. */
export interface PictureStyle {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
  readonly background: string;
  readonly foreground: string;
  readonly font: string;
}

export interface Frame extends Omit<PictureStyle, 'theme'> {
  /** Of a picture that stands alone, as a file: without, the page around it has one. */
  readonly title?: string | undefined;
  /** Left edge of the title in the picture; hidden: only those read it who do not see the picture. */
  readonly titleAt?: number | 'hidden';
  /** Pixels. */
  readonly fontSize?: number;
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** Writes a picture element by element: numbers to hundredths of a pixel, texts as XML holds them; attributes that are undefined are left out. */
export class SvgWriter {
  private readonly parts: string[];

  constructor(private readonly frame: Frame) {
    const { width, height, title, font, fontSize = 12 } = frame;
    const size = { width, height, viewBox: `0 0 ${n(width)} ${n(height)}` };
    const shown = title === undefined ? { 'aria-hidden': 'true' } : { role: 'img' };
    this.parts = [`<svg${written({ xmlns: 'http://www.w3.org/2000/svg', ...size, ...shown, 'font-family': font, 'font-size': fontSize })}>`];
    if (title === undefined) return;
    this.add('title', {}, title);
    this.add('rect', { width: '100%', height: '100%', fill: frame.background });
    if (frame.titleAt !== 'hidden') this.text(frame.titleAt ?? 16, 24, title, { 'font-size': 15, 'font-weight': 600 });
  }

  add(name: string, attributes: Attributes, content?: string): void {
    this.parts.push(`<${name}${written(attributes)}${content === undefined ? '/>' : `>${escapeXml(content)}</${name}>`}`);
  }

  /** In the foreground's colour, unless the attributes say otherwise. */
  text(x: number, y: number, content: string, attributes: Attributes = {}): void {
    this.add('text', { x, y, fill: this.frame.foreground, ...attributes }, content);
  }

  /** What `draw` adds lies in an element of its own. */
  within(name: string, attributes: Attributes, draw: () => void): void {
    this.parts.push(`<${name}${written(attributes)}>`);
    draw();
    this.parts.push(`</${name}>`);
  }

  toString(): string {
    return `${this.parts.join('\n')}\n</svg>\n`;
  }
}

/** Pixels as a picture has them. */
export function n(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function written(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${typeof value === 'number' ? n(value) : escapeXml(value)}"`))
    .join('');
}

/** Text as XML holds it. */
function escapeXml(text: string): string {
  // Control characters are not allowed in XML at all.
  return text.replace(/[<>&"']/g, (c) => `&#${c.charCodeAt(0)};`).replace(/[\p{Cc}\p{Cs}]/gu, '\uFFFD');
}
