// The panel's page. For tests: headline numbers are [data-testid="state|step|loss|validation|accuracy|speed|left|clip"], the sample [data-testid="sample"],
// charts figure[data-chart="loss|gradient|hidden|window|speed|…"] with a canvas each, buttons [data-action="stop|pause|resume|train|continue|…"],
// tabs [data-tab="training|gradients|hidden|weights|unrolled|compare"], choices [data-control="x|unit|scale|curve|run|layer|tensor"].
import type { PanelMessage, PanelRequest } from '../src/protocol/panel-messages';
import { checkMessage } from '../src/protocol/panel-schemas';
import { PlaygroundSeries } from '../src/view-model/run/playground-series';
import { RunSeries } from '../src/view-model/run/run-series';
import { h } from './dom';
import { recall } from './panel/memory';
import { Page } from './panel/page';
import './styles/panel.css';
import { type Strings, stringsFor } from './strings/strings';
import { PlaygroundView } from './tabs/playground/playground-view';

declare function acquireVsCodeApi(): { postMessage(message: PanelRequest): void; getState(): unknown; setState(state: unknown): void };

const editor = acquireVsCodeApi();
const root = document.getElementById('root')!;
const runs = new Map<string, RunSeries>();
const memory = recall(editor.getState());
let strings: Strings = stringsFor(document.documentElement.lang);
let page: Page | undefined;
let experiment = new PlaygroundSeries();
let playground = playgroundView();
let scheduled = false;

window.addEventListener('message', ({ data }) => {
  const message = checkMessage(data);
  if (message?.type === 'hydrate') hydrate(message);
  else if (message?.type === 'delta') delta(message);
  else if (message?.type === 'select') select(message.runId);
  else if (message?.type === 'compare') compare(message);
  else if (message?.type === 'playground') {
    if (message.fresh) experiment = new PlaygroundSeries();
    experiment.append(message.events);
    schedule();
  } else if (message?.type === 'openPlayground') openPlayground();
  else if (message?.type === 'unroll') unroll(message.runId);
  else if (message?.type === 'reading') page?.answerReading(message.id, message.reading);
  else if (message?.type === 'walk') page?.answer(message.id, message.walk);
});
new MutationObserver(schedule).observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
editor.postMessage({ type: 'ready' });
showEmpty();

function hydrate(message: Extract<PanelMessage, { type: 'hydrate' }>): void {
  strings = stringsFor(message.locale);
  page = undefined;
  playground = playgroundView();
  runs.clear();
  for (const { info, events } of message.runs) {
    const run = new RunSeries(info);
    run.append(events);
    runs.set(info.runId, run);
  }
  // The run that was looked at, unless a training has begun meanwhile.
  const active = message.selected !== null && ['running', 'queued', 'paused'].includes(runs.get(message.selected)?.info.state ?? '');
  if (active || memory.selected === null || !runs.has(memory.selected)) memory.selected = message.selected;
  schedule();
}

function delta({ runId, info, events }: Extract<PanelMessage, { type: 'delta' }>): void {
  let run = runs.get(runId);
  if (!run) {
    run = new RunSeries(info);
    runs.set(runId, run);
    if (!info.group || memory.selected === null) memory.selected = runId;
  }
  // The numbers follow the run of an experiment that trains now.
  if (info.group && info.state === 'running' && run.info.state !== 'paused' && !run.last) memory.selected = runId;
  run.info = info;
  run.append(events);
  schedule();
}

function compare({ group, runIds }: Extract<PanelMessage, { type: 'compare' }>): void {
  memory.scope = group ?? 'chosen';
  memory.chosen = runIds;
  memory.tab = 'compare';
  const members = [...runs.values()].filter(({ info }) => (group ? info.group?.id === group : runIds.includes(info.runId)));
  // The numbers above are those of one of them.
  if (!members.some(({ info }) => info.runId === memory.selected))
    memory.selected = (members.find(({ info }) => info.state === 'running') ?? members[0])?.info.runId ?? memory.selected;
  page?.open('compare');
  remember();
}

/** Opens the unrolled graph of a run, as soon as there is one. */
function unroll(runId: string): void {
  memory.selected = runId;
  memory.tab = 'unrolled';
  Object.assign(memory.walk, { text: null, position: null, step: 0, row: 0 });
  page?.open('unrolled');
  remember();
}

function select(runId: string): void {
  if (runs.has(runId)) memory.selected = runId;
  remember();
}

function remember(): void {
  editor.setState(memory);
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
  const run = memory.selected === null ? undefined : runs.get(memory.selected);
  if (!run) {
    if (memory.tab === 'playground') showPlayground();
    else showEmpty();
    return;
  }
  if (!page) {
    page = new Page(
      strings,
      memory,
      {
        command: (command) => editor.postMessage({ type: 'command', command, runId: memory.selected }),
        select: (runId) => {
          select(runId);
          editor.postMessage({ type: 'select', runId });
        },
        save: (format, chart, content) => {
          const name = `${runs.get(memory.selected ?? '')?.info.name ?? 'run'}-${chart}`.slice(-200);
          editor.postMessage({ type: 'export', format, name, content });
        },
        openGuide: (anchor) => editor.postMessage({ type: 'openGuide', anchor }),
        colourUnit: (layer, unit) => editor.postMessage({ type: 'colourUnit', runId: memory.selected, layer, unit }),
        read: (id, runId) => editor.postMessage({ type: 'read', id, runId }),
        ask: (id, runId, text, cursor) => editor.postMessage({ type: 'walk', id, runId, text, cursor }),
        remember,
      },
      playground,
    );
    root.replaceChildren(page.element);
  }
  page.update([...runs.values()], run);
  if (memory.tab === 'playground') playground.update(experiment);
}

function openPlayground(): void {
  memory.tab = 'playground';
  page?.open('playground');
  remember();
}

function playgroundView(): PlaygroundView {
  return new PlaygroundView(strings, memory, {
    save: (format, chart, content) => editor.postMessage({ type: 'export', format, name: chart, content }),
    unit: () => memory.unit,
    openGuide: (anchor) => editor.postMessage({ type: 'openGuide', anchor }),
    hidden: (chart) => new Set(memory.hidden[chart] ?? []),
    toggle: (chart, line) => {
      const hidden = memory.hidden[chart] ?? [];
      memory.hidden[chart] = hidden.includes(line) ? hidden.filter((other) => other !== line) : [...hidden, line];
      remember();
    },
    run: (request) => editor.postMessage({ type: 'playground', request }),
    remember,
  });
}

/** The playground needs no run: it stands alone until there is one. */
function showPlayground(): void {
  if (!playground.element.parentElement?.classList.contains('alone')) {
    const back = () => {
      memory.tab = 'training';
      remember();
    };
    root.replaceChildren(
      h(
        'div',
        { class: 'alone' },
        h('h1', { class: 'visually-hidden' }, 'Unroll'),
        h('button', { type: 'button', class: 'secondary', 'data-action': 'back', click: back }, strings.playground.back),
        h('h2', {}, strings.playground.begin),
        playground.element,
      ),
    );
  }
  playground.update(experiment);
}

/** Before the first training: what this is, and two ways to begin. */
function showEmpty(): void {
  page = undefined;
  const begin = (command: 'train' | 'openSample' | 'compareArchitectures' | 'stepThrough', text: string, kind: string) =>
    h(
      'button',
      { type: 'button', class: kind, 'data-action': command, click: () => editor.postMessage({ type: 'command', command, runId: null }) },
      text,
    );
  root.replaceChildren(
    h(
      'div',
      { class: 'empty' },
      h('h1', { class: 'visually-hidden' }, 'Unroll'),
      h('p', {}, strings.empty),
      h('p', { class: 'sentence' }, strings.emptyHint),
      h(
        'div',
        { class: 'actions' },
        begin('train', strings.train, ''),
        begin('openSample', strings.openSample, 'secondary'),
        begin('compareArchitectures', strings.comparison.begin, 'secondary'),
        h('button', { type: 'button', class: 'secondary', 'data-action': 'playground', click: openPlayground }, strings.playground.begin),
        begin('stepThrough', strings.unrolled.steps.tryTiny, 'secondary'),
      ),
    ),
  );
}
