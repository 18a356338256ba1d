import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Mocha from 'mocha';

/**
 * Entry of `extensionTestsPath`: runs the suites inside the extension host and writes the counts to out/integration.json.
 * UNROLL_GREP narrows it to the tests whose titles match.
 */
export function run(): Promise<void> {
  const mocha = new Mocha({
    timeout: 240_000,
    reporter: 'spec',
    color: false,
    ...(process.env.UNROLL_GREP ? { grep: process.env.UNROLL_GREP } : {}),
  });
  for (const file of readdirSync(__dirname).sort()) if (file.endsWith('.test.js')) mocha.addFile(path.join(__dirname, file));
  // The suites are bundles of their own: whatever they write goes into one folder, which goes with them.
  process.env.TMPDIR = mkdtempSync(path.join(tmpdir(), 'unroll-integration-'));
  return new Promise((resolve, reject) => {
    const failed: string[] = [];
    const runner = mocha.run((failures) => {
      const { passes = 0, pending = 0 } = runner.stats ?? {};
      const result = path.resolve(__dirname, '../../integration.json');
      writeFileSync(result, JSON.stringify({ passed: passes, failed: failures, skipped: pending, failures: failed }));
      rmSync(process.env.TMPDIR!, { recursive: true, force: true, maxRetries: 5 });
      if (failures > 0) reject(new Error(`${failures} tests failed`));
      else resolve();
    });
    runner.on('fail', (test, error: Error) => failed.push(`${test.fullTitle()}: ${error.message}`));
  });
}
