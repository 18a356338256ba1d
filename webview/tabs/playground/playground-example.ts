import type { PlaygroundExample } from '../../../src/protocol/playground';
import { drawing, h } from '../../dom';
import { fill, type Strings } from '../../strings/strings';

/** Pixels of a number's bar. */
const BAR = { width: 7, height: 36, mark: 8 };

/** One sequence of a task, to see what is asked. */
export function exampleFigure(example: PlaygroundExample, t: Strings): HTMLElement {
  const words = t.playground;
  return h(
    'div',
    { class: 'example', 'data-testid': 'example' },
    h('h2', {}, words.example),
    example.task === 'adding' ? adding(example, t) : symbols(example, t),
  );
}

/** Numbers as bars; the marked ones are filled and have a triangle below. */
function adding({ numbers, marks, answer }: Extract<PlaygroundExample, { task: 'adding' }>, t: Strings): HTMLElement {
  const width = numbers.length * (BAR.width + 2);
  const paths = numbers.flatMap((number, i) => {
    const [x, top] = [i * (BAR.width + 2) + 0.5, BAR.height * (1 - number)];
    const bar = { d: `M${x} ${BAR.height}V${top.toFixed(1)}h${BAR.width}V${BAR.height}z`, stroke: 'currentColor', 'stroke-width': 1 };
    if (!marks.includes(i)) return [{ ...bar, fill: 'none', 'stroke-opacity': 0.55 }];
    const middle = x + BAR.width / 2;
    const mark = `M${middle} ${BAR.height + 3}l${BAR.width / 2} ${BAR.mark - 1}h${-BAR.width}z`;
    return [
      { ...bar, fill: 'currentColor' },
      { d: mark, fill: 'currentColor' },
    ];
  });
  const [first, second] = marks as [number, number];
  const shown = [numbers[first]!.toFixed(2), first + 1, numbers[second]!.toFixed(2), second + 1, answer.toFixed(2)] as const;
  const picture = h('div', { class: 'scroll', tabindex: 0, role: 'img' }, drawing(width, BAR.height + BAR.mark + 4, paths));
  picture.setAttribute('aria-label', fill(t.playground.exampleAdding, ...shown));
  return h('div', {}, picture, h('p', { class: 'sentence' }, fill(t.playground.exampleAdding, ...shown)));
}

/** Symbols by their characters, and below what must be told. */
function symbols({ symbols: letters, inputs, answers }: Extract<PlaygroundExample, { task: 'symbols' }>, t: Strings): HTMLElement {
  const row = (name: string, list: readonly number[]) =>
    h('tr', {}, h('th', { scope: 'row' }, name), ...list.map((symbol) => h('td', {}, symbol < 0 ? '' : (letters[symbol] ?? String(symbol)))));
  const table = h('table', {}, h('tbody', {}, row(t.playground.read, inputs), row(t.playground.tell, answers)));
  const region = h('div', { class: 'scroll', tabindex: 0, role: 'region' }, table);
  region.setAttribute('aria-label', t.playground.example);
  return region;
}
