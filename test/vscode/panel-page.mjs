// The panel's page by itself in a browser, for what a real VS Code offers only with effort: another display language, a width, a theme, many runs.
// The events are those of real trainings in the real trainer thread; the colours are those of the real editor.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { awaitDrawing, drawnIfSo } from './waiting.mjs';

const root = path.resolve(path.dirname(new URL(import.meta.url).pathname), '../..');

/** What surrounds the layers of the plain nets: nothing. */
const PLAIN = { stack: '', residual: 'off', norm: 'none', headNorm: 'none', inputInit: 'default' };

/** The control word that asks a training to stop (src/protocol/trainer-messages.ts). */
const STOP = 2;

/** Trains in the trainer's thread and returns the run as a `hydrate` message carries it. With `enough` it is stopped as soon as that holds of its events. */
export async function recordRun({ runId, name, text, configuration, group, task, overrides, runFolder = null, enough }) {
  const control = new SharedArrayBuffer(64);
  const workerData = {
    runId,
    runFolder,
    text,
    document: { uri: `file:///${name}`, name },
    configuration: { ...PLAIN, ...configuration },
    control,
    ...(group ? { group } : {}),
    ...(task ? { task, overrides } : {}),
  };
  const worker = new Worker(path.join(root, 'dist', 'trainer.js'), { workerData });
  const events = [];
  let error;
  await new Promise((resolve) => {
    worker.on('message', (message) => {
      if (message.type === 'events') {
        events.push(...message.events);
        if (enough?.(events)) Atomics.store(new Int32Array(control), 0, STOP);
      } else if (message.type === 'failed') error = message.detail;
    });
    worker.on('error', (problem) => {
      error = problem.message;
    });
    // The last diagnosis may come behind the end of the run.
    worker.on('exit', resolve);
  });
  if (error) throw new Error(error);
  const started = events.find((event) => event.type === 'start').configuration;
  const budget = events.findLast((event) => event.type === 'budget');
  const done = events.findLast((event) => event.type === 'done');
  const [state, totalSteps] = done?.reason === 'stopped' ? ['stopped', done.steps] : ['done', budget?.steps ?? started.steps];
  const info = { runId, name, state, configuration: started, totalSteps, ...(group ? { group } : {}) };
  return { info, events };
}

/** Answers what the page asks about texts, from a model file and by the real predictor thread. Returns what has been answered, each changed by `change`. */
export async function answerWalks(page, model, change = (walk) => walk) {
  const worker = new Worker(path.join(root, 'dist', 'predictor.js'), { workerData: { life: new SharedArrayBuffer(8) } });
  const waiting = new Map();
  const walks = [];
  worker.on('message', (reply) => waiting.get(reply.id)?.(reply.type === 'walk' ? reply.walk : null));
  page.on('close', () => void worker.terminate());
  await page.exposeFunction('bpttTrace', async (text) => {
    const id = waiting.size + 1;
    const walk = await new Promise((resolve) => {
      waiting.set(id, resolve);
      worker.postMessage({ type: 'walk', id, model, text: text ?? 'hello' });
    });
    walks.push(change(walk));
    return walks.at(-1);
  });
  await page.evaluate(() => {
    const { requests } = window;
    requests.push = (message) => {
      if (message.type === 'walk')
        void window.bpttTrace(message.text).then((walk) => window.postMessage({ type: 'walk', id: message.id, runId: message.runId, walk }, '*'));
      return Array.prototype.push.call(requests, message);
    };
  });
  return walks;
}

/** Hands the page a message of the host; it has been received and drawn then. */
export async function tellPage(page, message) {
  await page.evaluate(
    (data) =>
      new Promise((resolve) => {
        // Listeners hear in the order in which they came: the page's own is older.
        window.addEventListener('message', () => resolve(), { once: true });
        window.postMessage(data, '*');
      }),
    message,
  );
  await drawnIfSo(page);
}

/** Runs an experiment in a playground's thread and returns its events. */
export async function recordExperiment(script, request) {
  const worker = new Worker(path.join(root, 'dist', script), { workerData: { request, control: new SharedArrayBuffer(8) } });
  const events = [];
  await new Promise((resolve, reject) => {
    worker.on('message', (event) => events.push(event));
    worker.on('error', reject);
    worker.on('exit', resolve);
  });
  return events;
}

/**
 * Opens the page with runs.
 * @param {{ runs: object[], locale?: string, width: number, height: number, theme?: { style: string, cls: string } }} options theme: the attributes that VS Code sets on html and body
 */
export async function openPanelPage(
  browser,
  { runs, locale = 'en', width, height, theme = { style: '', cls: 'vscode-dark' }, reducedMotion = 'no-preference', clock = false },
) {
  const page = await browser.newPage({ viewport: { width, height }, reducedMotion, locale: locale.startsWith('zh') ? 'zh-CN' : 'en-US' });
  // Time that the test moves on.
  if (clock) await page.clock.install();
  else awaitDrawing(page);
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  const read = (name) => readFileSync(path.join(root, 'dist', 'webview', name), 'utf8');
  await page.setContent(
    `<!DOCTYPE html><html lang="${locale}"><head><title>Unroll</title><style>body { background: var(--vscode-panel-background, #fff); } ${read('panel.css')}</style></head><body class="${theme.cls}"><main id="root"></main></body></html>`,
  );
  await page.evaluate((style) => document.documentElement.setAttribute('style', style), theme.style);
  await page.evaluate(() => {
    window.requests = [];
    let state;
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => window.requests.push(message),
      getState: () => state,
      setState: (next) => {
        state = structuredClone(next);
      },
    });
  });
  await page.addScriptTag({ content: read('panel.js') });
  await tellPage(page, { type: 'hydrate', runs, selected: runs.at(-1)?.info.runId ?? null, locale });
  return { page, errors };
}

/** Opens the page, looks at it, and closes it: without an error on it, and no wider than its window. */
export async function withPanelPage(browser, options, look) {
  const { page, errors } = await openPanelPage(browser, options);
  try {
    await look(page);
    assert.deepEqual(errors, []);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(overflow <= 0, `${overflow} pixels wider than the window`);
  } finally {
    await page.close();
  }
}
