// Writes test/golden/bits.json anew from what the code of now computes. Only for a change that is meant to change bits: say in its commit which and why.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..'));
const run = (...args) => {
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', env: { ...process.env, UNROLL_RECORD_FIXTURE: '1' } });
  if (status !== 0) process.exit(status ?? 1);
};
run('scripts/build.mjs', '--tests');
rmSync('test/golden/bits.json', { force: true });
const tests = ['learners', 'commands'].map((name) => `out/test/unit/fixture/${name}.test.js`);
run('--experimental-wasm-relaxed-simd', 'node_modules/mocha/bin/mocha.js', '--timeout', '600000', ...tests);
