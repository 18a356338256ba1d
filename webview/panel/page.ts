import type { LossMeasure } from '../../src/protocol/loss-unit';
import type { PanelMessage } from '../../src/protocol/panel-messages';
import { LOSS_UNITS, SCALES, type ShownUnit, shownUnit, X_AXES } from '../../src/view-model/chart/units';
import type { RunSeries } from '../../src/view-model/run/run-series';
import { ZoomGroup } from '../chart/zoom-group';
import { h, select } from '../dom';
import type { Strings } from '../strings/strings';
import { TABS } from '../tabs/registry';
import { Readings } from '../tabs/shared/readings';
import type { MountedTab, Tab, TabHost, View } from '../tabs/tab';
import { Empty } from './empty';
import { Headline } from './headline';
import { RunNotes } from './run-notes';
import { TabList } from './tab-list';
import type { ViewState } from './view-state';

/** What the page asks of the world around it. */
export interface PageHost extends Omit<TabHost, 'zooms' | 'unit' | 'hidden' | 'toggle'> {
  /** Looks back at a step of the run; null: the newest. */
  lookAt(step: number | null): void;
}

/** A view, and the run as it stands now: what is shown may be an earlier step of it. */
export interface PageView extends View {
  readonly newest: RunSeries | undefined;
  /** Whether it makes the suggestions in its document. */
  readonly serving: boolean;
}

/** The page of the runs: one row about the run, then tabs that draw only while they are open. Elements are made once and only their text and data change. */
export class Page {
  readonly element: HTMLElement;
  private readonly headline: Headline;
  private readonly notes: RunNotes;
  private readonly mounted = new Map<string, MountedTab>();
  private readonly readings: Readings;
  private readonly empty: Empty;
  private readonly tabs: TabList;
  private readonly controls = new Map<string, HTMLElement>();
  /** What the loss of the run that is shown counts. */
  private measure: LossMeasure = 'nats';

  constructor(
    private readonly t: Strings,
    private readonly state: ViewState,
    host: PageHost,
  ) {
    const tabHost = (): TabHost => ({
      ...host,
      unit: () => this.unit,
      zooms: new ZoomGroup(),
      hidden: (chart) => new Set(state.hidden[chart] ?? []),
      toggle: (chart, line) => {
        const hidden = state.hidden[chart] ?? [];
        state.hidden[chart] = hidden.includes(line) ? hidden.filter((other) => other !== line) : [...hidden, line];
        host.remember();
      },
    });
    this.headline = new Headline(t, { ...host, unit: (run) => shownUnit(state.unit, run.measure) });
    this.notes = new RunNotes(t, (request) => host.post(request));
    this.readings = new Readings(
      (id, runId) => host.post({ type: 'read', id, runId }),
      () => host.remember(),
    );
    this.empty = new Empty(t, host, () => this.open('playground'));
    for (const tab of TABS) this.mounted.set(tab.id, tab.mount({ t, state, host: tabHost(), readings: this.readings }));
    const panels = TABS.map(({ id }) => ({ id, name: t.tabs[id], panel: h('div', {}, this.mounted.get(id)!.element) }));
    this.tabs = new TabList(t.views, panels, (id) => {
      state.tab = id;
      host.remember();
    });
    this.element = h(
      'div',
      {},
      h('h1', { class: 'visually-hidden' }, 'Unroll'),
      this.headline.element,
      this.notes.element,
      h('div', { class: 'bar' }, this.tabs.list, this.choices(host)),
      this.empty.element,
      ...panels.map(({ panel }) => panel),
    );
    this.tabs.open(this.tab.id);
  }

  update(view: PageView): void {
    const { runs, run, newest } = view;
    if (newest) this.measure = newest.measure;
    for (const tab of TABS) this.tabs.show(tab.id, tab.available(view));
    if (!this.tab.available(view)) this.tabs.open(TABS[0]!.id);
    const { tab } = this;
    const shown = tab.ofRun && newest !== undefined && run !== undefined;
    this.headline.element.classList.toggle('hidden', !shown);
    if (!shown) this.notes.element.classList.add('hidden');
    if (shown) {
      this.notes.update(newest);
      this.headline.showRuns(runs, newest.info.runId);
      this.headline.update(newest, run, view.serving);
    }
    const chosen: readonly string[] = tab.ofRun && run === undefined ? [] : tab.controls;
    for (const [name, control] of this.controls) control.classList.toggle('hidden', !chosen.includes(name));
    // Before the first training a tab about a run has nothing to show.
    this.empty.element.classList.toggle('hidden', !tab.ofRun || run !== undefined);
    const { element } = this.mounted.get(tab.id)!;
    element.classList.toggle('hidden', tab.ofRun && run === undefined);
    if (!tab.ofRun || run) this.mounted.get(tab.id)!.update(view);
  }

  /** Opens a tab from outside. */
  open(id: Tab['id']): void {
    this.tabs.open(id);
  }

  /** What came from the host, for the tabs. */
  receive(message: PanelMessage): void {
    if (message.type === 'reading') this.readings.answer(message.id, message.reading);
    for (const tab of this.mounted.values()) tab.receive?.(message);
  }

  /** The chosen unit as the losses of the run that is shown have it. */
  private get unit(): ShownUnit {
    return shownUnit(this.state.unit, this.measure);
  }

  private get tab(): Tab {
    return TABS.find(({ id }) => id === this.state.tab) ?? TABS[0]!;
  }

  private choices(host: PageHost): HTMLElement {
    const { t, state } = this;
    const set =
      <K extends 'x' | 'unit' | 'scale' | 'xScale'>(key: K) =>
      (value: ViewState[K]) => {
        state[key] = value;
        host.remember();
      };
    this.controls.set('x', select(t.xLabel, X_AXES, t.xAxes, state.x, set('x'), 'x'));
    this.controls.set('xScale', select(t.xScaleLabel, SCALES, t.xScales, state.xScale, set('xScale'), 'xScale'));
    this.controls.set('unit', select(t.unitLabel, LOSS_UNITS, t.units, state.unit, set('unit'), 'unit'));
    this.controls.set('scale', select(t.scaleLabel, SCALES, t.scales, state.scale, set('scale'), 'scale'));
    return h('div', { class: 'controls' }, ...this.controls.values());
  }
}
