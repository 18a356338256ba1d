// npm start: builds, and opens the real VS Code workbench in a browser with the extension and the sample workspace. `--desktop`: an installed `code`.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
const workspace = mkdtempSync(path.join(tmpdir(), 'unroll-sample-'));
cpSync(path.join(root, 'samples'), workspace, { recursive: true });

if (process.argv.includes('--desktop')) {
  spawn('code', ['--extensionDevelopmentPath', root, workspace, path.join(workspace, 'prose.txt')], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
} else {
  const { ensureTools } = await import('../test/vscode/tools.mjs');
  ensureTools();
  const { startServer, workbenchUrl, remote } = await import('../test/vscode/server.mjs');
  const server = await startServer();
  const url = workbenchUrl(server.port, workspace, [
    ['openFile', remote(server.port, path.join(workspace, 'prose.txt'))],
    ['extensionDevelopmentPath', remote(server.port, root)],
  ]);
  console.log(`\nVS Code with Unroll and its samples is open at\n\n  ${url}\n\nPress F1 there and run "Train RNN on File". Ctrl-C ends it.\n`);
  const opener = process.platform === 'darwin' ? 'open' : process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? 'xdg-open' : undefined;
  if (opener) spawn(opener, [url], { stdio: 'ignore', detached: true }).on('error', () => undefined);
  const end = () => {
    server.stop();
    rmSync(workspace, { recursive: true, force: true, maxRetries: 5 });
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
}
