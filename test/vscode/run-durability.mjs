// Runs outlive their extension host: it is killed with SIGKILL at random moments of a training, the window is reloaded, two windows share a storage.
// In npm test with two kills; with npm run test:long (UNROLL_LONG=1) with ten.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openBrowser, pick, runCommand, temporaryFolder } from './browser.mjs';
import { countedTests } from './counted.mjs';
import { remote, startServer, workbenchUrl } from './server.mjs';
import { ensureTools } from './tools.mjs';

const KILLS = process.env.UNROLL_LONG ? 10 : 1;
/** Milliseconds of training within which a host is killed. */
const LATEST = 5000;
const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..');
const screenshots = path.join(root, 'out', 'screenshots');
mkdirSync(screenshots, { recursive: true });
ensureTools();
const workspace = temporaryFolder('durability');
cpSync(path.join(root, 'samples'), workspace, { recursive: true });

const server = await startServer({
  // Without early stopping a run lasts its three minutes, however fast the machine.
  settings: {
    'unroll.runs.checkpointInterval': 1,
    'unroll.training.patience': 0,
    'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  },
  // A window that goes away without a word keeps its host, and what it trains, for that many seconds.
  more: ['--reconnection-grace-time', '5'],
});
const browser = await openBrowser();
const newPage = async () => (await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-US' })).newPage();
const page = await newPage();

const { test, counts } = countedTests(async (n) => {
  const pages = browser.contexts().flatMap((context) => context.pages());
  for (const [index, one] of pages.entries())
    await one.screenshot({ path: path.join(screenshots, `durability-failed-${n}-${index}.png`) }).catch(() => undefined);
});

const until = async (what, check, limit = 90_000) => {
  const end = Date.now() + limit;
  for (;;) {
    const found = await check();
    if (found) return found;
    assert.ok(Date.now() < end, `gave up waiting for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

/** Opens the workbench with the extension of this folder and a document. */
async function open(window, file) {
  const payload = [
    ['openFile', remote(server.port, path.join(workspace, file))],
    ['extensionDevelopmentPath', remote(server.port, root)],
  ];
  await window.goto(workbenchUrl(server.port, workspace, payload));
  await window.locator('.editor-instance .view-lines').first().waitFor({ timeout: 90_000 });
  await window.locator('.editor-instance .view-lines').first().click();
}

/** Processes of extension hosts of this server. */
const hosts = () =>
  execFileSync('ps', ['-eo', 'pid=,pgid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, group, ...args]) => Number(group) === server.pid && args.includes('--type=extensionHost'))
    .map(([pid]) => Number(pid));

const storage = () => {
  const user = path.join(server.data, 'ud', 'User', 'globalStorage', 'unroll.unroll', 'runs');
  return existsSync(user) ? user : undefined;
};
const runIds = () =>
  storage() ? readdirSync(storage()).filter((name) => !name.startsWith('.') && existsSync(path.join(storage(), name, 'run.json'))) : [];
/** A run's record as it is on the disk at this moment: always whole, or reading it throws. */
const record = (id) => JSON.parse(readFileSync(path.join(storage(), id, 'run.json'), 'utf8'));
/** The process that trains a run; one that was killed leaves its name. Undefined also while it is being written. */
const trainer = (id) => {
  try {
    return JSON.parse(readFileSync(path.join(storage(), id, 'alive'), 'utf8')).pid;
  } catch {
    return undefined;
  }
};
const steps = (id) =>
  readFileSync(path.join(storage(), id, 'metrics.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{"s":['))
    .flatMap((line) => {
      try {
        return [JSON.parse(line).s[0]];
      } catch {
        return [];
      }
    });

const row = (window, state) => window.locator(`.monaco-list-row[aria-label*="${state}"]`).first();

/**
 * Chooses from the menu of a row until that has happened. The list may be drawn anew under the pointer or under an open menu, which then closes, and a menu
 * takes no click in the moment in which it opens.
 */
const choose = (window, row, label, happened) =>
  until(`"${label}" to be done`, async () => {
    if (await happened()) return true;
    const limit = { timeout: 10_000 };
    const item = window.locator('.monaco-menu .action-item').filter({ hasText: label }).first();
    try {
      if (!(await item.isVisible())) await row.click({ button: 'right', ...limit });
      await item.click(limit);
    } catch {
      // The row or the menu has gone: because it has happened, or to be tried again.
    }
    const end = Date.now() + limit.timeout;
    while (Date.now() < end && !(await happened())) await new Promise((resolve) => setTimeout(resolve, 50));
    return happened();
  });

async function showRuns(window) {
  const view = window.locator('.sidebar .composite.title:has-text("Runs")').first();
  // A window that has just been reloaded may be about to show it again: a click would then hide it.
  for (let tries = 0; tries < 6; tries++) {
    if (
      await view.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      )
    )
      return;
    await window.locator('.activitybar .action-item:has([aria-label^="Unroll"])').first().click();
  }
  throw new Error('the view of runs does not show');
}

/** Starts the training that is told by `preset`; returns the new run's name. */
async function trainHere(window, preset) {
  const before = new Set(runIds());
  await runCommand(window, 'Unroll: Train RNN on File');
  await pick(window, preset);
  return until('the record of a new run', () => runIds().find((id) => !before.has(id)));
}

/** The view's own "Resume" on the run that was left. */
async function resume(window, id) {
  await showRuns(window);
  const left = row(window, 'interrupted').or(row(window, 'stopped')).first();
  await choose(window, left, 'Resume', () => record(id).state === 'running' && hosts().includes(trainer(id)));
}

let run;
let reached = 0;
/** The run as a kill has left it: there, whole, and no further back than it was known to be. */
function checkLeft() {
  const { state, progress, fingerprint } = record(run);
  assert.ok(['running', 'interrupted', 'stopped'].includes(state), state);
  assert.equal(fingerprint.length, readFileSync(path.join(workspace, 'prose.txt'), 'utf8').length);
  assert.ok(progress.step >= reached, `from step ${reached} back to ${progress.step}`);
  reached = progress.step;
}

try {
  for (let kill = 1; kill <= KILLS; kill++) {
    const moment = Math.round(Math.random() * LATEST);
    await test(`injected: SIGKILL to the extension host ${moment} ms into a training; the run is in the view and goes on (${kill} of ${KILLS})`, async () => {
      if (!run) {
        await open(page, 'prose.txt');
        run = await trainHere(page, 'Thorough');
      }
      await new Promise((resolve) => setTimeout(resolve, moment));
      const found = hosts();
      assert.ok(found.length > 0, 'no extension host');
      for (const pid of found) process.kill(pid, 'SIGKILL');
      await until('the end of the host', () => hosts().every((pid) => !found.includes(pid)));
      checkLeft();
      assert.equal(record(run).state, 'running', 'nobody could put down that it was interrupted');
      await open(page, 'prose.txt');
      await resume(page, run);
      assert.deepEqual(runIds(), [run], 'the same run, and no other');
    });
  }
  await test('injected: the window is reloaded while a run is trained; it is in the view and goes on', async () => {
    await until('a checkpoint', () => record(run).progress.step > reached);
    const old = hosts();
    await page.reload();
    await page.locator('.editor-instance .view-lines').first().waitFor({ timeout: 90_000 });
    // Looked at before and after the old host ends: the view follows it.
    await showRuns(page);
    await until('the end of the old host', () => hosts().every((pid) => !old.includes(pid)));
    checkLeft();
    await resume(page, run);
    await runCommand(page, 'Unroll: Stop Training');
    await until('the stop', () => record(run).state === 'stopped');
    const all = steps(run);
    assert.ok(all.length > 0 && record(run).progress.step >= reached);
    assert.deepEqual(
      all,
      [...new Set(all)].sort((a, b) => a - b),
      'every step once and in order',
    );
  });
  await test('two windows on one storage train and delete at once; neither damages the other’s runs', async () => {
    const other = await newPage();
    await open(other, 'tide.ts');
    // The first trains until it is stopped, however long the other window takes to look.
    const [first, second] = [await trainHere(page, 'Thorough'), await trainHere(other, 'Quick look')];
    await until('a host for each window, and no other', () => hosts().length === 2);
    await showRuns(other);
    // The other window sees the run that is trained here, and may not delete it.
    const running = other.locator('.monaco-list-row[aria-label*="prose"][aria-label*="training"]').first();
    await running.waitFor({ timeout: 60_000 });
    const refused = other.getByText('is being trained. Stop it first', { exact: false }).first();
    await choose(other, running, 'Delete', () => refused.isVisible());
    // What nobody works on goes, whoever has made it, while both windows train.
    const stopped = other.locator('.monaco-list-row[aria-label*="prose"][aria-label*="stopped"]').first();
    await choose(other, stopped, 'Delete', () => !existsSync(path.join(storage(), run)));
    await runCommand(page, 'Unroll: Stop Training');
    for (const id of [first, second]) {
      await until('its end', () => record(id).state === (id === first ? 'stopped' : 'done'));
      assert.ok(existsSync(path.join(storage(), id, 'model.safetensors')) && steps(id).length > 10);
      assert.equal(
        readFileSync(path.join(storage(), id, 'metrics.jsonl'), 'utf8')
          .trim()
          .split('\n')
          .filter((line) => line.includes('"done"')).length,
        1,
      );
    }
    assert.deepEqual(runIds().sort(), [first, second].sort());
  });
} finally {
  await browser.close().catch(() => undefined);
  server.stop();
  rmSync(workspace, { recursive: true, force: true });
}
writeFileSync(path.join(root, 'out', 'durability.json'), JSON.stringify(counts));
process.exit(counts.failed ? 1 : 0);
