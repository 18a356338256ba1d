// Runs the built unit tests with mocha, two files at a time, and writes the counts to out/unit.json.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import Mocha from 'mocha';

// What tests write goes with them.
process.env.TMPDIR = mkdtempSync(path.join(tmpdir(), 'unroll-unit-'));
const folder = path.resolve('out/test/unit');
const jobs = Math.min(2, availableParallelism());
const mocha = new Mocha({ timeout: 180_000, reporter: 'spec', color: false, ...(jobs > 1 ? { parallel: true, jobs } : {}) });
/** What a file's tests ask for beyond the ordinary limit, in milliseconds: the long ones begin first, so that none is left alone at the end. */
const asks = (file) =>
  [...readFileSync(file, 'utf8').matchAll(/\.timeout\(([\d_]+)/g)].reduce((sum, [, limit]) => sum + Number(limit.replaceAll('_', '')), 0);
const files = readdirSync(folder, { recursive: true })
  .filter((entry) => String(entry).endsWith('.test.js'))
  .map((entry) => path.join(folder, String(entry)))
  .map((file) => ({ file, asks: asks(file) }))
  .sort((a, b) => b.asks - a.asks);
for (const { file } of files) mocha.addFile(file);
const failed = [];
const seconds = new Map();
const runner = mocha.run((failures) => {
  const { passes, pending } = runner.stats;
  writeFileSync('out/unit.json', JSON.stringify({ passed: passes, failed: failures, skipped: pending, failures: failed }));
  rmSync(process.env.TMPDIR, { recursive: true, force: true, maxRetries: 5 });
  const slowest = [...seconds].sort((a, b) => b[1] - a[1]).slice(0, 30);
  console.log(`   slowest: ${slowest.map(([file, time]) => `${file} ${time.toFixed(0)} s`).join(', ')}`);
  process.exit(failures ? 1 : 0);
});
runner.on('fail', (test, error) => failed.push(`${test.fullTitle()}: ${error.message}`));
runner.on('test end', (test) => {
  const file = path.relative(folder, test.file ?? '').replace(/\.test\.js$/, '');
  seconds.set(file, (seconds.get(file) ?? 0) + (test.duration ?? 0) / 1000);
});
