import { formatSeconds } from '../../src/view-model/chart/format';
import type { LossUnit } from '../../src/view-model/chart/units';
import type { RunSeries } from '../../src/view-model/run/run-series';
import { endStatements } from '../../src/view-model/statements/training';
import { h, setText } from '../dom';
import { fill, type Strings } from '../strings/strings';
import { Statements } from './statements';

const NUMBERS = ['state', 'step', 'loss', 'validation', 'accuracy', 'speed', 'left', 'clip'] as const;
const ACTIONS = ['pause', 'resume', 'stop', 'continue'] as const;
export type Action = (typeof ACTIONS)[number];

/** Milliseconds between two sentences about the loss for screen readers. */
const SPEAK_INTERVAL = 10_000;

/** One row of numbers of a run, its buttons, what is wrong with it, and now and then a spoken summary. */
export class Headline {
  readonly element = h('header');
  private readonly numbers = new Map<string, HTMLElement>();
  private readonly actions = new Map<Action, HTMLButtonElement>();
  private readonly selector = h('select', { class: 'runs', 'data-control': 'run' });
  private readonly alarm = h('p', { class: 'alarm hidden', role: 'alert' });
  private readonly alarms: Statements;
  private readonly live = h('p', { class: 'visually-hidden', 'aria-live': 'polite', 'data-testid': 'spoken' });
  private readonly summary = h('p', { class: 'summary', 'data-testid': 'summary' });
  private options = '';
  private spokenAt = 0;
  private spokenState = '';

  constructor(
    private readonly t: Strings,
    command: (name: Action) => void,
    select: (runId: string) => void,
    private readonly unit: () => LossUnit,
  ) {
    this.alarms = new Statements(this.alarm, t);
    this.selector.setAttribute('aria-label', t.run);
    this.selector.addEventListener('change', () => select(this.selector.value));
    const list = h('dl', { class: 'numbers' });
    list.setAttribute('aria-label', t.numbers);
    for (const name of NUMBERS) {
      const value = h('dd', { 'data-testid': name }, '–');
      list.append(h('div', {}, h('dt', {}, t[name]), value));
      this.numbers.set(name, value);
    }
    const buttons = h('div', { class: 'actions' });
    for (const name of ACTIONS) {
      const attributes = { type: 'button', class: name === 'stop' ? '' : 'secondary', 'data-action': name, 'data-testid': name };
      const button = h('button', { ...attributes, click: () => command(name) }, t[name]);
      buttons.append(button);
      this.actions.set(name, button);
    }
    this.element.append(h('div', { class: 'top' }, this.selector, list, buttons), this.summary, this.alarm, this.live);
  }

  /** The runs to choose from. */
  showRuns(runs: readonly RunSeries[], selected: string): void {
    const labels = runs.map(
      ({ info }, i) => [info.runId, `${i + 1} ${info.name} · ${info.configuration.cell.toUpperCase()} · ${this.t[info.state]}`] as const,
    );
    const options = JSON.stringify([labels, selected]);
    if (options !== this.options) {
      this.options = options;
      this.selector.replaceChildren(...labels.map(([id, text]) => new Option(text, id, false, id === selected)));
    }
    this.selector.classList.toggle('hidden', runs.length < 2);
  }

  update(run: RunSeries): void {
    const { t } = this;
    const { info, last, evaluation } = run;
    this.set('state', t[info.state]);
    this.set('step', last ? `${last.step}${info.totalSteps ? ` / ${info.totalSteps}` : ''}` : t.waiting);
    this.set('loss', run.smoothedLoss === undefined ? '–' : run.smoothedLoss.toFixed(3));
    this.set('validation', evaluation ? `${evaluation.bitsPerCharacter.toFixed(3)} ${t.bits}` : '–');
    this.set('accuracy', evaluation ? `${(100 * evaluation.accuracy).toFixed(1)} %` : '–');
    this.set('speed', last ? Math.round(last.charactersPerSecond).toLocaleString(document.documentElement.lang || undefined) : '–');
    this.set('left', run.secondsLeft === undefined || info.state !== 'running' ? '–' : formatSeconds(Math.ceil(run.secondsLeft)));
    this.set('clip', last ? `${(100 * run.clipRate).toFixed(1)} %` : '–');
    const active = info.state === 'running' || info.state === 'paused' || info.state === 'queued';
    const shown: Record<Action, boolean> = {
      stop: active,
      pause: info.state === 'running',
      resume: info.state === 'paused',
      continue: !active && info.state !== 'saving' && !!last,
    };
    for (const [name, button] of this.actions) {
      // The keyboard stays on a button of this row when the one it was on goes.
      if (!shown[name] && document.activeElement === button)
        queueMicrotask(() => this.element.querySelector<HTMLElement>('.actions button:not(.hidden)')?.focus());
      button.classList.toggle('hidden', !shown[name]);
    }
    const ending = endStatements(run);
    if (ending.some(({ alarm }) => alarm)) this.alarms.update(ending, this.unit());
    else {
      this.alarms.clear();
      setText(this.alarm, info.error ?? '');
      this.alarm.classList.toggle('hidden', !info.error);
    }
    this.summarise(run);
    this.speak(run);
  }

  private summarise({ start, info }: RunSeries): void {
    if (!start) return;
    const { cell, activation, layers, hidden } = info.configuration;
    const net = `${cell === 'rnn' ? `RNN ${activation}` : cell.toUpperCase()} ${layers > 1 ? `${layers} × ` : ''}${hidden}`;
    const text = start.threads === 1 ? this.t.summaryOne : this.t.summary;
    const number = (value: number) => value.toLocaleString(document.documentElement.lang || undefined);
    setText(this.summary, `${info.name} · ${net} · ${fill(text, number(start.parameters), start.vocabularySize, start.threads, start.backend)}`);
  }

  /** Screen readers hear the loss every ten seconds at most, and every change of state. */
  private speak({ info, last, evaluation, smoothedLoss }: RunSeries): void {
    const now = Date.now();
    const state = `${info.runId} ${info.state}`;
    if (!last || (state === this.spokenState && (info.state !== 'running' || now - this.spokenAt < SPEAK_INTERVAL))) return;
    this.spokenAt = now;
    this.spokenState = state;
    const { t } = this;
    const validation = evaluation ? fill(t.spokenValidation, evaluation.bitsPerCharacter.toFixed(2)) : '';
    setText(this.live, `${fill(t.spoken, t[info.state], last.step, (smoothedLoss ?? last.loss).toFixed(2))}${validation}`);
  }

  private set(name: string, text: string): void {
    setText(this.numbers.get(name)!, text);
  }
}
