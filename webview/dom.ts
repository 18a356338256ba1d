type Child = Node | string;

/** An element with attributes and children: `class` and `data-…` as they are, functions become listeners. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | number | boolean | ((event: Event) => void)> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

/** Changes a text only when it differs, so that selections and screen readers are left alone. */
export function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** An element of a drawing: `h` for SVG. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number>> = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** A small drawing from paths with their own stroke and fill. */
export function drawing(width: number, height: number, paths: readonly Record<string, string | number>[]): SVGSVGElement {
  const size = { width, height, viewBox: `0 0 ${width} ${height}` };
  return svg('svg', { ...size, 'aria-hidden': 'true' }, ...paths.map((path) => svg('path', path)));
}

const ICONS = {
  help: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13zM6 6.2a2 2 0 1 1 2.8 1.9c-.6.3-.8.6-.8 1.4M8 11.2v.9',
  table: 'M2 3.5h12v9H2zM2 6.5h12M2 9.5h12M6.5 3.5v9',
  save: 'M8 2v7.5M4.8 6.6 8 9.8l3.2-3.2M2.5 11v2.5h11V11',
  first: 'M4 3.5v9M12.5 3.5 7 8l5.5 4.5z',
  back: 'M10.5 3.5 5 8l5.5 4.5z',
  forward: 'M5.5 3.5 11 8l-5.5 4.5z',
  last: 'M12 3.5v9M3.5 3.5 9 8l-5.5 4.5z',
  more: 'M4 6l4 4 4-4',
  close: 'M4 4l8 8M12 4l-8 8',
  pin: 'M5.8 2.5h4.4l-.6 4 2 2.5H4.4l2-2.5zM8 9v4.5',
  reset: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
} as const;

export function icon(name: keyof typeof ICONS): SVGSVGElement {
  return drawing(16, 16, [{ d: ICONS[name], fill: 'none', stroke: 'currentColor', 'stroke-width': 1.2, 'stroke-linecap': 'round' }]);
}

/** A labelled choice of a few. */
export function select<T extends string>(
  label: string,
  choices: readonly T[],
  names: Readonly<Record<T, string>>,
  value: T,
  change: (value: T) => void,
  name: string,
): HTMLSelectElement {
  const element = h('select', { 'aria-label': label, title: label, 'data-control': name, change: () => change(element.value as T) });
  for (const choice of choices) element.append(new Option(names[choice], choice, false, choice === value));
  return element;
}
