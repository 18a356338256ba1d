// A headless Chromium, driven by playwright-core, and the few gestures that the tests need.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { atEnd } from './ending.mjs';
import { folder } from './tools.mjs';
import { comes, goes, growingPatience, until } from './waiting.mjs';

const require = createRequire(path.join(folder, 'package.json'));
const FLAGS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync --disable-dev-shm-usage'.split(
    ' ',
  );

/** Where the browser is; unpacks it on first use. */
export async function chromiumPath() {
  if (existsSync('/usr/bin/chromium')) return '/usr/bin/chromium';
  const unpacked = path.join(folder, 'node_modules', '.chromium');
  mkdirSync(unpacked, { recursive: true });
  const before = process.env.TMPDIR;
  process.env.TMPDIR = unpacked;
  try {
    const module = await import(pathToFileURL(require.resolve('@sparticuz/chromium')).href);
    return await module.default.executablePath();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

export async function openBrowser() {
  const { chromium } = require('playwright-core');
  // Its own handlers close the browser at a signal and let the suite wait for a page that is gone; what it does at the exit of the process is enough.
  const unhandled = { handleSIGHUP: false, handleSIGINT: false, handleSIGTERM: false };
  const browser = await chromium.launch({ executablePath: await chromiumPath(), args: FLAGS, headless: true, ...unhandled });
  for (const name of ['newPage', 'newContext']) {
    const make = browser[name].bind(browser);
    browser[name] = async (...given) => patient(await make(...given));
  }
  return browser;
}

/** A machine with other work to do may take minutes for what it does in a second alone. */
function patient(made) {
  made.setDefaultNavigationTimeout(180_000);
  made.setDefaultTimeout(90_000);
  return made;
}

/** A new folder, which goes when the suite ends. */
export function temporaryFolder(name) {
  const made = mkdtempSync(path.join(tmpdir(), `unroll-${name}-`));
  atEnd(() => rmSync(made, { recursive: true, force: true, maxRetries: 5 }));
  return made;
}

/** Runs a command from the palette. A window that has just been loaded may not listen yet, or not know the command yet: then the palette is opened again. */
export async function runCommand(page, title) {
  const input = page.locator('.quick-input-widget input.input').first();
  // The list is by the alphabet: "Close All Editors" comes before "Close Editor".
  const name = new RegExp(`(^|: )${title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}…?$`);
  const rows = page.locator('.quick-input-list .monaco-list-row').filter({ has: page.locator('.label-name', { hasText: name }) });
  const chosen = page.locator('.quick-input-list .monaco-list-row.focused').filter({ has: page.locator('.label-name', { hasText: name }) });
  await until(`the command "${title}"`, async () => {
    await page.keyboard.press('F1');
    if (!(await comes(input, 5000))) return false;
    // The palette of the command before may close under this one.
    const isFilled = await input.fill(`>${title}`, { timeout: 5000 }).then(
      () => true,
      () => false,
    );
    if (!isFilled) return false;
    if (await comes(rows.first(), 10_000))
      for (let place = 0; place < 40; place++) {
        if ((await chosen.count()) > 0) return true;
        await page.keyboard.press('ArrowDown');
      }
    await page.keyboard.press('Escape');
    return false;
  });
  await page.keyboard.press('Enter');
}

/** Puts the cursor into the text in front. What has just been opened beside it may take the focus back: then it is clicked again. */
export async function focusEditor(page) {
  const lines = page.locator('.editor-instance .view-lines').first();
  const focused = () => page.evaluate(() => document.activeElement?.closest('.editor-instance') !== null);
  await until('the focus in the editor', async () => {
    await lines.click();
    for (let looks = 0; looks < 6; looks++) {
      if (!(await focused())) return false;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return true;
  });
}

/** Picks an entry of an open quick pick. A list takes no click in the moment in which it is drawn: then it is clicked again. */
export async function pick(page, label) {
  const row = page.locator(`.quick-input-list .monaco-list-row:has-text("${label}")`).first();
  await row.click();
  await until(`${label} to be taken`, async () => {
    if (await goes(row, 3000)) return true;
    await row.click({ timeout: 3000 }).catch(() => undefined);
    return false;
  });
}

export const GHOST = '.ghost-text-decoration, .ghost-text-decoration-preview, .ghost-text';

/**
 * Types at the cursor as a person does and rests until ghost text shows. The editor asks once behind a character: where the model came to the document only
 * after that, the last character is typed again.
 */
export async function typeUntilGhost(page, text) {
  const ghost = page.locator(GHOST).first();
  await page.keyboard.type(text, { delay: 80 });
  const patience = growingPatience();
  await until(`ghost text behind "${text}"`, async () => {
    if (await comes(ghost, patience())) return true;
    await page.keyboard.press('Backspace');
    await page.keyboard.type(text.at(-1));
    return false;
  });
}

/** The document inside the panel's webview. */
export function panelFrame(page) {
  return page.frameLocator('iframe.webview.ready').first().frameLocator('#active-frame');
}
