// Pictures of the real product for the README and the walkthrough: node test/vscode/take-pictures.mjs, after npm run package.
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openBrowser, panelFrame, pick, runCommand, temporaryFolder } from './browser.mjs';
import { remote, startServer, workbenchUrl } from './server.mjs';
import { ensureTools } from './tools.mjs';

const root = path.resolve(path.dirname(new URL(import.meta.url).pathname), '../..');
const vsix = path.join(root, 'unroll.vsix');
if (!existsSync(vsix)) throw new Error('Package the extension first: npm run package');
ensureTools();
const workspace = temporaryFolder('pictures');
cpSync(path.join(root, 'samples'), workspace, { recursive: true });
const settings = {
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'editor.wordWrap': 'on',
  'editor.minimap.enabled': false,
  'editor.occurrencesHighlight': 'off',
  'workbench.activityBar.location': 'hidden',
  'workbench.layoutControl.enabled': false,
  'window.commandCenter': false,
  'workbench.reduceMotion': 'on',
};
const server = await startServer({ vsix, settings });
const browser = await openBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1000, height: 760 }, locale: 'en-US', colorScheme: 'dark' });
  mkdirSync(path.join(workspace, '.vscode'));
  writeFileSync(path.join(workspace, '.vscode', 'settings.json'), JSON.stringify({ 'workbench.colorTheme': 'Default Dark Modern' }));
  const shot = (name, clip) => page.screenshot({ path: path.join(root, 'media', name), ...(clip ? { clip } : {}) });
  await page.goto(workbenchUrl(server.port, workspace, [['openFile', remote(server.port, path.join(workspace, 'prose.txt'))]]));
  await page.locator('.editor-instance .view-lines').first().waitFor({ timeout: 90_000 });
  await page.waitForTimeout(2500);
  await runCommand(page, 'View: Toggle Primary Side Bar Visibility').catch(() => undefined);
  await page.waitForTimeout(500);
  await page.keyboard.press('Escape');
  await shot('walkthrough/open.png', { x: 0, y: 0, width: 1000, height: 460 });
  await page.locator('.editor-instance .view-lines').first().click();
  await runCommand(page, 'Train RNN on file');
  await page.locator('.quick-input-list .monaco-list-row').nth(4).waitFor();
  await page.waitForTimeout(800);
  await shot('walkthrough/train.png', { x: 0, y: 0, width: 1000, height: 460 });
  await pick(page, 'Balanced');
  const frame = panelFrame(page);
  const state = frame.locator('[data-testid="state"]');
  await state.waitFor({ timeout: 90_000 });
  // The panel gets most of the window: its upper edge is dragged up.
  const sash = page.locator('.monaco-sash.horizontal:not(.disabled)').last();
  const box = await sash.boundingBox();
  if (box) {
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, 120, { steps: 8 });
    await page.mouse.up();
  }
  await page.waitForTimeout(9000);
  await shot('panel.png');
  await shot('walkthrough/read.png', { x: 0, y: 120, width: 1000, height: 610 });
  const end = Date.now() + 60_000;
  while ((await state.textContent()) !== 'done' && Date.now() < end) await page.waitForTimeout(300);
  await page.keyboard.press('Control+J');
  await page.locator('.editor-instance .view-lines').first().click();
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  const ghost = page.locator('.ghost-text-decoration').first();
  for (const piece of ['The lamp', ' must', ' be', ' lit', ' before', ' the', ' sun']) {
    await page.keyboard.type(piece, { delay: 90 });
    if (
      await ghost.waitFor({ timeout: 2500 }).then(
        () => true,
        () => false,
      )
    )
      break;
  }
  await ghost.waitFor({ timeout: 5000 });
  await page.waitForTimeout(300);
  await shot('walkthrough/accept.png', { x: 0, y: 300, width: 1000, height: 460 });
} finally {
  await browser.close();
  server.stop();
}
