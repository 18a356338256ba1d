// The tab "Glimpses" in the browser: the page by itself, with the events of the real thread.
import assert from 'node:assert/strict';
import path from 'node:path';
import { violations } from './axe.mjs';
import { recordExperiment, tellPage, withPanelPage } from './panel-page.mjs';
import { looks } from './waiting.mjs';

/** @param themes the colours of the real editor, by kind */
export async function glimpsesPage({ test, browser, themes, screenshots }) {
  const request = { pictures: 'centred', glimpses: 4, networks: ['learned', 'random', 'whole'], steps: 300, seed: 1 };
  const events = await recordExperiment('glimpses.js', request);
  const tell = (page, fresh, list) => tellPage(page, { type: 'glimpses', fresh, events: list });
  const text = (page, id) => page.locator(`[data-testid="${id}"]`).textContent();
  const show = async (options, look) => {
    await withPanelPage(browser, { runs: [], theme: themes.dark, width: 1100, height: 900, ...options }, async (page) => {
      await tellPage(page, { type: 'open', tab: 'glimpses' });
      await page.locator('[data-action="glimpses-start"]').waitFor();
      await look(page);
    });
  };

  await test('glimpses: by keyboard alone it asks for what was chosen, and steps through where a network looked, saw and believed', () =>
    show({}, async (page) => {
      await page.locator('[data-control="glimpses-pictures"]').selectOption('centred');
      await page.locator('[data-control="glimpses"]').focus();
      for (let i = 0; i < 2; i++) await page.keyboard.press('ArrowLeft');
      assert.equal(await text(page, 'glimpses'), '4');
      await page.locator('[data-control="glimpses-steps"]').fill('300');
      await page.locator('[data-action="glimpses-start"]').focus();
      await page.keyboard.press('Enter');
      assert.deepEqual(await page.evaluate(() => window.requests.at(-1)), { type: 'glimpses', request });
      await tell(page, true, events);
      await page.locator('[data-chart="glimpses"] canvas').waitFor();
      const last = (network) => events.findLast((event) => event.type === 'point' && event.network === network);
      const finding = await text(page, 'glimpses-finding');
      const [, ...said] =
        finding.match(/^After 4 glimpses (?:> )?([\d.]+) % of .* by learned glimpses, (?:> )?([\d.]+) % by random ones \(update 300\)\.$/) ?? [];
      for (const [i, network] of ['learned', 'random'].entries())
        assert.ok(Math.abs(Number(said[i]) - 100 * last(network).accuracies.at(-1)) <= 0.5, `${network}: ${finding}`);
      const { walks } = events.findLast((event) => event.type === 'walks' && event.network === 'learned');
      await page.locator('[data-control="glimpses-digit"]').selectOption('7');
      const cells = () => page.locator('[data-testid="beliefs"] tr[aria-current="step"] td').allTextContents();
      assert.equal(await text(page, 'glimpse'), '4 of 4');
      const whole = (row) => row.map((value) => String(Math.round(100 * value)));
      assert.deepEqual(await cells(), whole(walks[7].beliefs[3]));
      assert.equal(await page.locator('.glimpse-picture circle').count(), 4);
      await page.locator('[data-action="glimpse-before"]').focus();
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.querySelectorAll('.glimpse-picture circle').length === 3);
      assert.deepEqual(await cells(), whole(walks[7].beliefs[2]));
      assert.equal(await page.locator('.glimpse-picture .window').count(), 3);
      await page.locator('[data-control="glimpses-network"]').selectOption('random');
      await page.locator('[data-control="after-update"]').focus();
      await page.keyboard.press('Home');
      const start = events.find((event) => event.type === 'walks' && event.network === 'random');
      await page.waitForFunction(() => document.querySelector('[data-testid="after-update"]').textContent === '0');
      assert.deepEqual(await cells(), whole(start.walks[7].beliefs[2]));
      await page.screenshot({ path: path.join(screenshots, 'glimpses.png'), fullPage: true });
      await tell(page, true, [{ type: 'failed', text: 'steps must be a whole number.' }]);
      await page.locator('[role="alert"]', { hasText: 'whole number' }).waitFor();
    }));

  await test('glimpses: four themes, Chinese and 300 pixels without a violation of axe-core', async () => {
    for (const kind of looks(Object.keys(themes), []))
      await show({ theme: themes[kind] }, async (page) => {
        await tell(page, true, events);
        await page.locator('[data-chart="glimpses-each"] canvas').waitFor();
        assert.deepEqual(await violations(page), []);
        await page.screenshot({ path: path.join(screenshots, `glimpses-${kind}.png`), fullPage: true });
      });
    await show({ width: 300, locale: 'zh-cn', theme: themes.light }, async (page) => {
      await tell(page, true, events);
      await page.locator('[data-chart="glimpses-each"] canvas').waitFor();
      assert.deepEqual(await violations(page), []);
      assert.match(await text(page, 'glimpses-finding'), /看 4 眼之后/);
      await page.screenshot({ path: path.join(screenshots, 'glimpses-narrow-chinese.png'), fullPage: true });
    });
  });
}
