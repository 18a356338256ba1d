// Pictures of the real product for the README and the walkthrough: node test/vscode/take-pictures.mjs [walkthrough | tour | forget …], after npm run package.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { smallPng } from './animated-png.mjs';
import { openBrowser, panelFrame, pick, runCommand, temporaryFolder } from './browser.mjs';
import { recordTour } from './record-tour.mjs';
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
  'editor.stickyScroll.enabled': false,
  'editor.autoClosingBrackets': 'never',
  'editor.autoClosingComments': 'never',
  'editor.autoIndent': 'none',
  'workbench.activityBar.location': 'hidden',
  'workbench.layoutControl.enabled': false,
  'window.commandCenter': false,
  'workbench.reduceMotion': 'on',
  'workbench.colorTheme': 'Default Dark Modern',
};
const server = await startServer({ vsix, settings });
const browser = await openBrowser();

/** A window with a file open and nothing beside it. */
async function open(file, width, height) {
  const page = await browser.newPage({ viewport: { width, height }, locale: 'en-US', colorScheme: 'dark' });
  await page.goto(workbenchUrl(server.port, workspace, [['openFile', remote(server.port, path.join(workspace, file))]]));
  await page.locator('.editor-instance .view-lines').first().waitFor({ timeout: 90_000 });
  await page.waitForTimeout(2500);
  await runCommand(page, 'View: Toggle Primary Side Bar Visibility').catch(() => undefined);
  await page.waitForTimeout(500);
  await page.keyboard.press('Escape');
  await page.locator('.editor-instance .view-lines').first().click();
  return page;
}

/** A PNG as WebP without loss, a quarter smaller. The browser's own encoder makes larger files than Pillow's (`pip install pillow`; PYTHON names another Python). */
const WEBP =
  'import io, sys; from PIL import Image; data = io.BytesIO(); Image.open(sys.stdin.buffer).convert("RGB").save(data, "webp", lossless=True, quality=100, method=6); sys.stdout.buffer.write(data.getvalue())';
const webp = (png) => execFileSync(process.env.PYTHON ?? 'python3', ['-c', WEBP], { input: png });
const shot = async (page, name, clip) => {
  const png = smallPng(await page.screenshot(clip ? { clip } : {}));
  writeFileSync(path.join(root, 'media', name), name.endsWith('.webp') ? webp(png) : png);
};
const lines = (page) => page.locator('.editor-instance .view-lines').first();

async function train(page, preset) {
  await lines(page).click();
  await runCommand(page, 'Train RNN on File');
  await page.locator('.quick-input-list .monaco-list-row').nth(4).waitFor();
  await page.waitForTimeout(800);
  if (page === sample) await shot(page, 'walkthrough/train.webp', { x: 0, y: 0, width: 1000, height: 460 });
  await pick(page, preset);
  const state = panelFrame(page).locator('[data-testid="state"]');
  await state.waitFor({ timeout: 90_000 });
  // As an editor beside the text the panel has room for its charts.
  await runCommand(page, 'Unroll: Open Panel in Editor');
  await page.waitForTimeout(1500);
  await runCommand(page, 'View: Hide Panel').catch(() => page.keyboard.press('Control+J'));
}

async function ended(page) {
  const end = Date.now() + 240_000;
  while ((await panelFrame(page).locator('[data-testid="state"]').textContent()) !== 'done' && Date.now() < end) await page.waitForTimeout(300);
}

/** Types, key by key, until a suggestion of some length stands there. */
async function typeUntilSuggested(page, text, least) {
  const ghost = page.locator('.ghost-text-decoration, .ghost-text');
  for (const key of text) {
    await page.keyboard.type(key);
    await page.waitForTimeout(400);
    const shown = await ghost.allTextContents();
    if (shown.some((suggestion) => suggestion.trim().length >= least)) return;
  }
}

/** The moving picture of the README. */
async function takeTour() {
  const page = await open('prose.txt', 1000, 640);
  const until = async (what, check) => {
    for (const end = Date.now() + 120_000; !(await check()); await page.waitForTimeout(100))
      assert.ok(Date.now() < end, `gave up waiting for ${what}`);
  };
  const count = await recordTour({
    ...{ page, until, file: path.join(root, 'media', 'tour.png') },
    typed: 'The lamp must be lit before the sun goes down.',
  });
  console.log(`${count} frames in media/tour.png`);
  await page.close();
}

/** Why it forgets, and every number: the last steps of the walkthrough. */
async function takeForgetting() {
  const page = await open('prose.txt', 1000, 640);
  await train(page, 'Tutorial');
  await ended(page);
  await runCommand(page, 'Unroll: Show Gradient Flow');
  await panelFrame(page).locator('figure[data-chart="gradient-flow"] canvas').waitFor({ timeout: 60_000 });
  await page.waitForTimeout(1500);
  await shot(page, 'walkthrough/forget.webp');
  await runCommand(page, 'Unroll: Step Through a Tiny Network');
  await panelFrame(page).locator('.unrolled-body:not(.hidden)').waitFor({ timeout: 60_000 });
  await page.waitForTimeout(2500);
  await shot(page, 'walkthrough/steps.webp');
  await page.close();
}

/** The first steps of the walkthrough. */
async function takeWalkthrough() {
  sample = await open('prose.txt', 1000, 760);
  await shot(sample, 'walkthrough/open.webp', { x: 0, y: 0, width: 1000, height: 460 });
  await train(sample, 'Balanced');
  await sample.waitForTimeout(6000);
  await shot(sample, 'walkthrough/read.webp');
  await ended(sample);
  await runCommand(sample, 'View: Join All Editor Groups');
  await sample.locator('.tab:has-text("prose.txt")').first().click();
  await lines(sample).click();
  await sample.keyboard.press('Control+End');
  await sample.keyboard.press('Enter');
  await typeUntilSuggested(sample, 'The lamp must be lit before the sun goes down.', 8);
  await shot(sample, 'walkthrough/accept.webp', { x: 0, y: 300, width: 1000, height: 460 });
  await sample.close();
}

const TAKES = { walkthrough: takeWalkthrough, tour: takeTour, forget: takeForgetting };
const chosen = process.argv.slice(2);
let sample;
try {
  for (const name of chosen.length > 0 ? chosen : Object.keys(TAKES)) await TAKES[name]();
} finally {
  await browser.close();
  server.stop();
}
