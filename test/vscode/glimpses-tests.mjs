// The tab "Glimpses" in the browser: the page by itself, with the events of the real thread.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { violations } from './axe.mjs';
import { recordExperiment, tellPage, withPanelPage } from './panel-page.mjs';
import { looks } from './waiting.mjs';

/** A folder of pictures that the browser draws: rings black on white, crosses white on nothing; a picture that is none and a file in no sub-folder beside them. */
async function drawPictures(page, count) {
  const folder = mkdtempSync(path.join(tmpdir(), 'unroll-pictures-'));
  for (const shape of ['cross', 'ring']) {
    mkdirSync(path.join(folder, shape));
    for (let i = 0; i < count; i++) {
      const url = await page.evaluate(
        ([shape, i]) => {
          const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = [40, 40];
          const context = canvas.getContext('2d');
          if (shape === 'ring') context.fillStyle = '#fff';
          else context.fillStyle = '#223';
          context.fillRect(0, 0, 40, 40);
          context.lineWidth = 5;
          context.strokeStyle = shape === 'ring' ? '#000' : '#fff';
          if (shape === 'ring') context.arc(20, 20, 9 + (i % 5), 0, 7);
          else for (const end of [8 + (i % 4), 32]) context.moveTo(end, 8) ?? context.lineTo(40 - end, 32);
          context.stroke();
          return canvas.toDataURL('image/png');
        },
        [shape, i],
      );
      writeFileSync(path.join(folder, shape, `${i}.png`), Buffer.from(url.split(',')[1], 'base64'));
    }
  }
  writeFileSync(path.join(folder, 'ring', 'note.txt'), 'no picture');
  writeFileSync(path.join(folder, 'loose.png'), 'no class');
  return folder;
}

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
      const [, ...said] = finding.match(/^At update 300, after 4 glimpses, .*? (?:> )?([\d.]+) % of .*, random ones (?:> )?([\d.]+) %\.$/) ?? [];
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

  await test("glimpses: a folder of a person's own pictures is read, learnt by its classes and shown by their names; what cannot be learnt is told", () =>
    show({}, async (page) => {
      const said = page.locator('[data-testid="glimpses-own"]');
      const choose = async (folder, sentence) => {
        await page.locator('[data-control="glimpses-own"]').setInputFiles(folder);
        await said.filter({ hasText: sentence }).waitFor();
      };
      const asked = async () => {
        await page.locator('[data-action="glimpses-start"]').click();
        return page.evaluate(() => window.requests.findLast(({ type }) => type === 'glimpses').request);
      };
      await choose(await drawPictures(page, 4), 'The class "cross" has 4 pictures; every class needs at least 5.');
      assert.equal((await asked()).own, undefined);
      const folder = await drawPictures(page, 10);
      await choose(path.join(folder, 'ring'), 'Choose a folder with 2 to 10 sub-folders of pictures, one for each class; here are 0.');
      await choose(folder, 'Found cross 10, ring 10. A fifth of each class is for the test. 2 files are left out');
      const { own } = await asked();
      assert.deepEqual([own.classes, own.drawings.length], [['cross', 'ring'], 20]);
      // Ink is what differs from the paper, dark or light: the corners are empty, and something is black.
      for (const { ink } of own.drawings) assert.ok(ink.length === 256 && ink[0] === '0' && ink.includes('9'), ink);
      const events = await recordExperiment('glimpses.js', { pictures: 'centred', glimpses: 3, networks: ['learned'], steps: 200, seed: 1, own });
      await tell(page, true, events);
      await page.locator('[data-chart="glimpses"] canvas').waitFor();
      assert.deepEqual((await page.locator('[data-testid="beliefs"] thead th').allTextContents()).slice(1), ['cross', 'ring']);
      await page.locator('[data-control="glimpses-digit"]').selectOption('0');
      assert.match(await text(page, 'glimpse-sentence'), /^Picture of cross\. Glimpse 3 .* believes in cross with /);
      assert.ok(events.findLast(({ type }) => type === 'point').accuracies.at(-1) > 0.9);
      await page.screenshot({ path: path.join(screenshots, 'glimpses-own.png'), fullPage: true });
      await page.locator('[data-action="glimpses-digits"]').click();
      assert.equal((await asked()).own, undefined);
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
