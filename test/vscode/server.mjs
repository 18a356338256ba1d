// Starts VS Code's own server on a free port of the loopback interface, with folders of its own, and ends it by its process group.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { atEnd } from './ending.mjs';
import { folder, node, server } from './tools.mjs';

export const SETTINGS = {
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
};

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** @param {{ vsix?: string, settings?: object, more?: string[] }} options a packaged extension to install, settings of the user, further arguments */
export async function startServer({ vsix, settings = {}, more = [] } = {}) {
  const data = mkdtempSync(path.join(tmpdir(), 'unroll-vscode-'));
  const folders = ['--server-data-dir', `${data}/sd`, '--user-data-dir', `${data}/ud`, '--extensions-dir', `${data}/ext`];
  for (const scope of ['User', 'Machine']) {
    mkdirSync(`${data}/ud/${scope}`, { recursive: true });
    writeFileSync(`${data}/ud/${scope}/settings.json`, JSON.stringify({ ...SETTINGS, ...settings }, null, 2));
  }
  for (const own of ['home', 'tmp']) mkdirSync(`${data}/${own}`, { recursive: true });
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_|CODE_SERVER_PARENT_PID)/.test(name)));
  Object.assign(env, { EXTENSIONS_GALLERY: '{"serviceUrl":""}', HOME: `${data}/home`, TMPDIR: `${data}/tmp` });
  if (vsix) execFileSync(node, [server, '--accept-server-license-terms', '--install-extension', vsix, ...folders], { env, stdio: 'ignore' });
  const port = await freePort();
  const child = spawn(
    node,
    [
      ...[server, '--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--accept-server-license-terms', ...folders],
      ...[
        '--telemetry-level',
        'off',
        '--disable-workspace-trust',
        '--disable-getting-started-override',
        '--disable-experiments',
        '--enable-smoke-test-driver',
      ],
      ...more,
    ],
    { env, cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const stop = () => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
    rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  };
  atEnd(stop);
  let output = '';
  await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`VS Code's server did not start in three minutes:\n${output}`)), 180_000);
    const listen = (chunk) => {
      output += chunk;
      if (!output.includes('Web UI available')) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('exit', (code) => reject(new Error(`VS Code's server ended with code ${code}:\n${output}`)));
  });
  return { port, data, pid: child.pid, stop, log: () => output };
}

/** Address of the workbench with a folder or a .code-workspace file open. `payload`: pairs that the smoke test driver understands. */
export function workbenchUrl(port, workspace, payload = []) {
  const query = new URLSearchParams({
    [workspace.endsWith('.code-workspace') ? 'workspace' : 'folder']: workspace,
    payload: JSON.stringify([['skipWelcome', 'true'], ...payload]),
  });
  return `http://localhost:${port}/?${query}`;
}

export const remote = (port, file) => `vscode-remote://localhost:${port}${file}`;
