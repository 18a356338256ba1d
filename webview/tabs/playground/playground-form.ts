import {
  MAX_PLAYGROUND_STEPS,
  PLAYGROUND_CELLS,
  PLAYGROUND_RANGES,
  PLAYGROUND_SLIDERS,
  type PlaygroundCell,
  type PlaygroundRequest,
  type PlaygroundSlider,
} from '../../../src/protocol/playground';
import { PLAYGROUND_TASKS } from '../../../src/protocol/tasks';
import { h, select, setText } from '../../dom';
import type { ViewState } from '../../panel/view-state';
import type { Strings } from '../../strings/strings';

/** What is asked of the playground: task, its numbers and the depth, networks, steps, seed, and its two buttons. */
export class PlaygroundForm {
  readonly element: HTMLElement;
  private readonly sliders = h('div', { class: 'sliders' });
  private readonly start: HTMLButtonElement;
  private readonly stop: HTMLButtonElement;
  private readonly boxes = new Map<PlaygroundCell, HTMLInputElement>();

  constructor(
    private readonly t: Strings,
    private readonly memory: ViewState,
    private readonly changed: () => void,
    run: (request: PlaygroundRequest | null) => void,
  ) {
    const words = t.playground;
    const { playground } = memory;
    const task = select(words.task, PLAYGROUND_TASKS, words.tasks, playground.task, (value) => this.setTask(value), 'task');
    const cells = PLAYGROUND_CELLS.map((cell) => {
      const box = h('input', { type: 'checkbox', 'data-cell': cell, checked: playground.cells.includes(cell), change: () => this.setCells() });
      this.boxes.set(cell, box);
      return h('label', {}, box, words.cells[cell]);
    });
    this.start = h('button', { type: 'button', 'data-action': 'playground-start', click: () => run(this.request()) }, words.start);
    this.stop = h('button', { type: 'button', class: 'hidden', 'data-action': 'playground-stop', click: () => run(null) }, words.stop);
    this.element = h(
      'div',
      { class: 'playground-form' },
      h('label', { class: 'field' }, h('span', {}, words.task), task),
      this.sliders,
      h('fieldset', {}, h('legend', {}, words.networks), ...cells),
      this.number(words.steps, 'steps', 20, MAX_PLAYGROUND_STEPS),
      this.number(words.seed, 'seed', 0, 2 ** 31),
      h('div', { class: 'actions' }, this.start, this.stop),
    );
    this.show();
  }

  /** While an experiment runs there is something to stop; starting anew is always possible. */
  update(running: boolean): void {
    if (!running && document.activeElement === this.stop) this.start.focus();
    this.stop.classList.toggle('hidden', !running);
  }

  private request(): PlaygroundRequest {
    const { task, cells, steps, seed } = this.memory.playground;
    // The depth is told where it is not the usual one; the other numbers always.
    const numbers = PLAYGROUND_SLIDERS.flatMap((slider) => {
      const range = PLAYGROUND_RANGES[task][slider];
      const value = this.value(slider);
      return range && (slider !== 'depth' || value !== range.usual) ? [[slider, value]] : [];
    });
    return { task, ...Object.fromEntries(numbers), cells, steps, seed };
  }

  private value(slider: PlaygroundSlider): number {
    const { task, sliders } = this.memory.playground;
    return sliders[task]?.[slider] ?? PLAYGROUND_RANGES[task][slider]?.usual ?? 0;
  }

  private setTask(task: ViewState['playground']['task']): void {
    this.memory.playground.task = task;
    this.show();
    this.changed();
  }

  private setCells(): void {
    this.memory.playground.cells = PLAYGROUND_CELLS.filter((cell) => this.boxes.get(cell)!.checked);
    this.start.disabled = this.memory.playground.cells.length === 0;
    this.changed();
  }

  private show(): void {
    const { task, cells } = this.memory.playground;
    this.sliders.replaceChildren(...PLAYGROUND_SLIDERS.filter((slider) => PLAYGROUND_RANGES[task][slider]).map((slider) => this.slider(slider)));
    this.start.disabled = cells.length === 0;
  }

  private slider(slider: PlaygroundSlider): HTMLElement {
    const { playground } = this.memory;
    const { task } = playground;
    const { least, most } = PLAYGROUND_RANGES[task][slider]!;
    const words = this.t.playground;
    const value = h('output', { 'data-testid': slider });
    const input = h('input', { type: 'range', 'data-control': slider, min: least, max: most });
    input.value = String(this.value(slider));
    setText(value, input.value);
    input.addEventListener('input', () => {
      playground.sliders = { ...playground.sliders, [task]: { ...playground.sliders[task], [slider]: Number(input.value) } };
      setText(value, input.value);
      this.changed();
    });
    const name = slider === 'length' ? (words.lengths[task] ?? '') : words.sliders[slider];
    return h('label', { class: 'field' }, h('span', {}, name), h('span', { class: 'slider' }, input, value));
  }

  private number(label: string, key: 'steps' | 'seed', min: number, max: number): HTMLElement {
    const { playground } = this.memory;
    const input = h('input', { type: 'number', min, max, step: key === 'steps' ? 20 : 1, value: playground[key], 'data-control': key });
    input.addEventListener('change', () => {
      const value = Math.round(Number(input.value));
      playground[key] = Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : playground[key];
      input.value = String(playground[key]);
      this.changed();
    });
    return h('label', { class: 'field' }, h('span', {}, label), input);
  }
}
