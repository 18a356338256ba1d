import { h } from '../dom';
import { disclosure } from '../panel/disclosure';
import type { Strings } from '../strings/strings';
import type { CardHost, FileFormat } from './card-host';

let count = 0;

/**
 * What a figure is saved by: a button that opens three more, for PNG, SVG and CSV.
 * @param file the figure as a file (text, or base64 of a PNG); undefined while there is nothing to save
 */
export function saving(
  chart: string,
  t: Strings,
  host: CardHost,
  file: (format: FileFormat) => Promise<string | undefined>,
): { button: HTMLButtonElement; part: HTMLElement } {
  const save = (format: FileFormat) => async () => {
    const content = await file(format);
    if (content !== undefined) host.save(format, chart, content);
  };
  const choice = (format: FileFormat, text: string) =>
    h('button', { type: 'button', class: 'secondary', 'data-action': `save-${format}`, click: save(format) }, text);
  const choices = [choice('png', t.savePng), choice('svg', t.saveSvg), choice('csv', t.saveCsv)];
  const part = h('div', { id: `save-${++count}`, class: 'saving hidden' }, ...choices);
  return { button: disclosure('save', t.save, 'save', part), part };
}
