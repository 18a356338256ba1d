// The panel's page. For tests: headline numbers are [data-testid="state|step|loss|validation|accuracy|speed|left|clip"], the sample [data-testid="sample"],
// charts figure[data-chart="loss|gradient|hidden|window|speed|…"] with a canvas each, buttons [data-action="stop|pause|resume|train|continue|…"],
// tabs [data-tab="training|gradients|hidden|weights|unrolled|compare"], choices [data-control="x|unit|scale|curve|run|layer|tensor"],
// sentences [data-statement][data-premises][data-values].
import { checkMessage, type PanelMessage } from '../src/protocol/panel-messages';
import type { PanelRequest } from '../src/protocol/panel-requests';
import type { RunForm } from '../src/protocol/run-form';
import { shownUnit } from '../src/view-model/chart/units';
import { GlimpseSeries } from '../src/view-model/run/glimpse-series';
import { PlaygroundSeries } from '../src/view-model/run/playground-series';
import { lossChart } from '../src/view-model/run-charts/run-charts';
import { Page } from './panel/page';
import { RunList } from './panel/run-list';
import { recall } from './panel/view-state';
import './styles/panel.css';
import { copy, drawPng, focused } from './chart/chart-image';
import { type Strings, stringsFor } from './strings/strings';
import { TABS } from './tabs/registry';
import type { Tab } from './tabs/tab';

declare function acquireVsCodeApi(): { postMessage(message: PanelRequest): void; getState(): unknown; setState(state: unknown): void };

const editor = acquireVsCodeApi();
const root = document.getElementById('root')!;
const runs = new RunList();
const state = recall(editor.getState());
let strings: Strings = stringsFor(document.documentElement.lang);
let page: Page | undefined;
let playground = new PlaygroundSeries();
let glimpses = new GlimpseSeries();
let form: RunForm | undefined;
let scheduled = false;

window.addEventListener('message', ({ data }) => {
  const message = checkMessage(data);
  if (message) receive(message);
});
new MutationObserver(schedule).observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
editor.postMessage({ type: 'ready' });
draw();

function receive(message: PanelMessage): void {
  switch (message.type) {
    case 'hydrate':
      strings = stringsFor(message.locale);
      page = undefined;
      runs.hydrate(message, state);
      schedule();
      break;
    case 'delta':
      runs.delta(message, state);
      schedule();
      break;
    case 'serving':
      runs.serve(message);
      schedule();
      break;
    case 'select':
      select(message.runId);
      break;
    case 'compare':
      runs.compare(message, state);
      open('compare');
      break;
    case 'copyFigure':
      select(message.runId);
      open('training');
      void copyLoss(message.runId);
      break;
    case 'playground':
      if (message.fresh) playground = new PlaygroundSeries();
      playground.append(message.events);
      schedule();
      break;
    case 'glimpses':
      if (message.fresh) glimpses = new GlimpseSeries();
      glimpses.append(message.events);
      schedule();
      break;
    case 'form':
      form = message.form;
      if (message.open) open('form');
      else schedule();
      break;
    case 'open':
      if (isTab(message.tab)) open(message.tab);
      break;
    case 'unroll':
      state.selected = message.runId;
      Object.assign(state.walk, { text: null, position: null, step: 0, row: -1 });
      open('unrolled');
      break;
    default:
      page?.receive(message);
  }
}

/** The chart of a run's loss as a picture on the clipboard; where the clipboard refuses, as a file. */
async function copyLoss(runId: string): Promise<void> {
  const run = runs.get(runId);
  if (!run) return;
  const picture = await drawPng(lossChart(run, { ...state, unit: shownUnit(state.unit, run.measure) }, strings), undefined);
  await focused();
  await copy('png', picture).catch(() =>
    editor.postMessage({ type: 'export', format: 'png', name: `${run.info.name}-loss`.slice(-200), content: picture }),
  );
}

function isTab(id: string): id is Tab['id'] {
  return TABS.some((tab) => tab.id === id);
}

/** Opens a tab, or has it open when the page is there. */
function open(tab: Tab['id']): void {
  state.tab = tab;
  if (tab === 'glimpses') state.glimpses.asked = true;
  page?.open(tab);
  remember();
}

function select(runId: string): void {
  if (runs.has(runId)) state.selected = runId;
  state.looked = null;
  remember();
}

function remember(): void {
  editor.setState(state);
  schedule();
}

/** One drawing a frame, however many messages came. */
function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(() => {
    scheduled = false;
    draw();
  });
}

function draw(): void {
  const newest = state.selected === null ? undefined : runs.get(state.selected);
  if (!page) {
    page = new Page(strings, state, {
      command: (command) => editor.postMessage({ type: 'command', command, runId: state.selected }),
      select: (runId) => {
        select(runId);
        editor.postMessage({ type: 'select', runId });
      },
      lookAt: (step) => {
        state.looked = step === null || state.selected === null ? null : { runId: state.selected, step };
        remember();
      },
      save: (format, chart, content) => {
        const name = `${runs.get(state.selected ?? '')?.info.name ?? 'run'}-${chart}`.slice(-200);
        editor.postMessage({ type: 'export', format, name, content });
      },
      copy: (format, content) => void copy(format, content),
      openGuide: (anchor) => editor.postMessage({ type: 'openGuide', anchor }),
      openTutorial: (section) => editor.postMessage({ type: 'openTutorial', section }),
      colourUnit: (layer, unit) => editor.postMessage({ type: 'colourUnit', runId: state.selected, layer, unit }),
      post: (request) => editor.postMessage(request),
      open,
      remember,
    });
    root.replaceChildren(page.element);
  }
  const looked = newest && state.looked?.runId === newest.info.runId ? state.looked.step : undefined;
  const run = newest && looked !== undefined ? runs.until(newest.info.runId, looked) : newest;
  const serving = newest !== undefined && runs.isServing(newest.info.runId);
  page.update({ runs: runs.all, run, newest, serving, playground, glimpses: state.glimpses.asked || glimpses.begin ? glimpses : undefined, form });
}
