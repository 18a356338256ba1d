import type { Line } from '../../src/view-model/chart/chart-model';
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

/** Lines whose name is not the symbol that their chart's formula has for them. */
const SYMBOLS: Readonly<Record<string, string>> = { norm: 'g', total: 'g', threshold: 'tau', raw: 'E', smoothed: 'E', validation: 'E' };

/** The symbol of a line in the formula of its chart, if it has one: U of "U (weight_ih_l0)", s of "‖sₜ‖ Layer 1". */
export function symbolOfLine({ id, label }: Pick<Line, 'id' | 'label'>): string | undefined {
  return SYMBOLS[id] ?? /^([UVW]) \(/.exec(label)?.[1] ?? /^‖([sc])/.exec(label)?.[1];
}
