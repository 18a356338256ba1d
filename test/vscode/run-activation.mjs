// How long the extension takes to activate in a real VS Code with no runs on the disk and with 200, by turns: the figures of bench/README.md.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openBrowser, temporaryFolder } from './browser.mjs';
import { remote, startServer, workbenchUrl } from './server.mjs';
import { ensureTools } from './tools.mjs';

const ROUNDS = 7;
const RUNS = 200;
const root = path.resolve(path.dirname(new URL(import.meta.url).pathname), '../..');
ensureTools();
const workspace = temporaryFolder('activation');
cpSync(path.join(root, 'samples'), workspace, { recursive: true });
const server = await startServer({ more: ['--log', 'debug'] });
const browser = await openBrowser();
const stored = path.join(server.data, 'ud', 'User', 'globalStorage', 'unroll.unroll', 'runs');

/** Runs of which every tenth is of the document in front, with metrics and a model each. */
function writeRuns() {
  const old = path.join(root, 'test/unit/runs/stored/version-1');
  const record = JSON.parse(readFileSync(path.join(old, 'run.json'), 'utf8'));
  for (let index = 0; index < RUNS; index++) {
    const folder = path.join(stored, `run-${index}`);
    mkdirSync(folder, { recursive: true });
    cpSync(old, folder, { recursive: true });
    const file = index % 10 === 0 ? path.join(workspace, 'prose.txt') : `/many/t${index}.txt`;
    const document = { uri: `file://${file}`, name: path.basename(file) };
    writeFileSync(path.join(folder, 'run.json'), JSON.stringify({ ...record, id: `run-${index}`, document }));
    writeFileSync(path.join(folder, 'model.safetensors'), 'only looked for');
  }
}

/** Milliseconds by log file: of the activation itself, and of finding the models of all documents right after it. */
function told() {
  const logs = readdirSync(server.data, { recursive: true }).map(String);
  return new Map(
    logs
      .filter((name) => name.endsWith('Unroll.log'))
      .flatMap((name) => {
        const text = readFileSync(path.join(server.data, name), 'utf8');
        const [active, models] = [/active after ([\d.]+) ms/, /documents found in ([\d.]+) ms/].map((pattern) => pattern.exec(text)?.[1]);
        return active && models ? [[name, { active: Number(active), models: Number(models) }]] : [];
      }),
  );
}

/** One activation: a window with a document in front. */
async function activation() {
  const before = told();
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(
    workbenchUrl(server.port, workspace, [
      ['openFile', remote(server.port, path.join(workspace, 'prose.txt'))],
      ['extensionDevelopmentPath', remote(server.port, root)],
    ]),
  );
  const end = Date.now() + 60_000;
  for (;;) {
    const fresh = [...told()].find(([name]) => !before.has(name));
    if (fresh) {
      await context.close();
      return fresh[1];
    }
    if (Date.now() > end) throw new Error('the extension did not tell that it is active');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

try {
  const times = { 0: [], [RUNS]: [] };
  // The first one fills the caches.
  await activation();
  for (let round = 0; round < ROUNDS; round++)
    for (const runs of [0, RUNS]) {
      rmSync(stored, { recursive: true, force: true });
      if (runs > 0) writeRuns();
      times[runs].push(await activation());
    }
  for (const [runs, all] of Object.entries(times)) {
    const median = (what) =>
      all
        .map(what)
        .sort((a, b) => a - b)
        [ROUNDS >> 1].toFixed(1);
    const [active, models, both] = [(one) => one.active, (one) => one.models, (one) => one.active + one.models].map(median);
    console.log(`${runs} runs: active after ${active} ms, models of all documents ${models} ms, together ${both} ms (medians of ${ROUNDS})`);
  }
} finally {
  await browser.close().catch(() => undefined);
  server.stop();
  rmSync(workspace, { recursive: true, force: true });
}
