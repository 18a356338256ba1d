// Runs the built unit tests with mocha, two files at a time, and writes the counts to out/unit.json.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import Mocha from 'mocha';

// What tests write goes with them.
process.env.TMPDIR = mkdtempSync(path.join(tmpdir(), 'unroll-unit-'));
const folder = path.resolve('out/test/unit');
const jobs = Math.min(2, availableParallelism());
const mocha = new Mocha({ timeout: 120_000, reporter: 'spec', color: false, ...(jobs > 1 ? { parallel: true, jobs } : {}) });
const files = readdirSync(folder, { recursive: true }).filter((entry) => String(entry).endsWith('.test.js'));
for (const entry of files) mocha.addFile(path.join(folder, String(entry)));
const failed = [];
const seconds = new Map();
const runner = mocha.run((failures) => {
  const { passes, pending } = runner.stats;
  writeFileSync('out/unit.json', JSON.stringify({ passed: passes, failed: failures, skipped: pending, failures: failed }));
  rmSync(process.env.TMPDIR, { recursive: true, force: true, maxRetries: 5 });
  const slowest = [...seconds].sort((a, b) => b[1] - a[1]).slice(0, 15);
  console.log(`   slowest: ${slowest.map(([title, time]) => `${title} ${time.toFixed(0)} s`).join(', ')}`);
  process.exit(failures ? 1 : 0);
});
runner.on('fail', (test, error) => failed.push(`${test.fullTitle()}: ${error.message}`));
runner.on('test end', (test) => {
  const suite = test.fullTitle().slice(0, -test.title.length).trim() || test.title;
  seconds.set(suite, (seconds.get(suite) ?? 0) + (test.duration ?? 0) / 1000);
});
