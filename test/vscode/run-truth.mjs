// A tour through the real VS Code: runs of every kind, and every sentence on every tab of the panel checked against the run's files. With UNROLL_LONG nine
// runs, else three.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openBrowser, panelFrame, pick, runCommand, temporaryFolder } from './browser.mjs';
import { countedTests } from './counted.mjs';
import { remote, startServer, workbenchUrl } from './server.mjs';
import { ensureTools } from './tools.mjs';
import { checkStatement, isChecked, newestRun, readRun, readStatements } from './truth.mjs';

const LONG = Boolean(process.env.UNROLL_LONG);
const TABS = ['training', 'gradients', 'hidden', 'weights', 'text'];
const root = path.resolve(path.dirname(new URL(import.meta.url).pathname), '../..');
ensureTools();
mkdirSync(path.join(root, 'out'), { recursive: true });
const workspace = temporaryFolder('truth');
cpSync(path.join(root, 'samples'), workspace, { recursive: true });
const words = readFileSync(path.join(workspace, 'prose.txt'), 'utf8').split(' ');
writeFileSync(
  path.join(workspace, 'large.txt'),
  Array.from({ length: 20_000 }, (_, i) => words[(i * i + 7 * i) % words.length])
    .join(' ')
    .slice(0, 100_000),
);
const cell = (source) => ({ cell_type: 'code', metadata: {}, outputs: [], execution_count: null, source });
const notebook = { cells: [cell(words.slice(0, 200).join(' ')), cell(words.slice(200).join(' '))], metadata: {}, nbformat: 4, nbformat_minor: 5 };
writeFileSync(path.join(workspace, 'notes.ipynb'), JSON.stringify(notebook));

const server = await startServer({ settings: { 'unroll.training.threads': 1 } });
const browser = await openBrowser();
const page = await browser.newPage({ viewport: { width: 1440, height: 1000 }, locale: 'en-US' });
const { test, counts } = countedTests((n) => page.screenshot({ path: path.join(root, 'out', `truth-failed-${n}.png`) }).catch(() => undefined));
const storage = () => path.join(server.data, 'ud', 'User', 'globalStorage');
const extensionId = (({ publisher, name }) => `${publisher}.${name}`.toLowerCase())(
  JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')),
);
const runs = () => path.join(storage(), extensionId, 'runs');
const seen = new Set();
const total = { said: 0, checked: 0 };

async function until(what, holds, limit = 180_000) {
  for (const end = Date.now() + limit; ; await page.waitForTimeout(100)) {
    const value = await holds();
    if (value) return value;
    assert.ok(Date.now() < end, `gave up waiting for ${what}`);
  }
}

async function open(file) {
  const payload = [
    ['openFile', remote(server.port, path.join(workspace, file))],
    ['extensionDevelopmentPath', remote(server.port, root)],
  ];
  await page.goto(workbenchUrl(server.port, workspace, payload));
  await page.locator('.monaco-editor .view-lines').first().waitFor({ timeout: 120_000 });
  await page.locator('.monaco-editor .view-lines').first().click();
}

/** The run that a command has started, once it has ended, as its files tell of it. */
async function ended(what) {
  const started = await until(`${what} to begin`, () => newestRun(runs(), seen));
  seen.add(path.basename(started.folder));
  const run = await until(`${what} to end`, () => {
    const now = readRun(started.folder);
    return now.record.state !== 'running' && now.done ? now : undefined;
  });
  await until(
    'the page to say so',
    async () => !/training|saving/.test((await panelFrame(page).locator('[data-testid="state"]').textContent()) ?? 'training'),
  );
  return run;
}

async function checkPanel(run) {
  const frame = panelFrame(page);
  for (const tab of TABS) {
    const button = frame.locator(`[data-tab="${tab}"]`);
    if ((await button.count()) === 0 || !(await button.isVisible())) continue;
    await button.click();
    const statements = await readStatements(frame);
    for (const said of statements) checkStatement(said, run);
    total.said += statements.length;
    total.checked += statements.filter(isChecked).length;
  }
}

async function train(file, preset, command = 'Unroll: Train RNN on File') {
  await open(file);
  await runCommand(page, command);
  await pick(page, preset);
}

const tours = {
  async prose() {
    await train('prose.txt', 'Quick look');
    await checkPanel(await ended('the run'));
  },
  async exploded() {
    await train('prose.txt', 'Explode to NaN');
    const run = await ended('the run');
    assert.equal(run.done.reason, 'diverged');
    await checkPanel(run);
    await panelFrame(page).locator('[data-remedy="threshold"]').waitFor({ timeout: 20_000 });
  },
  async stopped() {
    await train('large.txt', 'Thorough');
    await until('steps', () => newestRun(runs(), seen)?.steps.length > 3);
    await runCommand(page, 'Unroll: Stop Training');
    const run = await ended('the run');
    assert.equal(run.done.reason, 'stopped');
    await checkPanel(run);
  },
  ...(LONG
    ? {
        async 'quick look on 100 kB'() {
          await train('large.txt', 'Quick look');
          await checkPanel(await ended('the run'));
        },
        async hello() {
          await train('hello.txt', 'Quick look');
          await checkPanel(await ended('the run'));
        },
        async selection() {
          await open('prose.txt');
          await page.keyboard.press('Control+Home');
          for (let line = 0; line < 8; line++) await page.keyboard.press('Shift+ArrowDown');
          await runCommand(page, 'Unroll: Train RNN on Selection');
          await pick(page, 'Quick look');
          const run = await ended('the run');
          assert.ok(run.record.selection, 'the record tells the part of the document');
          await checkPanel(run);
        },
        async notebook() {
          await train('notes.ipynb', 'Quick look', 'Unroll: Train RNN on Notebook');
          await checkPanel(await ended('the run'));
        },
        async continued() {
          await open('prose.txt');
          await runCommand(page, 'Unroll: Continue Training');
          const run = await ended('the run');
          assert.ok(run.record.parent, 'the record tells the run that it continues');
          await checkPanel(run);
        },
      }
    : {}),
};

try {
  for (const [name, tour] of Object.entries(tours)) await test(`${name}: every sentence on every tab is so in the run's files`, tour);
  await test('there were sentences to check, and most have a check of their own', () => {
    console.log(`       ${total.said} sentences, ${total.checked} checked number by number`);
    assert.ok(total.said > 5 * Object.keys(tours).length && total.checked > 0);
  });
} finally {
  await browser.close().catch(() => undefined);
  server.stop();
  rmSync(workspace, { recursive: true, force: true });
}
writeFileSync(path.join(root, 'out', 'truth.json'), JSON.stringify(counts));
process.exit(counts.failed ? 1 : 0);
