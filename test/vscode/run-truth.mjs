// A tour through the real VS Code: nine runs of every kind, every sentence on every tab of the panel checked against the run's files, and the same numbers in
// the Runs view and on the command line. UNROLL_GREP narrows it to runs of these names.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openBrowser, panelFrame, pick, temporaryFolder } from './browser.mjs';
import { countedTests } from './counted.mjs';
import { remote, startServer, workbenchUrl } from './server.mjs';
import { ensureTools } from './tools.mjs';
import { bestBits, checkStatement, isChecked, newestRun, readRun, readStatements } from './truth.mjs';

const GREP = new RegExp(process.env.UNROLL_GREP ?? '');
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
/** Runs that were on screen, as their files were then. */
const checked = [];

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

/** Runs a command from the palette, which lists what is enabled when it opens: it is opened anew until the command is there. */
async function runCommand(title) {
  const row = page.locator('.quick-input-list .monaco-list-row').filter({ has: page.getByText(title, { exact: true }) });
  let again = false;
  await until(`the command ${title}`, async () => {
    // In an editor Escape would take the selection away.
    if (again) await page.keyboard.press('Escape');
    again = true;
    await page.keyboard.press('F1');
    const input = page.locator('.quick-input-widget input.input').first();
    await input.waitFor({ state: 'visible' });
    await input.fill(`>${title}`);
    return row
      .first()
      .waitFor({ timeout: 5000 })
      .then(
        () => true,
        () => false,
      );
  });
  await row.first().click();
}

/** The run that a command has started, once it has ended, as its files tell of it. */
async function ended(what) {
  const started = await until(`${what} to begin`, () => newestRun(runs(), seen));
  seen.add(path.basename(started.folder));
  return endOf(started.folder, what);
}

async function endOf(folder, what) {
  const run = await until(`${what} to end`, () => {
    const now = readRun(folder);
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
  checked.push(run);
  const { folder } = run;
  for (const tab of TABS) {
    const button = frame.locator(`[data-tab="${tab}"]`);
    if ((await button.count()) === 0 || !(await button.isVisible())) continue;
    await button.click();
    const statements = await readStatements(frame);
    // What the page knows has been written before; the last diagnosis comes behind the end of a run.
    const now = readRun(folder);
    for (const said of statements) checkStatement(said, now);
    total.said += statements.length;
    total.checked += statements.filter(isChecked).length;
  }
}

async function train(file, preset, command = 'Unroll: Train RNN on File') {
  await open(file);
  await runCommand(command);
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
    await panelFrame(page).locator('[data-remedy="threshold"]').waitFor();
  },
  async stopped() {
    await train('large.txt', 'Thorough');
    await until('steps', () => newestRun(runs(), seen)?.steps.length > 3);
    await runCommand('Unroll: Stop Training');
    const run = await ended('the run');
    assert.equal(run.done.reason, 'stopped');
    await checkPanel(run);
  },
  async resumed() {
    await open('large.txt');
    const before = checked.find(({ done }) => done.reason === 'stopped');
    await runCommand('Unroll: Resume');
    await pick(page, 'large.txt');
    const reached = before.done.steps;
    await until('further steps', () => readRun(before.folder).steps.at(-1)?.step > reached);
    await runCommand('Unroll: Stop Training');
    const run = await endOf(before.folder, 'the run');
    assert.ok(run.done.steps > reached, 'it went on from where it was');
    const steps = run.steps.map(({ step }) => step);
    assert.ok(
      steps.every((step, i) => i === 0 || step > steps[i - 1]),
      'no step is told twice',
    );
    assert.deepEqual(
      run.steps.filter(({ step }) => step <= reached).map(({ loss }) => loss),
      before.steps.map(({ loss }) => loss),
    );
    checked.splice(checked.indexOf(before), 1);
    await checkPanel(run);
  },
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
    await runCommand('Unroll: Train RNN on Selection');
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
    await runCommand('Unroll: Continue Training');
    const run = await ended('the run');
    assert.ok(run.record.parent, 'the record tells the run that it continues');
    await checkPanel(run);
  },
};

/** What every list says of a run's best value is the value of its files. */
async function checkRunsView() {
  await page.locator('.activitybar .action-item:has([aria-label^="Unroll"])').first().click();
  const rows = page.locator('.pane-body .monaco-list-row');
  await until('the rows of the Runs view', async () => (await rows.count()) >= checked.length);
  const texts = await rows.allTextContents();
  for (const run of checked) {
    const bits = bestBits(run);
    const value = bits === undefined ? /no validation|GRU|RNN/ : new RegExp(`\\b${bits.toFixed(2).replace('.', '\\.')} bits`);
    assert.ok(
      texts.some((text) => value.test(text)),
      `no row of the Runs view says ${value} of ${run.record.document.name}: ${texts.join(' | ')}`,
    );
  }
}

/** The command line computes the validation loss of a run's model anew, and its table of metrics has the same best value. */
function checkCommandLine() {
  const script = path.join(root, 'dist', 'unroll.js');
  const unroll = (...given) => execFileSync(process.execPath, [script, ...given], { encoding: 'utf8', cwd: workspace });
  for (const run of checked) {
    const model = path.join(run.folder, 'model.safetensors');
    const bits = bestBits(run);
    if (bits === undefined) continue;
    const out = path.join(workspace, `csv-${path.basename(run.folder)}`);
    unroll('export', model, '--to', 'csv', '--out', out);
    const { evaluations } = JSON.parse(readFileSync(path.join(out, 'model.json'), 'utf8'));
    const least = Math.min(...evaluations.map(({ bitsPerCharacter }) => bitsPerCharacter));
    assert.ok(Math.abs(least - bits) < 1e-9, `exported ${least}, the files say ${bits}`);
    const { name } = run.record.document;
    if (run.record.selection || name.endsWith('.ipynb')) continue;
    const { bitsPerCharacter } = JSON.parse(unroll('evaluate', model, path.join(workspace, name), '--validation', '--json'));
    assert.ok(Math.abs(bitsPerCharacter - bits) < 1e-4, `${name}: the command line measures ${bitsPerCharacter}, the run says ${bits}`);
  }
}

try {
  for (const [name, tour] of Object.entries(tours))
    if (GREP.test(name)) await test(`${name}: every sentence on every tab is so in the run's files`, tour);
  await test('the Runs view says the same best value of every run', checkRunsView);
  await test('the command line measures and exports the same best value of every run', checkCommandLine);
  await test('there were sentences to check, and most have a check of their own', () => {
    console.log(`       ${total.said} sentences, ${total.checked} checked number by number`);
    assert.ok(total.said > 5 * checked.length && checked.length > 0 && total.checked > 0);
  });
} finally {
  await browser.close().catch(() => undefined);
  server.stop();
  rmSync(workspace, { recursive: true, force: true });
}
writeFileSync(path.join(root, 'out', 'truth.json'), JSON.stringify(counts));
process.exit(counts.failed ? 1 : 0);
