// npm test: style, types, architecture, unit tests, then the real VS Code. Ends with one line of counts.
import { spawnSync } from 'node:child_process';
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
/** What hangs ends as a failure. */
const LIMIT = { timeout: (process.env.UNROLL_LONG ? 120 : 20) * 60_000, killSignal: 'SIGKILL' };
const only = process.argv.slice(2).filter((argument) => argument !== '--long');

function section(name, run) {
  if (only.length > 0 && !only.includes(name)) return;
  console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 60 - name.length))}`);
  const from = Date.now();
  run();
  console.log(`   ${((Date.now() - from) / 1000).toFixed(1)} s`);
}

/** A tool that passes or fails as a whole counts as one test. */
function check(title, command, ...args) {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  total[status === 0 ? 'passed' : 'failed']++;
  if (status !== 0) failures.push(title);
  console.log(`   ${status === 0 ? 'passed' : 'FAILED'}: ${title}`);
  return status === 0;
}

/** Adds the counts of a runner that wrote `{ passed, failed, skipped }`. */
function add(file) {
  if (!existsSync(file)) {
    console.log(`   FAILED: no result in ${file}`);
    total.failed++;
    failures.push(`no result in ${file}`);
    return undefined;
  }
  const counts = JSON.parse(readFileSync(file, 'utf8'));
  for (const key of Object.keys(total)) total[key] += counts[key] ?? 0;
  failures.push(...(counts.failures ?? []));
  console.log(`   ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  return counts;
}

mkdirSync('out', { recursive: true });
section('style', () => {
  check('lint and format', bin('biome'), 'check', '--error-on-warnings');
  check('nothing that nobody uses', bin('knip'));
  check('lists of kinds and settings are those of the registry and the option table', process.execPath, 'scripts/settings.mjs', '--check');
  check('every sentence is exported and translated', process.execPath, 'scripts/export-l10n.mjs', '--check');
});
section('types', () => {
  check('host, workers, command line, tests', bin('tsc'), '-p', '.');
  check('page', bin('tsc'), '-p', 'webview');
});
section('architecture', () => {
  check('arrows between the rooms', bin('depcruise'), '--config', '.dependency-cruiser.cjs', 'src', 'webview');
  check('layer kinds are named in their folders alone', process.execPath, 'scripts/check-kinds.mjs');
  check('files, constructors and folders stay small', process.execPath, 'scripts/check-layout.mjs');
});
section('build', () => check('bundles', process.execPath, 'scripts/build.mjs', '--tests'));
/** What a suite trains and predicts with; undefined: WebAssembly inside the tests, the fastest in what they start. */
const backends = process.env.UNROLL_LONG ? [undefined, 'native', 'wasm'] : [undefined];
/** What is long has nothing to do with the backend: once is enough. */
const on = (backend) => ({ stdio: 'inherit', env: { ...process.env, ...(backend ? { UNROLL_BACKEND: backend, UNROLL_LONG: '' } : {}) }, ...LIMIT });
section('unit', () => {
  // Node 20 and 21 have relaxed SIMD behind a flag: with it every build of the kernels is tested.
  const flags = Number.parseInt(process.versions.node, 10) < 22 ? ['--experimental-wasm-relaxed-simd'] : [];
  for (const backend of backends) {
    if (backend) console.log(`   on ${backend}`);
    rmSync('out/unit.json', { force: true });
    spawnSync(process.execPath, [...flags, 'scripts/run-unit.mjs'], on(backend));
    add('out/unit.json');
  }
});
section('vscode', () => {
  // The tour of all runs and tabs takes minutes: npm run test:long.
  for (const suite of ['integration', 'e2e', 'web', 'site', 'durability', ...(process.env.UNROLL_LONG ? ['truth'] : [])]) {
    const entry = `test/vscode/run-${suite}.mjs`;
    if (!existsSync(entry)) continue;
    // The extension takes the fastest backend by itself.
    for (const backend of suite === 'integration' && process.env.UNROLL_LONG ? [undefined, 'wasm'] : [undefined]) {
      console.log(`   ${suite}${backend ? ` on ${backend}` : ''}`);
      rmSync(`out/${suite}.json`, { force: true });
      spawnSync(process.execPath, [entry], on(backend));
      add(`out/${suite}.json`);
    }
  }
});

// Last, as it builds for production.
if (process.env.UNROLL_LONG)
  section('packages', () => {
    check('native binaries for eight platforms', process.execPath, 'native/build.mjs');
    check('the package for every platform', process.execPath, 'scripts/package.mjs');
    check('the packages with native binaries, and what is in all nine', process.execPath, 'scripts/package-platforms.mjs');
  });

for (const failure of failures) console.log(`\nFAILED: ${failure}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
