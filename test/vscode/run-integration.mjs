// The mocha suites of test/integration inside a real VS Code's extension host, against the extension in this folder.
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import { openBrowser, temporaryFolder } from './browser.mjs';
import { checkPlatforms } from './platforms.mjs';
import { remote, startServer, workbenchUrl } from './server.mjs';
import { ensureTools } from './tools.mjs';

const LIMIT = (process.env.UNROLL_LONG ? 30 : 18) * 60_000;
const root = path.resolve(path.dirname(new URL(import.meta.url).pathname), '../..');
const entry = path.join(root, 'out/test/integration/index');
if (!existsSync(`${entry}.js`)) throw new Error('Build the tests first: node scripts/build.mjs --tests');
ensureTools();
rmSync(path.join(root, 'out/integration.json'), { force: true });
// A workspace of two folders: what works there works in one.
const workspace = temporaryFolder('integration');
const folders = ['samples', 'second'].map((name) => path.join(workspace, name));
for (const folder of folders) cpSync(path.join(root, 'samples'), folder, { recursive: true });
const definition = path.join(workspace, 'two.code-workspace');
writeFileSync(definition, JSON.stringify({ folders: folders.map((folder) => ({ path: folder })) }));

const server = await startServer({ settings: { 'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' } } });
const browser = await openBrowser();
let code = 1;
try {
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 }, locale: 'en-US' });
  // The workbench's own chatter comes the same way.
  const chatter =
    /builtin extensions|\[AgentHost|\[AccountPolicyGate\]|authentication provider|onnection token|Creating a socket|reconnection-grace|\[Service Worker\]/;
  await page.exposeFunction('codeAutomationLog', (_type, args) => {
    const line = format(...args);
    if (!chatter.test(line)) console.log(`   ${line}`);
  });
  const ended = new Promise((resolve) => page.exposeFunction('codeAutomationExit', resolve));
  const late = new Promise((resolve) => setTimeout(() => resolve('the suites did not end in time'), LIMIT).unref());
  await page.goto(
    workbenchUrl(server.port, definition, [
      ['extensionDevelopmentPath', remote(server.port, root)],
      ['extensionTestsPath', remote(server.port, entry)],
    ]),
  );
  code = await Promise.race([ended, late]);
  if (code !== 0) console.log(`   the extension host ended the suites with: ${code}`);
  await page.close();
  const result = path.join(root, 'out/integration.json');
  if (!process.env.UNROLL_GREP && existsSync(result)) {
    const { passed, failed, failures } = await checkPlatforms({ browser, server, workspace: definition, root });
    const counts = JSON.parse(readFileSync(result, 'utf8'));
    writeFileSync(
      result,
      JSON.stringify({ ...counts, passed: counts.passed + passed, failed: counts.failed + failed, failures: [...counts.failures, ...failures] }),
    );
    if (failed > 0) code = 1;
  }
} finally {
  await browser.close().catch(() => undefined);
  server.stop();
  rmSync(workspace, { recursive: true, force: true });
}
process.exit(code === 0 ? 0 : 1);
