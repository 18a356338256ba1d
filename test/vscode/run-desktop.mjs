// The suites of test/integration on desktop VS Code: downloads it, so it needs an open network.
// --vscode minimum (the oldest version that package.json allows), stable (the default) or a version.
import { cpSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';

const root = path.resolve(path.dirname(new URL(import.meta.url).pathname), '../..');
const { values } = parseArgs({ options: { vscode: { type: 'string', default: 'stable' } } });
const { engines } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const version = values.vscode === 'minimum' ? engines.vscode.replace('^', '') : values.vscode;
const workspace = mkdtempSync(path.join(tmpdir(), 'unroll-desktop-'));
cpSync(path.join(root, 'samples'), workspace, { recursive: true });
try {
  await runTests({
    version,
    extensionDevelopmentPath: root,
    extensionTestsPath: path.join(root, 'out/test/integration/index'),
    launchArgs: [workspace, '--disable-extensions', '--disable-workspace-trust'],
  });
} catch (error) {
  console.error(`Desktop VS Code could not run the suites: ${error.message ?? error}`);
  process.exitCode = 1;
}
