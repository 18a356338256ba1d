// npm test: the build, types, style and architecture, then unit tests, then the real VS Code, two things at a time. Ends with one line of counts.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
const bin = (name) => path.join('node_modules', '.bin', name);
const total = { passed: 0, failed: 0, skipped: 0 };
/** What failed, told once more at the end: the end is what is read first. */
const failures = [];
// npm run test:long: fuzzing and soaks in full length.
if (process.argv.includes('--long')) process.env.UNROLL_LONG = '1';
const LONG = Boolean(process.env.UNROLL_LONG);
/** What hangs ends as a failure: asked to, so that it takes along what it has started, and by force where it does not listen. */
const LIMIT = (LONG ? 120 : 20) * 60_000;
const PATIENCE = 15_000;
const children = new Set();
for (const [signal, number] of Object.entries({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }))
  process.once(signal, () => {
    for (const child of children) child.kill('SIGTERM');
    process.exit(128 + number);
  });
const only = process.argv.slice(2).filter((argument) => argument !== '--long');
const wanted = (name) => only.length === 0 || only.includes(name);
const seconds = (from) => `${((Date.now() - from) / 1000).toFixed(1)} s`;

/** Runs a command; resolves with what it said and its exit code once it has ended. */
function finished(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    children.add(child);
    const end = (signal) => child.kill(signal);
    const timers = [setTimeout(end, LIMIT, 'SIGTERM'), setTimeout(end, LIMIT + PATIENCE, 'SIGKILL')];
    child.once('exit', () => {
      children.delete(child);
      for (const timer of timers) clearTimeout(timer);
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (said += text));
    child.once('error', (error) => resolve({ status: 1, said: `${said}${error}\n` }));
    child.once('close', (status) => resolve({ status, said }));
  });
}

/** Works through a list of functions, two at a time. */
async function twoAtATime(work) {
  const left = [...work];
  const lane = async () => {
    for (let next = left.shift(); next; next = left.shift()) await next();
  };
  await Promise.all([lane(), lane()]);
}

async function section(name, run) {
  console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 60 - name.length))}`);
  const from = Date.now();
  await run();
  console.log(`   ${seconds(from)}`);
}

/** A tool that passes or fails as a whole counts as one test. */
const check =
  (title, command, ...args) =>
  async () => {
    const { status, said } = await finished(command, args);
    total[status === 0 ? 'passed' : 'failed']++;
    if (status !== 0) failures.push(title);
    console.log(`${said}   ${status === 0 ? 'passed' : 'FAILED'}: ${title}`);
  };

/** Adds the counts of a runner that wrote `{ passed, failed, skipped }`. */
function add(file) {
  if (!existsSync(file)) {
    console.log(`   FAILED: no result in ${file}`);
    total.failed++;
    failures.push(`no result in ${file}`);
    return;
  }
  const counts = JSON.parse(readFileSync(file, 'utf8'));
  for (const key of Object.keys(total)) total[key] += counts[key] ?? 0;
  failures.push(...(counts.failures ?? []));
  console.log(`   ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
}

mkdirSync('out', { recursive: true });
/** VS Code's server and the browser are fetched while everything else is tested. */
const tools = wanted('vscode') ? finished(process.execPath, ['test/vscode/install.mjs']) : undefined;

// Before the tests' own build, which stays: this one is for production.
const isPackaged = wanted('build') || wanted('vscode');
let ready;
const isBuilt = new Promise((resolve) => (ready = resolve));
const build = async () => {
  if (isPackaged) await check('the package', process.execPath, 'scripts/package.mjs')();
  if (wanted('build')) await check('bundles', process.execPath, 'scripts/build.mjs', '--tests')();
  ready();
};
/** What reads what is built waits for it. */
const afterBuild =
  (...given) =>
  () =>
    isBuilt.then(check(...given));
const checks = {
  build: [],
  types: [check('types of host, workers, command line, tests', bin('tsc'), '-p', '.'), check('types of the pages', bin('tsc'), '-p', 'webview')],
  style: [
    afterBuild('nothing that nobody uses', bin('knip')),
    check('lint and format', bin('biome'), 'check', '--error-on-warnings'),
    check('lists of kinds and settings are those of the registry and the option table', process.execPath, 'scripts/settings.mjs', '--check'),
    check('every sentence is exported and translated', process.execPath, 'scripts/export-l10n.mjs', '--check'),
  ],
  architecture: [
    afterBuild('arrows between the rooms', bin('depcruise'), '--config', '.dependency-cruiser.cjs', 'src', 'webview'),
    check('layer kinds are named in their folders alone', process.execPath, 'scripts/check-kinds.mjs'),
    check('files, constructors and folders stay small', process.execPath, 'scripts/check-layout.mjs'),
  ],
};
const asked = Object.keys(checks).filter(wanted);
// What takes longest begins first.
if (asked.length > 0 || isPackaged) await section(asked.join(', ') || 'package', () => twoAtATime([build, ...asked.flatMap((name) => checks[name])]));
/** What a suite trains and predicts with; undefined: WebAssembly inside the tests, the fastest in what they start. */
const backends = LONG ? [undefined, 'native', 'wasm'] : [undefined];
/** What is long has nothing to do with the backend: once is enough. */
const on = (backend) => ({ env: { ...process.env, ...(backend ? { UNROLL_BACKEND: backend, UNROLL_LONG: '' } : {}) } });
if (wanted('unit'))
  await section('unit', async () => {
    // Node 20 and 21 have relaxed SIMD behind a flag: with it every build of the kernels is tested.
    const flags = Number.parseInt(process.versions.node, 10) < 22 ? ['--experimental-wasm-relaxed-simd'] : [];
    for (const backend of backends) {
      if (backend) console.log(`   on ${backend}`);
      rmSync('out/unit.json', { force: true });
      await finished(process.execPath, [...flags, 'scripts/run-unit.mjs'], { ...on(backend), stdio: 'inherit' });
      add('out/unit.json');
    }
  });
/** One suite in the real VS Code; what it says stands together, though another runs beside it. */
const suite =
  (name, backend, ...args) =>
  async () => {
    const from = Date.now();
    rmSync(`out/${name}.json`, { force: true });
    const { said } = await finished(process.execPath, [`test/vscode/run-${name}.mjs`, ...args], on(backend));
    console.log(`   ${name}${backend ? ` on ${backend}` : ''}\n${said.trimEnd()}`);
    add(`out/${name}.json`);
    console.log(`   ${name}: ${seconds(from)}`);
  };
if (wanted('vscode'))
  await section('vscode', async () => {
    const { status, said } = await tools;
    if (status !== 0) console.log(said);
    // The extension takes the fastest backend by itself. The third row waits more than it computes, and is through before e2e types against the clock.
    const keep = (name) => suite(name, undefined, '--keep');
    const rows = [[suite('integration')], [keep('pages'), keep('e2e')], ['durability', 'web', 'site'].map((name) => suite(name))];
    await Promise.all(rows.map((row) => row.reduce((before, next) => before.then(next), Promise.resolve())));
    // The tour of all runs and tabs takes minutes.
    if (LONG) for (const again of [suite('integration', 'wasm'), suite('truth')]) await again();
  });

// Last, as it builds for production.
if (LONG && wanted('packages'))
  await section('packages', async () => {
    await check('the package for every platform', process.execPath, 'scripts/package.mjs')();
    await check('native binaries for eight platforms', process.execPath, 'native/build.mjs')();
    await check('the packages with native binaries, and what is in all nine', process.execPath, 'scripts/package-platforms.mjs')();
  });

for (const failure of failures) console.log(`\nFAILED: ${failure}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
