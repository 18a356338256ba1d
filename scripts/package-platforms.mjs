// npm run package:platforms, after npm run package: the same VSIX once for each platform with its native kernels, in out/vsix-platforms.
// Looks into all nine. Arguments go to vsce.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { TARGETS } from '../native/targets.mjs';
import { checkPackages } from './check-packages.mjs';

const root = path.resolve(path.dirname(new URL(import.meta.url).pathname), '..');
const stage = path.join(root, 'out', 'vsix');
const to = path.join(root, 'out', 'vsix-platforms');
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

rmSync(to, { recursive: true, force: true });
mkdirSync(to, { recursive: true });
for (const target of Object.keys(TARGETS)) {
  const native = path.join('native', target);
  const built = path.join(root, 'dist', native);
  for (const name of ['unroll.node', 'unroll.sha256'])
    if (!existsSync(path.join(built, name))) throw new Error(`${path.join(built, name)} is missing: npm run build:native builds it.`);
  const folder = path.join(stage, 'dist', 'native');
  try {
    cpSync(built, path.join(stage, 'dist', native), { recursive: true });
    const options = ['--no-dependencies', '--target', target, '--out', path.join(to, `unroll-${version}-${target}.vsix`)];
    execFileSync(path.join(root, 'node_modules', '.bin', 'vsce'), ['package', ...options, ...process.argv.slice(2)], {
      cwd: stage,
      stdio: 'inherit',
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
checkPackages(path.join(root, 'unroll.vsix'), to);
