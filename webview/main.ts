// The panel's page. For tests: headline numbers are [data-testid="state|step|loss|validation|accuracy|speed|left|clip"], the sample [data-testid="sample"],
// charts figure[data-chart="loss|gradient|hidden|window|speed"] with a canvas each, buttons [data-action="stop|pause|resume|train"].
import type { PanelMessage, PanelRequest } from '../src/protocol/panel-messages';
import { RunSeries } from '../src/view-model/run-series';
import { Page } from './page';
import './panel.css';
import { type Strings, stringsFor } from './strings';

declare function acquireVsCodeApi(): { postMessage(message: PanelRequest): void };

const editor = acquireVsCodeApi();
const root = document.getElementById('root')!;
const runs = new Map<string, RunSeries>();
let strings: Strings = stringsFor('en');
let page: Page | undefined;
let selected: string | null = null;
let scheduled = false;

window.addEventListener('message', (event) => {
  const message = event.data as Partial<PanelMessage> | undefined;
  if (message?.type === 'hydrate' && Array.isArray(message.runs)) hydrate(message as Extract<PanelMessage, { type: 'hydrate' }>);
  else if (message?.type === 'delta' && Array.isArray(message.events) && message.info) delta(message as Extract<PanelMessage, { type: 'delta' }>);
});
new MutationObserver(() => page?.refreshColors()).observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
editor.postMessage({ type: 'ready' });
showEmpty();

function hydrate(message: Extract<PanelMessage, { type: 'hydrate' }>): void {
  strings = stringsFor(message.locale);
  page = undefined;
  runs.clear();
  for (const { info, events } of message.runs) {
    const run = new RunSeries(info);
    run.append(events);
    runs.set(info.runId, run);
  }
  selected = message.selected;
  schedule();
}

function delta({ runId, info, events }: Extract<PanelMessage, { type: 'delta' }>): void {
  let run = runs.get(runId);
  if (!run) {
    run = new RunSeries(info);
    runs.set(runId, run);
    selected = runId;
  }
  run.info = info;
  run.append(events);
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
  const run = selected ? runs.get(selected) : undefined;
  if (!run) {
    showEmpty();
    return;
  }
  if (!page) {
    page = new Page(
      strings,
      (command) => editor.postMessage({ type: 'command', command, runId: selected }),
      (runId) => {
        selected = runId;
        schedule();
      },
    );
    root.replaceChildren(page.element);
  }
  page.showRuns([...runs.values()], selected!);
  page.update(run);
}

function showEmpty(): void {
  const box = document.createElement('div');
  box.className = 'empty';
  const text = document.createElement('p');
  text.textContent = strings.empty;
  const button = document.createElement('button');
  button.textContent = strings.train;
  button.dataset.action = 'train';
  button.addEventListener('click', () => editor.postMessage({ type: 'command', command: 'train', runId: null }));
  box.append(text, button);
  root.replaceChildren(box);
}
