// Runs the built unit tests with mocha and writes the counts to out/unit.json.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Mocha from 'mocha';

// What tests write goes with them.
process.env.TMPDIR = mkdtempSync(path.join(tmpdir(), 'unroll-unit-'));
const folder = path.resolve('out/test/unit');
const mocha = new Mocha({ timeout: 120_000, reporter: 'spec', color: false });
for (const entry of readdirSync(folder, { recursive: true })) if (String(entry).endsWith('.test.js')) mocha.addFile(path.join(folder, String(entry)));
const failed = [];
const runner = mocha.run((failures) => {
  const { passes, pending } = runner.stats;
  writeFileSync('out/unit.json', JSON.stringify({ passed: passes, failed: failures, skipped: pending, failures: failed }));
  rmSync(process.env.TMPDIR, { recursive: true, force: true, maxRetries: 5 });
  process.exit(failures ? 1 : 0);
});
runner.on('fail', (test, error) => failed.push(`${test.fullTitle()}: ${error.message}`));
