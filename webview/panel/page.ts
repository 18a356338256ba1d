import type { TextReading } from '../../src/protocol/text-reading';
import type { WalkThrough } from '../../src/protocol/walk-through';
import { LOSS_UNITS, SCALES, X_AXES } from '../../src/view-model/chart/units';
import {
  accuracyChart,
  gradientChart,
  hiddenChart,
  learningRateChart,
  lossChart,
  speedChart,
  windowChart,
} from '../../src/view-model/run/run-charts';
import type { RunSeries } from '../../src/view-model/run/run-series';
import { clipStatements, normStatements } from '../../src/view-model/statements/norms';
import { growthStatements, windowStatements } from '../../src/view-model/statements/states';
import { accuracyStatements, learningRateStatements, lossStatements, speedStatements } from '../../src/view-model/statements/training';
import { Card } from '../chart/card';
import type { CardHost } from '../chart/card-host';
import { h, select, setText } from '../dom';
import type { Strings } from '../strings/strings';
import { CompareView } from '../tabs/compare/compare-view';
import { GradientsTab } from '../tabs/gradients-tab';
import { HiddenTab } from '../tabs/hidden-tab';
import type { PlaygroundView } from '../tabs/playground/playground-view';
import { Readings } from '../tabs/readings';
import { Tabs } from '../tabs/tabs';
import { TextTab } from '../tabs/text-tab';
import { UnrolledView } from '../tabs/unrolled/unrolled-view';
import { WeightsTab } from '../tabs/weights-tab';
import { type Action, Headline } from './headline';
import type { Memory } from './memory';

type TabId = 'training' | 'gradients' | 'hidden' | 'weights' | 'text' | 'unrolled' | 'compare' | 'playground';

/** What the page asks of the world around it. */
export interface PageHost {
  command(name: Action | 'stopAll' | 'compareArchitectures' | 'stepThrough'): void;
  select(runId: string): void;
  save(format: 'png' | 'svg' | 'csv', chart: string, content: string): void;
  openGuide(anchor: string): void;
  /** Colours the text by a hidden unit; both count from 0. */
  colourUnit(layer: number, unit: number): void;
  /** Asks how the run's network reads the end of its text. */
  read(id: number, runId: string): void;
  /** Asks for a short text walked through by the run's network. */
  ask(id: number, runId: string, text: string | null, cursor: boolean): void;
  /** The memory has changed: keep it and draw again. */
  remember(): void;
}

/** The page of the runs: headline numbers, then tabs that draw only while they are open. Elements are made once and only their text and data change. */
export class Page {
  readonly element: HTMLElement;
  private readonly headline: Headline;
  private readonly cards: Map<string, Card>;
  private readonly gradients: GradientsTab;
  private readonly hidden: HiddenTab;
  private readonly weights: WeightsTab;
  private readonly sample = h('pre', { class: 'sample', 'data-testid': 'sample', tabindex: 0 });
  private readonly compare: CompareView;
  private readonly readings: Readings;
  private readonly text: TextTab;
  private readonly unrolled: UnrolledView;
  private readonly tabs: Tabs;

  constructor(
    private readonly t: Strings,
    private readonly memory: Memory,
    private readonly host: PageHost,
    playground: PlaygroundView,
  ) {
    this.headline = new Headline(
      t,
      (name) => host.command(name),
      (runId) => host.select(runId),
      () => memory.unit,
    );
    const cardHost: CardHost = {
      save: (format, chart, content) => host.save(format, chart, content),
      unit: () => memory.unit,
      openGuide: (anchor) => host.openGuide(anchor),
      hidden: (chart) => new Set(memory.hidden[chart] ?? []),
      toggle: (chart, line) => this.toggle(chart, line),
    };
    const ids = ['loss', 'gradient', 'hidden', 'window', 'speed', 'accuracy', 'learning-rate'];
    this.cards = new Map(ids.map((id) => [id, new Card(id, t, cardHost)]));
    this.gradients = new GradientsTab(t, cardHost, memory);
    this.readings = new Readings(
      (id, runId) => host.read(id, runId),
      () => host.remember(),
    );
    const colourUnit = (layer: number, unit: number) => host.colourUnit(layer, unit);
    this.hidden = new HiddenTab(t, cardHost, memory, this.readings, { changed: () => host.remember(), colourUnit });
    this.text = new TextTab(t, { ...cardHost, colourUnit }, this.readings);
    this.weights = new WeightsTab(t, cardHost, memory, () => host.remember());
    this.unrolled = new UnrolledView(t, memory, {
      ...cardHost,
      ask: (id, runId, text, cursor) => host.ask(id, runId, text, cursor),
      remember: () => host.remember(),
      stepThrough: () => host.command('stepThrough'),
    });
    this.compare = new CompareView(t, cardHost, memory, { changed: () => host.remember(), command: (name) => host.command(name) });
    const panels = {
      training: this.trainingPanel(),
      gradients: this.gradients.element,
      hidden: this.hidden.element,
      weights: this.weights.element,
      text: this.text.element,
      unrolled: h('div', {}, this.unrolled.element),
      compare: h('div', {}, this.compare.element),
      playground: h('div', {}, playground.element),
    };
    const tabs = Object.keys(panels) as TabId[];
    this.tabs = new Tabs(
      t.views,
      tabs.map((id) => ({ id, name: t.tabs[id], panel: panels[id] })),
      (id) => {
        memory.tab = id;
        host.remember();
      },
    );
    this.element = h(
      'div',
      {},
      h('h1', { class: 'visually-hidden' }, 'Unroll'),
      this.headline.element,
      h('div', { class: 'bar' }, this.tabs.list, this.controls()),
      ...tabs.map((id) => panels[id]),
    );
    this.tabs.open(tabs.includes(memory.tab as TabId) ? memory.tab : 'training');
  }

  update(runs: readonly RunSeries[], run: RunSeries): void {
    const { memory } = this;
    this.headline.showRuns(runs, run.info.runId);
    this.headline.update(run);
    const available: Record<TabId, boolean> = {
      training: true,
      gradients: GradientsTab.available(run),
      hidden: HiddenTab.available(run),
      weights: WeightsTab.available(run),
      text: run.last !== undefined,
      unrolled: true,
      compare: this.compare.hasRuns(runs),
      playground: true,
    };
    for (const [id, is] of Object.entries(available)) this.tabs.show(id, is);
    if (!available[memory.tab as TabId]) this.tabs.open('training');
    if (memory.tab === 'compare') this.compare.update(runs);
    else if (memory.tab === 'gradients') this.gradients.update(run);
    else if (memory.tab === 'hidden') this.hidden.update(run);
    else if (memory.tab === 'weights') this.weights.update(run);
    else if (memory.tab === 'text') this.text.update(run);
    else if (memory.tab === 'unrolled') this.unrolled.update(run);
    else if (memory.tab !== 'playground') this.drawTraining(run);
  }

  /** Opens a tab from outside. */
  open(tab: TabId): void {
    this.tabs.open(tab);
  }

  /** A passage has been read. */
  answerReading(id: number, reading: TextReading | null): void {
    this.readings.answer(id, reading);
  }

  /** A text has been walked through. */
  answer(id: number, walk: WalkThrough | null): void {
    this.unrolled.answer(id, walk);
  }

  private drawTraining(run: RunSeries): void {
    const { t, memory } = this;
    setText(this.sample, run.sample?.text ?? '');
    this.sample.parentElement!.classList.toggle('hidden', !run.sample);
    const { cards } = this;
    if (run.steps.length > 0 || run.evaluations.length > 0) cards.get('loss')!.update(lossChart(run, memory, t), lossStatements(run));
    if (run.steps.length > 0) {
      cards.get('gradient')!.update(gradientChart(run, memory, t), [...normStatements(run), ...clipStatements(run)]);
      cards.get('hidden')!.update(hiddenChart(run, memory, t), growthStatements(run));
      cards.get('speed')!.update(speedChart(run, memory, t), speedStatements(run));
      if (memory.more) cards.get('learning-rate')!.update(learningRateChart(run, memory, t), learningRateStatements(run));
    }
    cards.get('window')!.element.classList.toggle('hidden', !run.window);
    if (run.window) cards.get('window')!.update(windowChart(run, memory, t), windowStatements(run));
    cards.get('accuracy')!.element.classList.toggle('hidden', run.evaluations.length === 0);
    if (memory.more && run.evaluations.length > 0) cards.get('accuracy')!.update(accuracyChart(run, memory, t), accuracyStatements(run));
  }

  private trainingPanel(): HTMLElement {
    const { t } = this;
    const card = (id: string) => this.cards.get(id)!.element;
    this.sample.setAttribute('aria-label', t.sampleTitle);
    const sample = h(
      'section',
      { class: 'card' },
      h('h2', {}, t.sampleTitle),
      h('p', { class: 'sentence', title: t.sampleHelp }, t.sampleText),
      this.sample,
    );
    const more = h('details', { class: 'more' }, h('summary', {}, t.more), h('div', { class: 'charts' }, card('accuracy'), card('learning-rate')));
    more.open = this.memory.more;
    more.addEventListener('toggle', () => {
      this.memory.more = more.open;
      this.host.remember();
    });
    return h('div', {}, h('div', { class: 'charts' }, card('loss'), sample, card('gradient'), card('hidden'), card('window'), card('speed')), more);
  }

  private controls(): HTMLElement {
    const { t, memory } = this;
    const set =
      <K extends 'x' | 'unit' | 'scale'>(key: K) =>
      (value: Memory[K]) => {
        memory[key] = value;
        this.host.remember();
      };
    return h(
      'div',
      { class: 'controls' },
      select(t.xLabel, X_AXES, t.xAxes, memory.x, set('x'), 'x'),
      select(t.unitLabel, LOSS_UNITS, t.units, memory.unit, set('unit'), 'unit'),
      select(t.scaleLabel, SCALES, t.scales, memory.scale, set('scale'), 'scale'),
    );
  }

  private toggle(chart: string, line: string): void {
    const hidden = this.memory.hidden[chart] ?? [];
    this.memory.hidden[chart] = hidden.includes(line) ? hidden.filter((other) => other !== line) : [...hidden, line];
    this.host.remember();
  }
}
