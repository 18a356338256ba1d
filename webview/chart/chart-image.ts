import type { ChartModel, Range } from '../../src/view-model/chart/chart-model';
import type { Theme } from '../../src/view-model/chart/palette';
import { writeSvg } from '../../src/view-model/svg/chart-svg';
import type { FileFormat } from './card-host';
import { currentTheme } from './theme';

const WIDTH = 900;
const HEIGHT = 480;
/** Pixels of a PNG for each pixel of the drawing. */
const SHARPNESS = 2;

/** A chart as an SVG file in the colours of the editor. */
export function drawSvg(model: ChartModel, zoom: Range | undefined): string {
  return writeSvg(model, { width: WIDTH, height: HEIGHT, zoom, ...drawingStyle() });
}

/** The editor's colours, for drawings. */
export function drawingStyle(): { theme: Theme; font: string; background: string; foreground: string } {
  const style = getComputedStyle(document.body);
  const color = (name: string, otherwise: string) => style.getPropertyValue(name).trim() || otherwise;
  return {
    ...{ theme: currentTheme(), font: 'sans-serif' },
    background: color('--vscode-editor-background', '#ffffff'),
    foreground: color('--vscode-editor-foreground', style.color),
  };
}

/** How a drawing is saved that is no chart of lines. */
export function fileStyle(height: number): { width: number; height: number } & ReturnType<typeof drawingStyle> {
  return { width: WIDTH, height, ...drawingStyle() };
}

/** The same drawing as pixels: a PNG in base64. */
export function drawPng(model: ChartModel, zoom: Range | undefined): Promise<string> {
  return toPng(drawSvg(model, zoom), WIDTH, HEIGHT);
}

/** Any drawing of so many pixels as a PNG in base64. */
export async function toPng(svg: string, width: number, height: number): Promise<string> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width * SHARPNESS;
  canvas.height = height * SHARPNESS;
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').replace(/^data:[^,]*,/, '');
}

/** Once the page has the keyboard, or after two seconds without it: the clipboard is open to it only then. */
export function focused(): Promise<void> {
  if (document.hasFocus()) return Promise.resolve();
  return new Promise((resolve) => {
    window.addEventListener('focus', () => resolve(), { once: true });
    setTimeout(resolve, 2000);
  });
}

/** Puts a figure on the clipboard: a picture, or its values as text. */
export async function copy(format: FileFormat, content: string): Promise<void> {
  if (format !== 'png') return navigator.clipboard.writeText(content);
  const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
  return navigator.clipboard.write([new ClipboardItem({ 'image/png': new Blob([bytes], { type: 'image/png' }) })]);
}
