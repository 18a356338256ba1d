import { h } from '../dom';
import { disclosure } from '../panel/disclosure';
import type { Strings } from '../strings/strings';
import type { CardHost } from './card-host';

let count = 0;

/** Title, sentence and help of a drawing that is no chart of lines. */
export function explained(id: string, t: Strings, host: CardHost, content: HTMLElement, more: readonly HTMLElement[] = []): HTMLElement {
  const { title, text, formula, look } = t.charts[id]!;
  const guide = h('button', { type: 'button', class: 'link', 'data-action': 'guide', click: () => host.openGuide(id) }, t.guide);
  const help = h(
    'div',
    { id: `explained-${++count}`, class: 'help hidden' },
    h('code', {}, formula),
    h('p', {}, h('strong', {}, `${t.lookFor}: `), look),
    guide,
  );
  const tools = h('div', { class: 'tools' }, disclosure('help', t.help, 'help', help), ...more);
  return h(
    'figure',
    { class: 'card wide', 'data-chart': id },
    h('figcaption', {}, h('h2', {}, title), tools),
    h('p', { class: 'sentence' }, text),
    help,
    content,
  );
}
