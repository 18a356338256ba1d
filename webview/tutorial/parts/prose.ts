import { h } from '../../dom';

/** A paragraph in which `{U}` is the symbol U, linked to what it names, and `*word*` is emphasised. */
export function prose(text: string, tag: 'p' | 'span' | 'div' = 'p'): HTMLElement {
  const element = h(tag);
  for (const part of text.split(/(\{[A-Za-z]+(?:_[A-Za-z0-9+\-−]+)?\}|\*[^*]+\*)/)) {
    const symbol = /^\{([A-Za-z]+)(?:_([A-Za-z0-9+\-−]+))?\}$/.exec(part);
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
