import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Builds dist/ anew, small and without maps. Native binaries that are there stay. */
export function build() {
  for (const old of ['dist/webview', 'dist/kernels', 'dist/assets']) rmSync(path.join(root, old), { recursive: true, force: true });
  execFileSync(process.execPath, ['scripts/build.mjs', '--production'], { cwd: root, stdio: 'inherit' });
}

// npm runs this file before it packs.
if (process.argv[1] === fileURLToPath(import.meta.url)) build();
