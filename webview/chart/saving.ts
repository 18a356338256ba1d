import { h } from '../dom';
import { disclosure } from '../panel/disclosure';
import type { Strings } from '../strings/strings';
import type { CardHost, FileFormat } from './card-host';

let count = 0;

/**
 * What a figure is saved and copied by: a button that opens a menu with PNG, SVG and CSV.
 * @param file the figure as a file (text, or base64 of a PNG); undefined while there is nothing to save
 */
export function saving(
  chart: string,
  t: Strings,
  host: CardHost,
  file: (format: FileFormat) => Promise<string | undefined>,
): { button: HTMLButtonElement; part: HTMLElement } {
  const choice = (action: 'save' | 'copy', format: FileFormat, text: string) => {
    const click = async () => {
      const content = await file(format);
      if (content === undefined) return;
      if (action === 'save') host.save(format, chart, content);
      else host.copy(format, content);
    };
    return h('button', { type: 'button', class: 'secondary', 'data-action': `${action}-${format}`, click }, text);
  };
  const choices = [
    choice('save', 'png', t.savePng),
    choice('save', 'svg', t.saveSvg),
    choice('save', 'csv', t.saveCsv),
    choice('copy', 'png', t.copyPng),
    choice('copy', 'csv', t.copyCsv),
  ];
  const part = h('div', { id: `save-${++count}`, class: 'saving hidden' }, ...choices);
  return { button: disclosure('save', t.save, 'save', part), part };
}
