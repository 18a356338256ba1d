import type { RunSeries } from '../../src/view-model/run/run-series';
import { h, setText } from '../dom';
import { fill, type Strings } from '../strings/strings';
import { iconButton } from './disclosure';

/** How far a run is, and a look back: dragging to the left shows all tabs as they were at an earlier step. */
export class StepSlider {
  readonly element: HTMLElement;
  private readonly slider = h('input', { type: 'range', min: 0, step: 1, 'data-control': 'step' });
  private readonly step = h('span', { class: 'step', 'data-testid': 'step' });
  private readonly newest: HTMLButtonElement;
  private reached = 0;

  constructor(
    private readonly t: Strings,
    look: (step: number | null) => void,
  ) {
    this.slider.setAttribute('aria-label', t.lookBack);
    this.slider.title = t.lookBack;
    this.slider.addEventListener('input', () => {
      const step = Number(this.slider.value);
      look(step >= this.reached ? null : step);
    });
    this.newest = iconButton('last', t.newest, 'newest-step', () => look(null));
    this.element = h('span', { class: 'progress' }, this.slider, this.step, this.newest);
  }

  /** @param looked the step that is looked at; null: the newest */
  update({ info, reachedStep }: RunSeries, looked: number | null): void {
    this.reached = reachedStep;
    const at = looked ?? reachedStep;
    const total = Math.max(info.totalSteps, reachedStep, 1);
    this.slider.max = String(total);
    if (document.activeElement !== this.slider || looked === null) this.slider.value = String(at);
    this.slider.style.setProperty('--reached', `${(100 * reachedStep) / total}%`);
    const text =
      looked === null ? (info.totalSteps > 0 ? fill(this.t.stepOf, at, info.totalSteps) : String(at)) : fill(this.t.lookingAt, at, reachedStep);
    setText(this.step, reachedStep === 0 ? this.t.waiting : text);
    this.slider.setAttribute('aria-valuetext', text);
    this.element.classList.toggle('looking', looked !== null);
    this.newest.classList.toggle('hidden', looked === null);
  }
}
