import { h } from '../../dom';

/** A picture of square pixels that can be painted: by mouse, or with arrow keys and space. `size`: pixels a side. */
export class Pixels {
  readonly element: HTMLElement;
  private readonly cells: HTMLElement[];
  private ink: number[] = [];
  private at = 0;

  constructor(
    private readonly size: number,
    name: (row: number, column: number) => string,
    private readonly changed: (ink: readonly number[]) => void,
  ) {
    this.cells = Array.from({ length: size * size }, (_, i) => {
      const cell = h('span', {
        class: 'pixel',
        role: 'gridcell',
        tabindex: i === 0 ? 0 : -1,
        'aria-label': name(Math.floor(i / size) + 1, (i % size) + 1),
      });
      cell.addEventListener('pointerdown', () => this.flip(i));
      cell.addEventListener('pointerenter', (event) => {
        if (event.buttons === 1) this.flip(i);
      });
      return cell;
    });
    const rows = Array.from({ length: size }, (_, r) => h('div', { role: 'row' }, ...this.cells.slice(r * size, (r + 1) * size)));
    this.element = h('div', { class: 'pixels', role: 'grid', 'data-symbol': 'x' }, ...rows);
    this.element.addEventListener('keydown', (event) => this.press(event));
  }

  show(ink: readonly number[]): void {
    this.ink = [...ink];
    this.cells.forEach((cell, i) => {
      const value = ink[i] ?? 0;
      cell.style.setProperty('--ink', `${Math.round(100 * value)}%`);
      cell.setAttribute('aria-selected', String(value > 0.5));
    });
  }

  private flip(at: number): void {
    this.ink[at] = this.ink[at]! > 0.5 ? 0 : 1;
    this.show(this.ink);
    this.changed(this.ink);
  }

  private press(event: KeyboardEvent): void {
    const { size, at } = this;
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -size, ArrowDown: size };
    const step = steps[event.key];
    if (step !== undefined) this.move(at + step);
    else if (event.key === ' ' || event.key === 'Enter') this.flip(at);
    else return;
    event.preventDefault();
  }

  private move(to: number): void {
    if (to < 0 || to >= this.cells.length) return;
    this.cells[this.at]!.tabIndex = -1;
    this.at = to;
    this.cells[to]!.tabIndex = 0;
    this.cells[to]!.focus();
  }
}
