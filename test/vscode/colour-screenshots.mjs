// Pictures of the colours in the editor, in a dark, a light and a high-contrast theme: out/screenshots/colours-*.png, to be looked at.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openBrowser, panelFrame, pick, runCommand, temporaryFolder } from './browser.mjs';
import { remote, startServer, workbenchUrl } from './server.mjs';
import { ensureTools } from './tools.mjs';

/** Theme of each picture, and the class of the workbench that tells it is in force. */
const THEMES = {
  dark: ['Default Dark Modern', 'vs-dark'],
  light: ['Default Light Modern', 'vs'],
  'high-contrast': ['Default High Contrast', 'hc-black'],
};

const root = path.resolve(path.dirname(new URL(import.meta.url).pathname), '../..');
const screenshots = path.join(root, 'out', 'screenshots');
mkdirSync(screenshots, { recursive: true });
ensureTools();
const workspace = temporaryFolder('colours');
cpSync(path.join(root, 'samples'), workspace, { recursive: true });
const server = await startServer({ settings: { 'editor.minimap.enabled': false } });
const browser = await openBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: 'en-US' });
  const lines = page.locator('.editor-instance .view-lines').first();
  const screenshot = (name) => page.screenshot({ path: path.join(screenshots, `colours-${name}.png`) });
  /** Orange and blue backgrounds in view; the editor has decorations of its own. */
  const colours = () =>
    page
      .locator('.editor-instance .view-overlays .cdr')
      .evaluateAll((elements) => [
        ...new Set(
          elements
            .map((element) => getComputedStyle(element).backgroundColor)
            .filter((colour) => /^rgba\((255, 140, 26|64, 170, 255|213, 94, 0|0, 114, 178), /.test(colour)),
        ),
      ]);
  const coloured = async () => {
    for (const end = Date.now() + 20_000; (await colours()).length < 3; ) {
      assert.ok(Date.now() < end, 'no colours in the editor');
      await page.waitForTimeout(100);
    }
  };
  await page.goto(
    workbenchUrl(server.port, workspace, [
      ['extensionDevelopmentPath', remote(server.port, root)],
      ['openFile', remote(server.port, path.join(workspace, 'tide.ts'))],
    ]),
  );
  await lines.waitFor({ timeout: 90_000 });
  await lines.click();
  await runCommand(page, 'Train RNN on File');
  await pick(page, 'Quick look');
  await panelFrame(page).locator('[data-testid="state"]:has-text("done")').waitFor({ timeout: 90_000 });
  await lines.click({ position: { x: 260, y: 290 } });
  mkdirSync(path.join(workspace, '.vscode'), { recursive: true });
  for (const [name, [theme, marker]] of Object.entries(THEMES)) {
    writeFileSync(path.join(workspace, '.vscode', 'settings.json'), JSON.stringify({ 'workbench.colorTheme': theme }));
    await page.locator(`.monaco-workbench.${marker}`).first().waitFor({ timeout: 20_000 });
    await runCommand(page, 'Colour Text by Surprisal');
    await coloured();
    await page.locator('.editor-instance .view-lines span:has-text("interface")').last().hover();
    await page.locator('.monaco-hover:has-text("bits, number")').first().waitFor({ timeout: 20_000 });
    await screenshot(`surprisal-${name}`);
    await page.locator('[id$="unroll.colouring"]').first().hover();
    await page.waitForTimeout(1000);
    await screenshot(`legend-${name}`);
    await runCommand(page, 'Show Memory at the Cursor');
    await coloured();
    await page.waitForTimeout(500);
    await screenshot(`memory-${name}`);
    await runCommand(page, 'Colour Text by a Hidden Unit');
    await page.locator('.quick-input-list .monaco-list-row:has-text("inside a comment")').first().waitFor({ timeout: 20_000 });
    await page.keyboard.press('Enter');
    await page.waitForTimeout(1000);
    await coloured();
    await screenshot(`unit-${name}`);
    await runCommand(page, 'Turn Off Text Colours');
    await page.waitForTimeout(500);
    assert.deepEqual(await colours(), [], 'colours that are off');
  }
  console.log(`pictures of ${Object.keys(THEMES).join(', ')} in out/screenshots`);
} finally {
  await browser.close().catch(() => undefined);
  server.stop();
  rmSync(workspace, { recursive: true, force: true });
}
process.exit(0);
