import { formatSeconds } from '../../../src/view-model/chart/format';
import { architectureName } from '../../../src/view-model/run/architecture-name';
import type { RunSeries } from '../../../src/view-model/run/run-series';
import { h, setText } from '../../dom';
import { fill, type Strings } from '../../strings/strings';

const ACTIVE = new Set(['queued', 'running', 'paused', 'saving']);

/** How far an experiment is, with a button that stops all of it. */
export class CompareProgress {
  readonly element: HTMLElement;
  private readonly text = h('span', { 'data-testid': 'experiment-progress' });
  private readonly bar = h('progress', {});
  private readonly spoken = h('span', { class: 'visually-hidden', 'aria-live': 'polite' });
  private readonly stop: HTMLButtonElement;
  private readonly begin: HTMLButtonElement;

  constructor(
    private readonly t: Strings,
    command: (name: 'stopAll' | 'compareArchitectures') => void,
  ) {
    const words = t.comparison;
    this.bar.setAttribute('aria-label', words.progress.replace(/\{\d\}/g, '').trim());
    this.stop = h('button', { type: 'button', 'data-action': 'stop-all', click: () => command('stopAll') }, words.stopAll);
    this.begin = h(
      'button',
      { type: 'button', class: 'secondary', 'data-action': 'compare-architectures', click: () => command('compareArchitectures') },
      words.begin,
    );
    this.element = h('div', { class: 'experiment' }, this.bar, this.text, this.stop, this.begin, this.spoken);
  }

  update(runs: readonly RunSeries[]): void {
    const words = this.t.comparison;
    const active = runs.filter(({ info }) => ACTIVE.has(info.state));
    const done = runs.length - active.length;
    const failed = runs.filter(({ info }) => info.state === 'failed').length;
    const current = runs.find(({ info }) => info.state === 'running' || info.state === 'paused');
    const under = active.length > 0;
    this.bar.max = Math.max(1, runs.length);
    this.bar.value = done;
    this.bar.classList.toggle('hidden', !under);
    this.stop.classList.toggle('hidden', !under);
    this.begin.classList.toggle('hidden', under);
    const counted = fill(words.progress, done, runs.length);
    const parts = [
      ...(under ? [counted] : []),
      ...(failed > 0 ? [fill(words.failed, failed)] : []),
      ...(current ? [fill(words.training, architectureName(current.info.configuration, this.t))] : []),
      ...(left(active) === undefined ? [] : [fill(words.left, formatSeconds(Math.ceil(left(active)!)))]),
    ];
    setText(this.text, parts.join(' · '));
    setText(this.spoken, under ? counted : '');
  }
}

/** Seconds until all have ended, one after the other; unknown when they go by steps. */
function left(active: readonly RunSeries[]): number | undefined {
  if (active.length === 0 || active.some(({ info }) => info.configuration.seconds <= 0)) return undefined;
  const together = Math.max(1, active.filter(({ info }) => info.state === 'running').length);
  return (
    active.reduce((sum, run) => sum + (run.last ? (run.secondsLeft ?? run.info.configuration.seconds) : run.info.configuration.seconds), 0) / together
  );
}
