import type { PanelMessage } from '../../src/protocol/panel-messages';
import type { PanelCommand, PanelRequest } from '../../src/protocol/panel-requests';
import type { RunForm } from '../../src/protocol/run-form';
import type { GlimpseSeries } from '../../src/view-model/run/glimpse-series';
import type { PlaygroundSeries } from '../../src/view-model/run/playground-series';
import type { RunSeries } from '../../src/view-model/run/run-series';
import type { CardHost } from '../chart/card-host';
import type { ViewState } from '../panel/view-state';
import type { Strings } from '../strings/strings';
import type { Readings } from './shared/readings';

/** What a tab asks of the page around it. */
export interface TabHost extends CardHost {
  command(name: PanelCommand): void;
  select(runId: string): void;
  /** Colours the text by a hidden unit; both count from 0. */
  colourUnit(layer: number, unit: number): void;
  post(request: PanelRequest): void;
  /** Opens another tab, also one that is not there before it is asked for. */
  open(tab: Tab['id']): void;
  /** The view state has changed: keep it and draw again. */
  remember(): void;
}

/** What a tab is made with. */
export interface TabContext {
  readonly t: Strings;
  readonly state: ViewState;
  readonly host: TabHost;
  /** How the run's network reads the end of its text, for all tabs that show it. */
  readonly readings: Readings;
}

/** What is shown: all runs, and the one that is looked at, up to the step that is looked at. */
export interface View {
  readonly runs: readonly RunSeries[];
  readonly run: RunSeries | undefined;
  readonly playground: PlaygroundSeries;
  /** The glimpse playground, once it was asked for. */
  readonly glimpses: GlimpseSeries | undefined;
  /** The form of a new run, once it was asked for. */
  readonly form: RunForm | undefined;
}

export interface MountedTab {
  readonly element: HTMLElement;
  /** The tab is open and something may have changed. */
  update(view: View): void;
  /** Something came from the host. */
  receive?(message: PanelMessage): void;
}

/** A tab of the panel: all that the page knows of it. */
export interface Tab {
  readonly id: keyof Strings['tabs'];
  /** Whether it shows one run: then the run's headline stands above it. */
  readonly ofRun: boolean;
  /** Which choices of axes and units it reads. */
  readonly controls: readonly ('x' | 'xScale' | 'unit' | 'scale')[];
  available(view: View): boolean;
  mount(context: TabContext): MountedTab;
}
