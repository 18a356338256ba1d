// npm run build:native: builds the addon for every target into dist/native/<target>/unroll.node, checks what the binaries import and lists their hashes.
//   --local    for this machine alone; without Zig the machine's own compiler serves, and without any the build is left out
//   --offline  does not fetch Zig
// A binary is left as it is when nothing has changed since.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from './inspect.mjs';
import { LOCAL, TARGETS } from './targets.mjs';
import { findZig } from './zig.mjs';

const SOURCE = 'native/source';
const COMMON = [
  '-std=c17',
  '-ffp-contract=off',
  '-fno-math-errno',
  '-ffreestanding',
  '-fPIC',
  '-fvisibility=hidden',
  '-fno-unwind-tables',
  '-fno-asynchronous-unwind-tables',
  '-fno-unroll-loops',
  '-Wall',
  '-Wextra',
];
const MOST_BYTES = 250_000;

const hashOf = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');
/** What whoever loads a binary compares it with (src/workers/native-kernels.ts). */
const checksumOf = (file) => path.join(path.dirname(file), 'unroll.sha256');

/** Hash of all that a binary depends on. */
function digestOf(name, compiler) {
  const hash = createHash('sha256').update(JSON.stringify([name, TARGETS[name], COMMON, compiler]));
  for (const file of readdirSync(SOURCE).sort()) hash.update(file).update(readFileSync(path.join(SOURCE, file)));
  return hash.digest('hex');
}

/** @param {{ command: string[], target: boolean }} compiler `target`: whether it takes one */
function build(name, { command, target }) {
  const { zig, sets, link } = TARGETS[name];
  const folder = path.join('dist/native', name);
  const file = path.join(folder, 'unroll.node');
  const stamp = path.join('dist/native', `${name}.sources.sha256`);
  const digest = digestOf(name, command.slice(1));
  if (existsSync(file) && existsSync(checksumOf(file)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return file;
  mkdirSync(folder, { recursive: true });
  const objects = mkdtempSync(path.join(tmpdir(), 'unroll-native-'));
  try {
    const compile = (source, out, options) => {
      const object = path.join(objects, `${out}.o`);
      run([...command, ...(target ? ['-target', zig] : []), ...COMMON, ...options, '-c', `${SOURCE}/${source}`, '-o', object]);
      return object;
    };
    const list = [compile('addon.c', 'addon', ['-O2'])];
    for (const [set, options] of Object.entries(sets)) list.push(compile('kernels.c', set, ['-O3', `-DBUILD=${set}`, ...options]));
    rmSync(file, { force: true });
    run([...command, ...(target ? ['-target', zig] : []), '-shared', '-s', ...(target ? link : []), ...list, '-o', file]);
  } finally {
    rmSync(objects, { recursive: true, force: true });
  }
  if (name.startsWith('win32')) forgetTime(file);
  // What linkers leave beside a Windows library.
  for (const entry of readdirSync(folder)) if (entry !== 'unroll.node') rmSync(path.join(folder, entry));
  writeFileSync(checksumOf(file), `${hashOf(file)}\n`);
  writeFileSync(stamp, digest);
  return file;
}

/** The linker writes the time into a Windows library: the same sources shall give the same bytes. */
function forgetTime(file) {
  const bytes = readFileSync(file);
  bytes.writeUInt32LE(0, bytes.readUInt32LE(0x3c) + 8);
  writeFileSync(file, bytes);
}

function run([command, ...options]) {
  const caches = { ZIG_GLOBAL_CACHE_DIR: path.resolve('.tools/zig-cache'), ZIG_LOCAL_CACHE_DIR: path.resolve('.tools/zig-cache') };
  const { status, error } = spawnSync(command, options, { stdio: 'inherit', env: { ...process.env, ...caches } });
  if (status !== 0) throw new Error(`${command} ${options.join(' ')}: ${error?.message ?? `ended with ${status}`}`);
}

/** Zig, else (for this machine alone, and where `own` allows) the compiler that is installed; undefined: none. */
function findCompiler(local, install, ownToo) {
  const zig = findZig(install);
  if (zig) return { command: [zig, 'cc'], target: true };
  const own =
    ownToo &&
    local &&
    process.platform !== 'win32' &&
    ['cc', 'clang', 'gcc'].find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);
  return own ? { command: [own], target: false } : undefined;
}

/**
 * Builds the targets, or this machine's alone; checks them.
 * @param {{ local?: boolean, install?: boolean, own?: boolean }} [options] `own`: whether the machine's own compiler may stand in for Zig
 * @returns {string[]} the files; none where there is no compiler
 */
export function buildNative({ local = false, install = false, own = false } = {}) {
  const compiler = findCompiler(local, install, own);
  const names = local ? (LOCAL ? [LOCAL] : []) : Object.keys(TARGETS);
  if (!compiler) console.error('The native kernels are left out: Zig is not here. `npm run build:native` fetches it.');
  if (!compiler || names.length === 0) return [];
  return names.map((name) => {
    const file = build(name, compiler);
    const { problems } = inspect(readFileSync(file), name);
    const size = readFileSync(file).length;
    if (compiler.target && size > MOST_BYTES) problems.push(`${size} bytes are more than ${MOST_BYTES}`);
    if (compiler.target && problems.length > 0) throw new Error(`${file}: ${problems.join('; ')}.`);
    return file;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.chdir(path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..'));
  const files = buildNative({ local: process.argv.includes('--local'), install: !process.argv.includes('--offline'), own: true });
  if (files.length === 0) process.exit(1);
  const lines = files.map((file) => `${hashOf(file)}  ${path.relative('dist/native', file).replaceAll('\\', '/')}`);
  if (files.length > 1) writeFileSync('dist/native/SHA256SUMS', `${lines.join('\n')}\n`);
  for (const [i, file] of files.entries()) console.log(`${String(readFileSync(file).length).padStart(7)} bytes  ${lines[i]}`);
}
