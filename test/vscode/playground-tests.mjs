// The tab "Playground" in the browser: the page by itself, with the events of the real playground thread.
import assert from 'node:assert/strict';
import path from 'node:path';
import { violations } from './axe.mjs';
import { recordExperiment, tellPage, withPanelPage } from './panel-page.mjs';
import { looks } from './waiting.mjs';

/** @param themes the colours of the real editor, by kind */
export async function playgroundPage({ test, browser, themes, screenshots }) {
  const events = await recordExperiment('playground.js', { task: 'adding', length: 30, cells: ['tanh', 'lstm1', 'gru'], steps: 500, seed: 1 });
  const copying = await recordExperiment('playground.js', { task: 'copy', length: 5, cells: ['irnn', 'gru'], steps: 40, seed: 1 });
  const tell = (page, fresh, list) => tellPage(page, { type: 'playground', fresh, events: list });
  const show = async (options, look) => {
    await withPanelPage(browser, { runs: [], theme: themes.dark, width: 1100, height: 900, ...options }, async (page) => {
      await page.locator('[data-action="playground"]').click();
      await page.locator('[data-action="playground-start"]').waitFor();
      await look(page);
    });
  };
  const text = (page, id) => page.locator(`[data-testid="${id}"]`).textContent();

  await test('playground: without any run, by keyboard alone, it asks for what was chosen and stops', () =>
    show({}, async (page) => {
      const slider = page.locator('[data-control="length"]');
      assert.equal(await text(page, 'length'), '50');
      await slider.focus();
      for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowLeft');
      assert.equal(await text(page, 'length'), '45');
      await page.locator('[data-cell="irnn"]').focus();
      await page.keyboard.press('Space');
      await page.locator('[data-control="steps"]').fill('99999999');
      await page.locator('[data-action="playground-start"]').focus();
      await page.keyboard.press('Enter');
      const request = () => page.evaluate(() => window.requests.at(-1));
      assert.deepEqual(await request(), {
        type: 'playground',
        request: { task: 'adding', length: 45, cells: ['tanh', 'irnn', 'lstm1', 'gru'], steps: 20_000, seed: 1 },
      });
      await tell(page, true, events.slice(0, 6));
      await page.locator('[data-action="playground-stop"]').click();
      assert.deepEqual(await request(), { type: 'playground', request: null });
      await page.locator('[data-control="task"]').selectOption('copy');
      assert.equal(await text(page, 'length'), '10');
      for (const cell of ['tanh', 'irnn', 'lstm1', 'gru']) await page.locator(`[data-cell="${cell}"]`).uncheck();
      assert.ok(await page.locator('[data-action="playground-start"]').isDisabled());
      await page.locator('[data-tab="training"]').click();
      await page.locator('[data-action="openSample"]').waitFor();
    }));

  await test('playground: the sentences, curves, table and files hold the numbers of the experiment', () =>
    show({}, async (page) => {
      await tell(page, true, events);
      await page.locator('[data-chart="playground"] canvas').waitFor();
      const begin = events.find(({ type }) => type === 'begin');
      const [first, second] = begin.example.marks;
      const example = await page.locator('[data-testid="example"] .sentence').textContent();
      assert.equal(
        example,
        `Marked: ${begin.example.numbers[first].toFixed(2)} at time step ${first + 1} and ${begin.example.numbers[second].toFixed(2)} at ${second + 1}; the answer is ${begin.example.answer.toFixed(2)}.`,
      );
      const solved = events.filter(({ type }) => type === 'solved');
      assert.ok(solved.some(({ cell }) => cell === 'gru') && !solved.some(({ cell }) => cell === 'tanh'));
      const results = await text(page, 'results');
      assert.ok(results.includes(`GRU: solved at step ${solved.find(({ cell }) => cell === 'gru').step}`), results);
      const flows = events.filter(({ type, cell }) => type === 'flow' && cell === 'gru');
      const finding = await text(page, 'playground-finding');
      assert.match(finding, /^Solved by .*GRU.*, but not by tanh RNN/);
      const lag = flows[0].lags.at(-1);
      assert.equal(lag, 29);
      assert.match(finding, /: before training, .+ of a gradient crossed 29 time steps; at the last measurement, .+\.$/);
      await page.locator('[data-chart="playground"] [data-action="table"]').click();
      const points = new Set(events.filter(({ type }) => type === 'point').map(({ step }) => step));
      assert.equal(await page.locator('[data-chart="playground"] .table tbody tr').count(), points.size - 1);
      await page.locator('[data-chart="playground"] [data-action="table"]').click();
      await page.locator('[data-chart="playground-flow"] .chart').focus();
      await page.keyboard.press('End');
      assert.match(await page.locator('[data-chart="playground-flow"] [aria-live]').textContent(), /T − k 29: .*GRU before [\d.e−]+, GRU after/);
      await page.locator('[data-chart="playground"] [data-action="save"]').click();
      for (const format of ['svg', 'png', 'csv']) await page.locator(`[data-chart="playground"] [data-action="save-${format}"]`).click();
      await page.waitForFunction(() => window.requests.filter(({ type }) => type === 'export').length === 3);
      await page.screenshot({ path: path.join(screenshots, 'playground.png'), fullPage: true });
    }));

  await test('playground: a failure is one sentence; another experiment begins anew', () =>
    show({}, async (page) => {
      await tell(page, true, [{ type: 'failed', text: 'The length of this task goes from 10 to 200.' }]);
      await page.locator('[role="alert"]', { hasText: 'from 10 to 200' }).waitFor();
      await tell(page, true, []);
      await tell(page, false, copying);
      await page.locator('[data-testid="example"] table').waitFor();
      assert.equal(await page.locator('#panel-playground [role="alert"]').isVisible(), false);
      const rows = await page.locator('[data-testid="example"] tr').allTextContents();
      const symbols = copying[0].example.inputs.slice(0, 10).map((symbol) => 'abcdefgh'[symbol]);
      assert.equal(rows[0], `reads${symbols.join('')}·····?·········`);
      assert.equal(rows[1], `answers${symbols.join('')}`);
    }));

  await test('playground: a task with two numbers and the depth, set by sliders, is asked for and explained by what the networks did', () =>
    show({}, async (page) => {
      await page.locator('[data-control="task"]').selectOption('recall');
      assert.equal(await text(page, 'pairs'), '4');
      assert.equal(await text(page, 'depth'), '2');
      await page.locator('[data-control="pairs"]').focus();
      await page.keyboard.press('ArrowLeft');
      await page.locator('[data-control="depth"]').focus();
      await page.keyboard.press('ArrowRight');
      await page.locator('[data-cell="attention"]').check();
      await page.locator('[data-action="playground-start"]').click();
      assert.deepEqual(await page.evaluate(() => window.requests.at(-1)), {
        type: 'playground',
        request: { task: 'recall', length: 32, pairs: 3, depth: 3, cells: ['tanh', 'lstm1', 'gru', 'attention'], steps: 1200, seed: 1 },
      });
      const recall = await recordExperiment('playground.js', {
        task: 'recall',
        length: 12,
        pairs: 2,
        cells: ['gru', 'attention'],
        steps: 20,
        seed: 1,
      });
      const point = (cell, step) => ({ type: 'point', cell, step, loss: 1, accuracy: 0.5, seconds: 1 });
      await tell(page, true, [...recall.slice(0, -1), point('gru', 300), point('attention', 300), { type: 'solved', cell: 'attention', step: 300 }]);
      await page.locator('[data-testid="example"] table').waitFor();
      assert.match(await text(page, 'playground-lesson'), /^Attention solved it at step 300; GRU .*300.*\. Attention finds in one hop/);
    }));

  await test('playground: in themes, Chinese and 300 pixels without a violation of axe-core', async () => {
    for (const kind of looks(Object.keys(themes), []))
      await show({ theme: themes[kind] }, async (page) => {
        await tell(page, true, events);
        await page.locator('[data-chart="playground-flow"] canvas').waitFor();
        assert.deepEqual(await violations(page), []);
        await page.screenshot({ path: path.join(screenshots, `playground-${kind}.png`), fullPage: true });
      });
    await show({ width: 300, locale: 'zh-cn', theme: themes.light }, async (page) => {
      await tell(page, true, copying);
      await page.locator('[data-chart="playground-flow"] canvas').waitFor();
      assert.deepEqual(await violations(page), []);
      assert.match(await page.locator('[data-tab="playground"]').textContent(), /实验/);
      await page.screenshot({ path: path.join(screenshots, 'playground-narrow-chinese.png'), fullPage: true });
    });
  });
}
