import { h } from '../../dom';

type Plain = number | readonly number[] | readonly (readonly number[])[] | string;
/** What a symbol stands for at present: a number, a vector or a matrix by rows, or a few words; `of` says what it belongs to. */
export type SymbolValue = Plain | { readonly of: string; readonly value: Plain };

/** Finds what a symbol of a section stands for. `index` is what stands below it, such as `t−1`. */
export type ReadSymbol = (symbol: string, index: string) => SymbolValue | undefined;

/** More numbers than this are shown as shades, with their range. */
const MAX_NUMBERS = 48;

const SYMBOL = '.symbol, [data-symbol]:not([data-symbol=""])';

/**
 * Makes the symbols of a section live: whatever bears one lights up together with everything that it names, on hover and on focus, and the symbol itself
 * shows its present numbers, or what it means where it has none.
 */
export function linkSymbols(root: HTMLElement, read: ReadSymbol, meaning: (symbol: string) => string | undefined): void {
  const tip = h('div', { class: 'tip', role: 'status', hidden: true });
  root.append(tip);
  let shown: Element | undefined;

  const leave = () => {
    for (const element of root.querySelectorAll('.lit')) element.classList.remove('lit');
    tip.hidden = true;
    shown = undefined;
  };
  const enter = (event: Event) => {
    const element = (event.target as Element | null)?.closest?.(SYMBOL);
    if (element === shown) return;
    leave();
    const name = element && nameOf(element);
    if (!element || !name) return;
    shown = element;
    for (const other of root.querySelectorAll(`.symbol-${name}, [data-symbol~="${name}"]`)) other.classList.add('lit');
    if (!element.classList.contains('symbol')) return;
    const index = indexOf(element);
    const value = usable(read(name, index)) ?? controlValue(root, name) ?? meaning(name);
    if (value === undefined) return;
    const { of, value: own } = typeof value === 'object' && 'of' in value ? value : { of: '', value };
    tip.replaceChildren(
      h('b', {}, `${element.firstChild?.textContent ?? ''}${index === '' ? '' : ` (${index})`} =`),
      display(own),
      ...(of === '' ? [] : [h('span', { class: 'quiet' }, of)]),
    );
    tip.hidden = false;
    place(tip, root, element);
  };
  root.addEventListener('pointerover', enter);
  root.addEventListener('focusin', enter);
  root.addEventListener('pointerleave', leave);
  root.addEventListener('focusout', leave);
  root.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') leave();
  });
}

function nameOf(element: Element): string | undefined {
  const own = element.getAttribute('data-symbol')?.split(' ')[0];
  return own ?? [...element.classList].find((name) => name.startsWith('symbol-'))?.slice('symbol-'.length);
}

/** What stands below a symbol, in the text or in a formula. */
function indexOf(element: Element): string {
  const below =
    element.querySelector('sub')?.textContent ??
    (/^msub/.test(element.parentElement?.localName ?? '') ? element.nextElementSibling?.textContent : '');
  return (below ?? '').replace(/-/g, '−').replace(/\s/g, '');
}

/** An empty list is no value yet. */
const usable = (value: SymbolValue | undefined) => (Array.isArray(value) && value.length === 0 ? undefined : value);

/** The value of the slider that bears a symbol. */
function controlValue(root: HTMLElement, name: string): string | undefined {
  return root.querySelector(`.slider[data-symbol~="${name}"] output`)?.textContent ?? undefined;
}

function place(tip: HTMLElement, root: HTMLElement, element: Element): void {
  const [at, own, around] = [element.getBoundingClientRect(), tip.getBoundingClientRect(), root.getBoundingClientRect()];
  const left = Math.max(8, Math.min(at.left - around.left, around.width - own.width - 8));
  tip.style.left = `${left}px`;
  tip.style.top = `${at.bottom - around.top + 6}px`;
}

function display(value: Plain): HTMLElement {
  if (typeof value === 'string') return h('span', {}, value);
  if (typeof value === 'number') return h('span', {}, short(value));
  const rows = value.map((row) => (typeof row === 'number' ? [row] : row));
  const all = rows.flat();
  const most = Math.max(1e-9, ...all.map(Math.abs));
  const isLarge = all.length > MAX_NUMBERS;
  const cells = rows.map((row) =>
    h(
      'tr',
      {},
      ...row.map((number) => {
        const cell = h('td', { 'data-sign': number < 0 ? 'negative' : 'positive' }, isLarge ? '' : short(number));
        cell.style.setProperty('--share', `${Math.round(70 * Math.sqrt(Math.abs(number) / most))}%`);
        return cell;
      }),
    ),
  );
  const range = isLarge
    ? [h('span', { class: 'quiet' }, `${rows.length} × ${rows[0]!.length}: ${short(Math.min(...all))} … ${short(Math.max(...all))}`)]
    : [];
  return h('span', {}, h('table', { class: isLarge ? 'shades' : 'numbers' }, ...cells), ...range);
}

const short = (value: number): string => String(Number(value.toPrecision(3))).replace('-', '−');
