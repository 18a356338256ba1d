import network from './network.tex';

export type FormulaName = string;

/** The formula typeset, as an element of its own; its words are what a screen reader says. @throws Error for a name that there is not */
export function formula(name: FormulaName): HTMLElement {
  const own = network[name];
  if (!own) throw new Error(`There is no formula ${name}.`);
  const element = document.createElement('span');
  element.className = 'formula';
  element.setAttribute('role', 'math');
  element.setAttribute('aria-label', own.words);
  const { documentElement } = new DOMParser().parseFromString(own.mathml, 'application/xml');
  element.append(document.importNode(documentElement, true));
  return element;
}
