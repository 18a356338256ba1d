import {
  MEMORY_TASKS,
  MOST_PLAYGROUND_STEPS,
  PLAYGROUND_CELLS,
  PLAYGROUND_LENGTHS,
  type PlaygroundCell,
  type PlaygroundRequest,
} from '../../../src/protocol/playground';
import { h, select, setText } from '../../dom';
import type { ViewState } from '../../panel/view-state';
import type { Strings } from '../../strings/strings';

/** What is asked of the playground: task, length, networks, steps, seed, and its two buttons. */
export class PlaygroundForm {
  readonly element: HTMLElement;
  private readonly slider = h('input', { type: 'range', 'data-control': 'length', input: () => this.setLength() });
  private readonly lengthName = h('span');
  private readonly lengthValue = h('output', { 'data-testid': 'length' });
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
    const task = select(words.task, MEMORY_TASKS, words.tasks, playground.task, (value) => this.setTask(value), 'task');
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
      h('label', { class: 'field' }, this.lengthName, h('span', { class: 'slider' }, this.slider, this.lengthValue)),
      h('fieldset', {}, h('legend', {}, words.networks), ...cells),
      this.number(words.steps, 'steps', 20, MOST_PLAYGROUND_STEPS),
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
    const { task, lengths, cells, steps, seed } = this.memory.playground;
    return { task, length: lengths[task], cells, steps, seed };
  }

  private setTask(task: ViewState['playground']['task']): void {
    this.memory.playground.task = task;
    this.show();
    this.changed();
  }

  private setLength(): void {
    const { playground } = this.memory;
    playground.lengths[playground.task] = Number(this.slider.value);
    setText(this.lengthValue, this.slider.value);
    this.changed();
  }

  private setCells(): void {
    this.memory.playground.cells = PLAYGROUND_CELLS.filter((cell) => this.boxes.get(cell)!.checked);
    this.start.disabled = this.memory.playground.cells.length === 0;
    this.changed();
  }

  private show(): void {
    const { task, lengths, cells } = this.memory.playground;
    const { least, most } = PLAYGROUND_LENGTHS[task];
    Object.assign(this.slider, { min: String(least), max: String(most), value: String(lengths[task]) });
    setText(this.lengthName, this.t.playground.lengths[task]);
    setText(this.lengthValue, this.slider.value);
    this.start.disabled = cells.length === 0;
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
