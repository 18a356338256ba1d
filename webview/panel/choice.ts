import { h } from '../dom';

/** A choice whose options follow the run; hidden where there is nothing to choose. */
export class Choice {
  readonly element: HTMLSelectElement;
  private shown = '';

  constructor(label: string, name: string, changed: (value: string) => void) {
    this.element = h('select', { 'aria-label': label, title: label, 'data-control': name, change: () => changed(this.element.value) });
  }

  update(options: readonly { readonly value: string; readonly name: string }[], value: string): void {
    this.element.classList.toggle('hidden', options.length < 2);
    const shown = JSON.stringify(options);
    if (shown !== this.shown) this.element.replaceChildren(...options.map((option) => new Option(option.name, option.value)));
    this.shown = shown;
    this.element.value = value;
  }
}
