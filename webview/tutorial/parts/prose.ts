import { h } from '../../dom';

/** A paragraph in which `{U}` is the symbol U, linked to what it names, and `*word*` is emphasised. */
export function prose(text: string, tag: 'p' | 'span' | 'div' = 'p'): HTMLElement {
  const element = h(tag);
  for (const part of text.split(/(\{[A-Za-z]+(?:_[a-z0-9+\-−]+)?\}|\*[^*]+\*)/)) {
    const symbol = /^\{([A-Za-z]+)(?:_([a-z0-9+\-−]+))?\}$/.exec(part);
    if (symbol) element.append(symbolInText(symbol[1]!, symbol[2]));
    else if (/^\*[^*]+\*$/.test(part)) element.append(h('em', {}, part.slice(1, -1)));
    else element.append(part);
  }
  return element;
}

const LETTERS: Record<string, string> = { phi: 'φ', rho: 'ρ', theta: 'θ', eta: 'η', lambda: 'λ' };

function symbolInText(name: string, index: string | undefined): HTMLElement {
  const element = h('var', { class: `symbol symbol-${name}`, tabindex: 0 }, LETTERS[name] ?? name);
  if (index) element.append(h('sub', {}, index));
  return element;
}

/** Whatever bears a symbol lights up together with everything that it names: on hover and on focus. */
export function linkSymbols(root: HTMLElement): void {
  const nameOf = (target: EventTarget | null) => {
    const element = (target as Element | null)?.closest?.('.symbol, [data-symbol]');
    if (!element) return undefined;
    return (element as HTMLElement).dataset.symbol?.split(' ')[0] ?? [...element.classList].find((name) => name.startsWith('symbol-'))?.slice(7);
  };
  const light = (name: string | undefined) => {
    for (const element of root.querySelectorAll('.lit')) element.classList.remove('lit');
    if (!name) return;
    for (const element of root.querySelectorAll(`.symbol-${name}, [data-symbol~="${name}"]`)) element.classList.add('lit');
  };
  root.addEventListener('pointerover', (event) => light(nameOf(event.target)));
  root.addEventListener('pointerleave', () => light(undefined));
  root.addEventListener('focusin', (event) => light(nameOf(event.target)));
  root.addEventListener('focusout', () => light(undefined));
}
