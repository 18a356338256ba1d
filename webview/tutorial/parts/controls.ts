import { h } from '../../dom';

/** A button. `primary`: the one thing to do in a section. */
export function button(label: string, click: () => void, primary = false): HTMLButtonElement {
  return h('button', { type: 'button', class: primary ? 'primary' : 'secondary', click }, label);
}

export interface SliderOptions {
  readonly label: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly step: number;
  readonly value: number;
  readonly symbol?: string;
  /** How the value is written beside the slider. */
  readonly format?: (value: number) => string;
  readonly change: (value: number) => void;
}

/** A slider with its name and value. */
export function slider({ label, minimum, maximum, step, value, symbol = '', format = String, change }: SliderOptions): {
  element: HTMLElement;
  set(value: number): void;
} {
  const output = h('output', {}, format(value));
  const input = h('input', { type: 'range', min: minimum, max: maximum, step, value });
  const show = () => {
    output.textContent = format(Number(input.value));
    input.setAttribute('aria-valuetext', output.textContent);
  };
  input.addEventListener('input', () => {
    show();
    change(Number(input.value));
  });
  show();
  return {
    element: h('label', { class: 'slider', 'data-symbol': symbol }, h('span', {}, label), input, output),
    set(next) {
      input.value = String(next);
      show();
    },
  };
}

/** One of a few, as buttons in a row. */
export function choice<T extends string>(
  label: string,
  choices: readonly { value: T; name: string }[],
  value: T,
  change: (value: T) => void,
): HTMLElement {
  const group = h('div', { class: 'choice', role: 'radiogroup', 'aria-label': label });
  const name = `choice-${Math.random().toString(36).slice(2)}`;
  for (const each of choices) {
    const input = h('input', { type: 'radio', name, value: each.value, change: () => change(each.value) });
    input.checked = each.value === value;
    group.append(h('label', {}, input, each.name));
  }
  return group;
}

/** A line that says what the numbers are; spoken when it changes. */
export function status(): { element: HTMLElement; show(text: string): void } {
  const element = h('p', { class: 'status', 'aria-live': 'polite' });
  return {
    element,
    show(text) {
      if (element.textContent !== text) element.textContent = text;
    },
  };
}
