// The moving picture of the README: a file is trained on, its charts grow, ghost text comes and Tab takes it. Every frame is the real product.
import { writeFileSync } from 'node:fs';
import { animatedPng } from './animated-png.mjs';
import { panelFrame, pick, runCommand } from './browser.mjs';

/** @param {{ page: object, file: string, typed: string, until: Function }} options a window with a text open, and what is typed at its end until ghost text stands there */
export async function recordTour({ page, file, typed, until }) {
  const frames = [];
  const frame = async (milliseconds) => frames.push({ png: await page.screenshot(), milliseconds });
  const lines = page.locator('.editor-instance .view-lines').first();
  await lines.click();
  await page.mouse.move(2, 2);
  await frame(900);
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget input.input').first();
  await input.waitFor({ state: 'visible' });
  for (const part of ['Train', ' RNN', ' on F', 'ile']) {
    await page.keyboard.type(part);
    await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    await frame(220);
  }
  await page.locator('.quick-input-list .monaco-list-row:has-text("Train RNN on File")').first().waitFor();
  await frame(500);
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-list .monaco-list-row').nth(4).waitFor();
  await frame(1600);
  await pick(page, 'Balanced');
  const state = panelFrame(page).locator('[data-testid="state"]');
  await state.waitFor({ timeout: 90_000 });
  // Beside the text the panel has room for its charts.
  await runCommand(page, 'Unroll: Open Panel in Editor');
  await page.locator('.tab[aria-label^="Unroll"]').waitFor({ timeout: 30_000 });
  await runCommand(page, 'View: Toggle Panel Visibility').catch(() => page.keyboard.press('Control+J'));
  await until('the first points', async () => (await panelFrame(page).locator('figure[data-chart="loss"] canvas').count()) > 0);
  await page.mouse.move(2, 2);
  let last = 0;
  await until('the end of the training', async () => {
    if (Date.now() - last > 1200) {
      last = Date.now();
      await frame(200);
    }
    return (await state.textContent()) === 'done';
  });
  await page.waitForTimeout(1200);
  await frame(1800);
  await lines.click({ position: { x: 100, y: 40 } });
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Enter');
  const ghost = page.locator('.ghost-text-decoration, .ghost-text');
  for (const key of typed) {
    await page.keyboard.type(key);
    await page.waitForTimeout(250);
    await frame(110);
    if ((await ghost.allTextContents()).some((text) => text.trim().length >= 8)) break;
  }
  await frame(1700);
  await page.keyboard.press('Tab');
  await page.waitForTimeout(500);
  await frame(2600);
  writeFileSync(file, animatedPng(frames));
  return frames.length;
}
