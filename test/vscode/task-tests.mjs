// The tabs of tasks on data in the browser: the page by itself, with runs of the real trainer thread on the product's samples and answers of the real predictor thread.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { violations } from './axe.mjs';
import { recordRun, tellPage, withPanelPage } from './panel-page.mjs';
import { HELLO } from './unrolled-tests.mjs';
import { LONG } from './waiting.mjs';

const root = path.resolve(path.dirname(new URL(import.meta.url).pathname), '../..');

/** Events as the editor hands them to a page: JSON has no NaN. */
const asJson = (value) => JSON.parse(JSON.stringify(value));

async function record(runId, name, task, overrides, runFolder) {
  const text = readFileSync(path.join(root, 'samples', name), 'utf8');
  const { info, events } = await recordRun({ runId, name, text, configuration: HELLO, task, overrides: { threads: 1, ...overrides }, runFolder });
  return asJson({ info: { ...info, task: task.id }, events });
}

/** What the real predictor thread replies. */
async function predictor(request) {
  const worker = new Worker(path.join(root, 'dist', 'predictor.js'), { workerData: { life: new SharedArrayBuffer(8) } });
  const reply = await new Promise((resolve) => {
    worker.on('message', resolve);
    worker.postMessage({ ...request, id: 1 });
  });
  await worker.terminate();
  return reply;
}

/** What a model file answers to a typed text. */
async function ask(model, text) {
  const reply = await predictor({ type: 'ask', model, text });
  assert.equal(reply.type, 'answer', JSON.stringify(reply));
  return reply.answer;
}

/** @param themes the colours of the real editor, by kind */
export async function taskPages({ test, browser, themes, screenshots }) {
  const runFolder = path.join(mkdtempSync(path.join(tmpdir(), 'unroll-task-')), 'run');
  const classes = await record('c', 'kinds.csv', { id: 'classification', options: { input: 'text', label: 'kind' } }, { steps: 24 }, runFolder);
  const forecast = await record('f', 'ice-cream.csv', { id: 'forecast', options: { column: 'sold' } }, { steps: 60 }, null);
  const pairFolder = path.join(mkdtempSync(path.join(tmpdir(), 'unroll-pairs-')), 'run');
  const pairs = await record('p', 'dates.tsv', { id: 'pairs', options: {} }, { steps: 3, batchSize: 8, hidden: 16 }, pairFolder);
  const show = async (run, options, look) => {
    await withPanelPage(browser, { runs: [run], theme: themes.dark, width: 1100, height: 900, ...options }, async (page) => {
      await page.locator(`[data-tab="${run.info.task}"]`).click();
      await page.locator(`#panel-${run.info.task} [data-testid="task-scores"] table`).waitFor();
      await look(page);
    });
  };
  const reportOf = ({ events }) => events.findLast(({ type }) => type === 'report').report;

  await test('classification: scores, a matrix that the keyboard walks, examples that open their lines, a typed example that is believed live', () =>
    show(classes, {}, async (page) => {
      const report = reportOf(classes);
      const tabs = await page.locator('[role="tab"]:not(.hidden)').allTextContents();
      assert.ok(!tabs.includes('Text') && tabs.includes('Unrolled') && tabs.includes('Hidden state') && !tabs.includes('Forecast'), tabs.join());
      const done = classes.events.findLast(({ type }) => type === 'done');
      assert.equal(
        await page.locator('[role="tabpanel"]:not(.hidden) [data-testid="task-scores"] tbody tr').count(),
        1 + Object.keys(done.baselines).length,
      );
      const said = await page.locator('[data-statement^="baseline"]').count();
      assert.equal(said, 1);
      const cell = (row, column) => page.locator(`[data-chart="class-confusion"] [data-cell="${row}.${column}"]`);
      await cell(0, 0).focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowDown');
      assert.equal(await cell(1, 1).evaluate((element) => element === document.activeElement), true);
      assert.equal(await cell(1, 1).getAttribute('aria-label'), `${report.classes[1]}, ${report.classes[1]}: ${report.confusion[1][1]}`);
      assert.ok(report.worst.length > 0, 'so early some are wrong');
      await page.locator('[data-testid="worst"] button').first().click();
      assert.deepEqual(await page.evaluate(() => window.requests.at(-1)), { type: 'openLine', runId: 'c', line: report.worst[0].line });
      await page.locator('#panel-classification [data-testid="typed"]').fill('#d5f557');
      await page.waitForFunction(() => window.requests.some(({ type, text }) => type === 'ask' && text === '#d5f557'));
      const { id } = await page.evaluate(() => window.requests.findLast(({ type }) => type === 'ask'));
      const answer = await ask(path.join(runFolder, 'model.safetensors'), '#d5f557');
      await tellPage(page, { type: 'answer', id, runId: 'c', answer });
      const last = answer.beliefs.at(-1);
      const likeliest = answer.classes[last.indexOf(Math.max(...last))];
      await page.locator('[data-testid="believed"]').filter({ hasText: likeliest }).waitFor();
      await page.locator('[data-chart="class-typed"] canvas').waitFor();
      await page.screenshot({ path: path.join(screenshots, 'classification.png'), fullPage: true });
    }));

  await test('forecast: the series with its forecast, errors by horizon and baselines; the loss is a squared error', () =>
    show(forecast, {}, async (page) => {
      for (const id of ['forecast-series', 'forecast-horizons', 'forecast-residuals']) await page.locator(`[data-chart="${id}"] canvas`).waitFor();
      const done = forecast.events.findLast(({ type }) => type === 'done');
      assert.equal(
        await page.locator('[role="tabpanel"]:not(.hidden) [data-testid="task-scores"] tbody tr').count(),
        1 + Object.keys(done.baselines).length,
      );
      await page.locator('[data-tab="training"]').click();
      assert.equal(await page.locator('[data-chart="loss"] .axis-title.y').textContent(), 'Loss (squared error)');
      await page.locator('[data-tab="forecast"]').click();
      await page.screenshot({ path: path.join(screenshots, 'forecast.png'), fullPage: true });
    }));

  await test('pairs: written targets, and where the decoder looked for the one that is chosen', () =>
    show(pairs, {}, async (page) => {
      const { samples } = reportOf(pairs);
      await page.locator('[data-sample="2"]').click();
      const columns = page.locator('[data-chart="pair-attention"] thead th');
      const wanted = samples[2].source;
      await page
        .waitForFunction((source) => {
          const heads = [...document.querySelectorAll('[data-chart="pair-attention"] thead th')].slice(1);
          return heads.map(({ textContent }) => textContent.replace('␣', ' ')).join('') === source;
        }, wanted)
        .catch(async () => assert.equal((await columns.allTextContents()).slice(1).join(''), wanted));
      await page.screenshot({ path: path.join(screenshots, 'pairs.png'), fullPage: true });
    }));

  await test('pairs: hidden state, gradient flow, weights and the unrolled graph are those of the encoder and the decoder', () =>
    show(pairs, {}, async (page) => {
      await page.locator('[data-tab="hidden"]').click();
      for (const id of ['states', 'units', 'gates']) await page.locator(`#panel-hidden [data-chart="${id}"]`).waitFor();
      await page.locator('[data-tab="gradients"]').click();
      for (const id of ['gradient-flow', 'influence', 'terms']) await page.locator(`#panel-gradients [data-chart="${id}"] canvas`).waitFor();
      await page.locator('[data-tab="weights"]').click();
      await page.locator('#panel-weights [data-chart="eigenvalues"]', { hasText: 'decoder z' }).waitFor();
      await page.locator('[data-tab="unrolled"]').click();
      await page.waitForFunction(() => window.requests.some(({ type }) => type === 'walk'));
      const { id, runId } = await page.evaluate(() => window.requests.findLast(({ type }) => type === 'walk'));
      const { walk } = await predictor({ type: 'walk', model: path.join(pairFolder, 'model.safetensors'), text: '1 May 2026\t2026-05-01' });
      await tellPage(page, { type: 'walk', id, runId, walk: asJson(walk) });
      await page.locator('#panel-unrolled [data-column="20"]').waitFor({ state: 'attached' });
      assert.equal(await page.locator('#panel-unrolled [data-chart="step-through"]').isVisible(), false);
      await page.screenshot({ path: path.join(screenshots, 'pairs-unrolled.png'), fullPage: true });
      assert.deepEqual(await violations(page), []);
    }));

  if (LONG)
    await test('tasks: in themes, Chinese and 300 pixels without a violation of axe-core', async () => {
      for (const kind of Object.keys(themes))
        await show(classes, { theme: themes[kind] }, async (page) => assert.deepEqual(await violations(page), []));
      for (const run of [classes, forecast, pairs])
        await show(run, { width: 300, locale: 'zh-cn', theme: themes.light }, async (page) => assert.deepEqual(await violations(page), []));
    });
  return [classes, forecast, pairs];
}
