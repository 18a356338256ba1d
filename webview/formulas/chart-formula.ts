import { h } from '../dom';
import formulas from './charts.tex';

/** The formulas of a chart, typeset; nothing where it has none. */
export function chartFormula(id: string): HTMLElement | undefined {
  const list = Object.entries(formulas).filter(([name]) => name.replace(/\.\d$/, '') === id);
  if (list.length === 0) return undefined;
  const parser = new DOMParser();
  return h(
    'div',
    { class: 'chart-formula', tabindex: 0 },
    ...list.map(([, { mathml, words }]) => {
      const math = document.importNode(parser.parseFromString(mathml, 'text/html').body.firstElementChild!, true);
      math.setAttribute('alttext', words);
      return math;
    }),
  );
}
