/** What of a page is named by a formula: a symbol, a matrix or vector, a node of the graph. */
const NAMED = '[data-symbol], [data-operand], .symbol';

/** The name of an element. A symbol of a typeset formula, such as s in s_t, names all that carry its letter. */
function nameOf(element: Element): string | undefined {
  const { symbol, operand } = (element as HTMLElement | SVGElement).dataset;
  return symbol ?? operand ?? /symbol-(\w+)/.exec(element.getAttribute('class') ?? '')?.[1];
}

function isNamed(element: Element, name: string): boolean {
  const own = nameOf(element);
  return own === name || own?.replace(/_\d+$/, '') === name || (own !== undefined && own.length === 1 && own === name.replace(/_\d+$/, ''));
}

/** Links symbols with what they stand for: hovering or focusing one lights up all with the same name. */
export function linkSymbols(root: HTMLElement): void {
  const light = (event: Event, on: boolean) => {
    const element = (event.target as Element).closest(NAMED);
    for (const lit of root.querySelectorAll('.lit')) lit.classList.remove('lit');
    const name = element && nameOf(element);
    if (!on || !name) return;
    for (const other of root.querySelectorAll(NAMED)) if (isNamed(other, name)) other.classList.add('lit');
  };
  root.addEventListener('pointerover', (event) => light(event, true));
  root.addEventListener('pointerleave', (event) => light(event, false));
  root.addEventListener('focusin', (event) => light(event, true));
  root.addEventListener('focusout', (event) => light(event, false));
}
