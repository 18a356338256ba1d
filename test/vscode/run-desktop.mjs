// The suites of test/integration on desktop VS Code: downloads it, so it needs an open network.
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';

const root = path.resolve(path.dirname(new URL(import.meta.url).pathname), '../..');
const workspace = mkdtempSync(path.join(tmpdir(), 'unroll-desktop-'));
cpSync(path.join(root, 'samples'), workspace, { recursive: true });
try {
  await runTests({
    extensionDevelopmentPath: root,
    extensionTestsPath: path.join(root, 'out/test/integration/index'),
    launchArgs: [workspace, '--disable-extensions', '--disable-workspace-trust'],
  });
} catch (error) {
  console.error(`Desktop VS Code could not run the suites: ${error.message ?? error}`);
  process.exitCode = 1;
}
