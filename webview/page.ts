import type { RunSeries } from '../src/view-model/run-series';
import { Chart } from './chart';
import type { Strings } from './strings';

const DASH = [6, 4];
const LAYERS = ['--unroll-first', '--unroll-second', '--unroll-third', '--unroll-fourth'];

/** The page of one run: headline numbers, charts, sample. Elements are made once and only their text and data change. */
export class Page {
  readonly element = document.createElement('div');
  private readonly numbers = new Map<string, HTMLElement>();
  private readonly actions = new Map<string, HTMLButtonElement>();
  private readonly selector = document.createElement('select');
  private readonly alarm = document.createElement('p');
  private readonly sample = document.createElement('pre');
  private readonly live = document.createElement('p');
  private readonly charts: { loss: Chart; gradient: Chart; hidden: Chart; window: Chart; speed: Chart };
  private spokenAt = 0;

  constructor(
    private readonly t: Strings,
    command: (name: 'stop' | 'pause' | 'resume') => void,
    select: (runId: string) => void,
  ) {
    const header = document.createElement('header');
    this.selector.setAttribute('aria-label', t.run);
    this.selector.addEventListener('change', () => select(this.selector.value));
    header.append(this.selector, this.headline(), this.buttons(command));
    this.alarm.className = 'alarm hidden';
    this.alarm.setAttribute('role', 'alert');
    this.live.className = 'visually-hidden';
    this.live.setAttribute('aria-live', 'polite');
    const layers = (labels: string) => LAYERS.map((color, i) => ({ label: `${labels} ${i + 1}`, color, ...(i % 2 ? { dash: DASH } : {}) }));
    this.charts = {
      loss: new Chart({
        id: 'loss',
        title: t.lossTitle,
        x: t.step,
        y: t.nats,
        series: [
          { label: t.raw, color: '--unroll-grid', width: 1 },
          { label: t.smoothed, color: '--unroll-first', width: 2 },
          { label: t.validation, color: '--unroll-second', width: 2, dash: DASH },
        ],
      }),
      gradient: new Chart({
        id: 'gradient',
        title: t.gradientTitle,
        x: t.step,
        y: '',
        series: [
          { label: t.norm, color: '--unroll-first' },
          { label: t.threshold, color: '--unroll-second', dash: DASH },
        ],
      }),
      hidden: new Chart({ id: 'hidden', title: t.hiddenTitle, x: t.step, y: '', series: layers(t.layer) }),
      window: new Chart({ id: 'window', title: t.windowTitle, x: t.character, y: '', series: layers(t.layer) }),
      speed: new Chart({ id: 'speed', title: t.speedTitle, x: t.step, y: '', series: [{ label: t.speed, color: '--unroll-first' }] }),
    };
    this.sample.className = 'sample';
    this.sample.dataset.testid = 'sample';
    this.sample.tabIndex = 0;
    const grid = document.createElement('div');
    grid.className = 'charts';
    grid.append(
      section(t.lossTitle, t.lossText, this.charts.loss.element),
      section(t.hiddenTitle, t.hiddenText, this.charts.hidden.element),
      section(t.gradientTitle, t.gradientText, this.charts.gradient.element),
      section(t.windowTitle, t.windowText, this.charts.window.element),
      section(t.sampleTitle, t.sampleText, this.sample),
      section(t.speedTitle, t.speedText, this.charts.speed.element),
    );
    this.element.append(header, this.alarm, this.live, grid);
  }

  /** The runs to choose from. */
  showRuns(runs: readonly RunSeries[], selected: string): void {
    this.selector.replaceChildren(
      ...runs.map(({ info }) => new Option(`${info.name} · ${this.t[info.state]}`, info.runId, false, info.runId === selected)),
    );
    this.selector.classList.toggle('hidden', runs.length < 2);
  }

  update(run: RunSeries): void {
    const { t } = this;
    const { info, last, evaluation } = run;
    const total = info.totalSteps ? ` / ${info.totalSteps}` : '';
    this.set('state', t[info.state]);
    this.set('step', last ? `${last.step}${total}` : t.waiting);
    this.set('loss', last ? (run.smoothed[run.smoothed.length - 1] ?? last.loss).toFixed(3) : '–');
    this.set('validation', evaluation ? `${evaluation.bitsPerCharacter.toFixed(3)} ${t.bits}` : '–');
    this.set('accuracy', evaluation ? `${(100 * evaluation.accuracy).toFixed(1)} %` : '–');
    this.set('speed', last ? Math.round(last.charactersPerSecond).toLocaleString() : '–');
    this.set('left', run.secondsLeft === undefined || info.state !== 'running' ? '–' : `${Math.ceil(run.secondsLeft)} s`);
    this.set('clip', `${(100 * run.clipRate).toFixed(1)} %`);
    const active = info.state === 'running' || info.state === 'paused' || info.state === 'queued';
    this.actions.get('stop')!.classList.toggle('hidden', !active);
    this.actions.get('pause')!.classList.toggle('hidden', info.state !== 'running');
    this.actions.get('resume')!.classList.toggle('hidden', info.state !== 'paused');
    const trouble = run.alarm ? t.alarm.replace('{0}', run.alarm.tensor).replace('{1}', String(run.alarm.step)) : info.error;
    this.alarm.textContent = trouble ?? '';
    this.alarm.classList.toggle('hidden', !trouble);
    if (run.sample && this.sample.textContent !== run.sample.text) this.sample.textContent = run.sample.text;
    this.draw(run);
    this.speak(run);
  }

  refreshColors(): void {
    for (const chart of Object.values(this.charts)) chart.refresh();
  }

  private draw(run: RunSeries): void {
    if (run.step.length === 0 && run.evaluationStep.length === 0) return;
    const { step } = run;
    const rows = LAYERS.map((_, layer) => run.hiddenNorms[layer] ?? step.map(() => null));
    this.charts.loss.setData(run.lossRows() as never);
    const clip = run.info.configuration.clipMode === 'norm' && run.info.configuration.clip > 0 ? run.info.configuration.clip : null;
    this.charts.gradient.setData([step, run.gradientNorm, step.map(() => clip)] as never);
    this.charts.hidden.setData([step, ...rows] as never);
    this.charts.speed.setData([step, run.speed] as never);
    if (run.window) {
      const norms = run.window.hiddenNorms;
      const positions = norms[0]!.map((_, t) => t + 1);
      this.charts.window.setData([positions, ...LAYERS.map((_, layer) => norms[layer] ?? positions.map(() => null))] as never);
    }
  }

  /** Screen readers hear the loss every ten seconds at most. */
  private speak(run: RunSeries): void {
    const now = Date.now();
    if (!run.last || now - this.spokenAt < 10_000) return;
    this.spokenAt = now;
    this.live.textContent = `${this.t.step} ${run.last.step}, ${this.t.loss} ${run.last.loss.toFixed(2)}`;
  }

  private set(name: string, text: string): void {
    const element = this.numbers.get(name)!;
    if (element.textContent !== text) element.textContent = text;
  }

  private headline(): HTMLElement {
    const list = document.createElement('dl');
    list.className = 'numbers';
    const names = ['state', 'step', 'loss', 'validation', 'accuracy', 'speed', 'left', 'clip'] as const;
    for (const name of names) {
      const group = document.createElement('div');
      const term = document.createElement('dt');
      term.textContent = this.t[name];
      const value = document.createElement('dd');
      value.dataset.testid = name;
      value.textContent = '–';
      group.append(term, value);
      list.append(group);
      this.numbers.set(name, value);
    }
    return list;
  }

  private buttons(command: (name: 'stop' | 'pause' | 'resume') => void): HTMLElement {
    const box = document.createElement('div');
    box.className = 'actions';
    for (const name of ['pause', 'resume', 'stop'] as const) {
      const button = document.createElement('button');
      button.textContent = this.t[name];
      button.dataset.testid = name === 'stop' ? 'stop' : name;
      button.dataset.action = name;
      if (name !== 'stop') button.className = 'secondary';
      button.addEventListener('click', () => command(name));
      box.append(button);
      this.actions.set(name, button);
    }
    return box;
  }
}

function section(title: string, text: string, content: HTMLElement): HTMLElement {
  const element = document.createElement('section');
  const heading = document.createElement('h2');
  heading.textContent = title;
  const paragraph = document.createElement('p');
  paragraph.textContent = text;
  element.append(heading, paragraph, content);
  return element;
}
