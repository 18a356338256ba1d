// A headless Chromium, driven by playwright-core, and the few gestures that the tests need.
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { folder } from './tools.mjs';

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
  const browser = await chromium.launch({ executablePath: await chromiumPath(), args: FLAGS, headless: true });
  for (const name of ['newPage', 'newContext']) {
    const make = browser[name].bind(browser);
    browser[name] = async (...given) => patient(await make(...given));
  }
  return browser;
}

/** A machine with other work to do may take minutes for what it does in a second alone. */
function patient(made) {
  made.setDefaultNavigationTimeout(180_000);
  made.setDefaultTimeout(60_000);
  return made;
}

export function temporaryFolder(name) {
  return mkdtempSync(path.join(tmpdir(), `unroll-${name}-`));
}

/** Runs a command from the palette. */
export async function runCommand(page, title) {
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget input.input').first();
  await input.waitFor({ state: 'visible' });
  await input.fill(`>${title}`);
  await page.locator(`.quick-input-list .monaco-list-row:has-text("${title}")`).first().waitFor();
  await page.keyboard.press('Enter');
}

/** Picks an entry of an open quick pick. */
export async function pick(page, label) {
  const row = page.locator(`.quick-input-list .monaco-list-row:has-text("${label}")`).first();
  await row.waitFor({ timeout: 60_000 });
  await row.click();
}

/** The document inside the panel's webview. */
export function panelFrame(page) {
  return page.frameLocator('iframe.webview.ready').first().frameLocator('#active-frame');
}
