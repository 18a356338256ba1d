import { portsOf } from '../../src/network/ports';
import { carriedNumbers, describeStack } from '../../src/network/stack';
import { backendTitle } from '../../src/protocol/backend-title';
import { formatSeconds } from '../../src/view-model/chart/format';
import { formatLoss, readsValues, type ShownUnit } from '../../src/view-model/chart/units';
import { runName } from '../../src/view-model/run/run-name';
import type { RunSeries } from '../../src/view-model/run/run-series';
import { reachStatements } from '../../src/view-model/statements/gradients';
import { formatPercent } from '../../src/view-model/statements/quantity';
import type { Statement } from '../../src/view-model/statements/statement';
import { endStatements, keptStatements, lossStatements } from '../../src/view-model/statements/training';
import { h, setText } from '../dom';
import { fill, type Strings } from '../strings/strings';
import { disclosure } from './disclosure';
import { Spoken } from './spoken';
import { Statements } from './statements';
import { StepSlider } from './step-slider';

const DETAILS = [
  'loss',
  'accuracy',
  'left',
  'clip',
  'reach',
  'text',
  'vocabulary',
  'parameters',
  'carried',
  'suggests',
  'threads',
  'backend',
  'origin',
] as const;
/** Details that only some runs have. */
const OPTIONAL: readonly string[] = ['origin', 'left', 'reach', 'text', 'carried', 'suggests'];
const ACTIONS = ['pause', 'resume', 'stop', 'continue'] as const;
export type Action = (typeof ACTIONS)[number];

/** What the headline asks of the page around it. */
export interface HeadlineHost {
  command(name: Action): void;
  select(runId: string): void;
  /** Looks back at a step; null: the newest. */
  lookAt(step: number | null): void;
  /** The unit that the losses of a run are shown in. */
  unit(run: RunSeries): ShownUnit;
}

/** One row about a run: its state and why it ended, how far it is, the value that is kept, its speed; all other numbers on request. */
export class Headline {
  readonly element = h('header', { class: 'headline' });
  private readonly state = h('span', { class: 'state', 'data-testid': 'state' });
  private readonly ending: Statements;
  private readonly slider: StepSlider;
  private readonly value = h('span', { class: 'kept-value', 'data-testid': 'validation' });
  private readonly kept: Statements;
  private readonly speed = h('span', { class: 'speed' }, h('span', { 'data-testid': 'speed' }), ' ', h('span', { class: 'unit' }));
  private readonly details = h('dl', { id: 'run-details', class: 'numbers hidden' });
  private readonly numbers = new Map<string, HTMLElement>();
  private readonly actions = new Map<Action, HTMLButtonElement>();
  private readonly selector = h('select', { class: 'runs', 'data-control': 'run' });
  private readonly alarm = h('p', { class: 'alarm hidden', role: 'alert' });
  private readonly alarms: Statements;
  private readonly spoken: Spoken;
  private options = '';

  constructor(
    private readonly t: Strings,
    private readonly host: HeadlineHost,
  ) {
    this.ending = new Statements(h('span', { class: 'ending' }), t);
    this.kept = new Statements(h('span', { class: 'kept', 'data-testid': 'kept' }), t);
    this.alarms = new Statements(this.alarm, t);
    this.slider = new StepSlider(t, (step) => host.lookAt(step));
    this.spoken = new Spoken(t);
    this.selector.setAttribute('aria-label', t.run);
    this.selector.addEventListener('change', () => host.select(this.selector.value));
    this.details.setAttribute('aria-label', t.numbers);
    for (const name of DETAILS) {
      const value = h('dd', { 'data-testid': name }, '–');
      this.details.append(h('div', {}, h('dt', {}, t.details[name]), value));
      this.numbers.set(name, value);
    }
    const buttons = h('div', { class: 'actions' });
    for (const name of ACTIONS) {
      // What ends a run is never the most prominent button.
      const attributes = { type: 'button', class: name === 'continue' || name === 'resume' ? '' : 'secondary', 'data-action': name };
      const button = h('button', { ...attributes, 'data-testid': name, click: () => host.command(name) }, t[name]);
      buttons.append(button);
      this.actions.set(name, button);
    }
    const more = disclosure('more', t.moreNumbers, 'details', this.details);
    const row = [this.selector, this.state, this.ending.element, this.slider.element, this.kept.element, this.value, this.speed, more, buttons];
    this.element.append(h('div', { class: 'row' }, ...row), this.details, this.alarm, this.spoken.element);
  }

  /** The runs to choose from. */
  showRuns(runs: readonly RunSeries[], selected: string): void {
    const labels = runs.map((run, i) => {
      const unit = this.host.unit(run);
      const nats = run.best?.loss ?? run.smoothedLoss;
      const value = nats === undefined ? this.t[run.info.state] : `${formatLoss(unit, nats)} ${this.t.units[unit]}`;
      return [run.info.runId, runName(run, runs.length > 1 ? i + 1 : undefined, value, this.t)] as const;
    });
    const options = JSON.stringify([labels, selected]);
    if (options !== this.options) {
      this.options = options;
      this.selector.replaceChildren(...labels.map(([id, text]) => new Option(text, id, false, id === selected)));
    }
    this.selector.title = labels.find(([id]) => id === selected)?.[1] ?? '';
  }

  /**
   * @param run as it stands
   * @param shown the same up to the step that is looked at
   * @param serving whether it makes the suggestions in its document
   */
  update(run: RunSeries, shown: RunSeries, serving: boolean): void {
    const { t } = this;
    const unit = this.host.unit(run);
    const { info, last } = run;
    setText(this.state, t[info.state]);
    this.state.dataset.state = info.state;
    const ending = endStatements(run);
    // Where there is no room for the reason of the end, it is what the state says on hovering.
    this.state.title = this.ending.update(
      ending.filter(({ alarm, id }) => !alarm && !id.startsWith('remed')),
      unit,
    );
    this.slider.update(run, shown === run ? null : (shown.last?.step ?? 0));
    this.showKept(keptStatements(shown), shown, unit);
    const speed = last && info.state === 'running' ? last.charactersPerSecond : last && last.seconds > 0 ? run.meanSpeed : undefined;
    setText(this.speed.firstElementChild as HTMLElement, speed === undefined ? '–' : this.number(speed));
    setText(this.speed.lastElementChild as HTMLElement, readsValues(run) ? t.valueSpeedUnit : t.speedUnit);
    this.showDetails(run, shown, unit, serving);
    this.showActions(run);
    this.showTrouble(run, ending, unit);
    this.spoken.update(run, unit);
  }

  private showKept(kept: readonly Statement[], { best, smoothedLoss }: RunSeries, unit: ShownUnit): void {
    this.kept.element.title = this.kept.update(kept, unit);
    this.value.title = this.kept.element.title;
    const nats = best?.loss ?? smoothedLoss;
    setText(this.value, nats === undefined ? '–' : `${formatLoss(unit, nats)} ${this.t.units[unit]}`);
  }

  private showDetails(run: RunSeries, shown: RunSeries, unit: ShownUnit, serving: boolean): void {
    const { t } = this;
    const { start, info } = run;
    const ofText = start && !info.task ? start : undefined;
    const { evaluation, smoothedLoss, smoothedSteps } = shown;
    const texts: Record<(typeof DETAILS)[number], string> = {
      loss: smoothedLoss === undefined ? '–' : `${formatLoss(unit, smoothedLoss)} ${this.t.units[unit]} ${fill(this.t.meanOf, smoothedSteps)}`,
      accuracy: evaluation ? `${formatPercent(evaluation.accuracy)} ${fill(this.t.at, evaluation.step)}` : '–',
      left: run.secondsLeft === undefined || info.state !== 'running' ? '–' : formatSeconds(Math.ceil(run.secondsLeft)),
      clip: shown.clipping.steps > 0 ? fill(t.shareOf, formatPercent(shown.clipRate), this.number(shown.clipping.steps)) : '–',
      reach: this.reach(shown),
      parameters: start ? this.number(start.parameters) : '–',
      text: ofText ? fill(t.textOf, info.name, this.number(ofText.trainingCharacters), this.number(ofText.validationCharacters)) : '–',
      carried: ofText
        ? fill(
            t.carriedNumbers,
            this.number(carriedNumbers(describeStack(ofText.configuration, portsOf(ofText.configuration, ofText.vocabularySize)))),
          )
        : '–',
      suggests: ofText ? (serving ? t.suggestsYes : t.suggestsNo) : '–',
      vocabulary: start ? this.number(start.vocabularySize) : '–',
      threads: start ? `${start.threads}${start.split ? ` ${this.t.split[start.split]}` : ''}` : '–',
      backend: start ? `${backendTitle(start.backend, t.backends)}${start.backendReason ? ` (${start.backendReason})` : ''}` : '–',
      origin: info.origin?.name ?? '–',
    };
    for (const name of DETAILS) {
      const element = this.numbers.get(name)!;
      setText(element, texts[name]);
      element.parentElement!.classList.toggle('hidden', texts[name] === '–' && OPTIONAL.includes(name));
    }
  }

  /** Characters that a gradient reaches back, with the step at which that was measured. */
  private reach(run: RunSeries): string {
    const values = reachStatements(run)[0]?.values;
    const [reach, step] = [values?.reach, values?.step];
    if (typeof reach !== 'object' || typeof step !== 'object') return '–';
    return `${fill(values!.share ? this.t.reachAtLeast : this.t.reachOf, reach.value)} ${fill(this.t.at, step.value)}`;
  }

  private showActions(run: RunSeries): void {
    const { info, last } = run;
    const active = info.state === 'running' || info.state === 'paused' || info.state === 'queued';
    const shown: Record<Action, boolean> = {
      stop: active,
      pause: info.state === 'running',
      resume: info.state === 'paused',
      continue: !active && info.state !== 'saving' && !!last,
    };
    // Further steps of the same kind would make an overfitting run worse: nothing invites to them.
    this.actions.get('continue')!.classList.toggle('secondary', shown.continue && lossStatements(run).some(({ id }) => id === 'lossTurned'));
    for (const [name, button] of this.actions) {
      // The keyboard stays on a button of this row when the one it was on goes.
      if (!shown[name] && document.activeElement === button)
        queueMicrotask(() => this.element.querySelector<HTMLElement>('.actions button:not(.hidden)')?.focus());
      button.classList.toggle('hidden', !shown[name]);
    }
  }

  private showTrouble({ info }: RunSeries, ending: readonly Statement[], unit: ShownUnit): void {
    if (ending.some(({ alarm }) => alarm)) {
      this.alarms.update(ending, unit);
      return;
    }
    this.alarms.clear();
    setText(this.alarm, info.error ?? '');
    this.alarm.classList.toggle('hidden', !info.error);
  }

  private number(value: number): string {
    return Math.round(value).toLocaleString(document.documentElement.lang || undefined);
  }
}
