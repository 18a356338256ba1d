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

/** Links symbols with what they stand for: hovering or focusing one lights up all with the same name. A pointer that rests elsewhere leaves the light to the focus. */
export function linkSymbols(root: HTMLElement): void {
  let pointed: string | undefined;
  let focused: string | undefined;
  const named = (event: Event) => {
    const element = (event.target as Element).closest(NAMED);
    return element ? nameOf(element) : undefined;
  };
  const light = () => {
    for (const lit of root.querySelectorAll('.lit')) lit.classList.remove('lit');
    const name = pointed ?? focused;
    if (!name) return;
    for (const other of root.querySelectorAll(NAMED)) if (isNamed(other, name)) other.classList.add('lit');
  };
  const on = (type: string, change: (event: Event) => void) =>
    root.addEventListener(type, (event) => {
      change(event);
      light();
    });
  on('pointerover', (event) => {
    pointed = named(event);
  });
  on('pointerleave', () => {
    pointed = undefined;
  });
  on('focusin', (event) => {
    focused = named(event);
  });
  on('focusout', () => {
    focused = undefined;
  });
}
