// npm run package: a production build and a VSIX that holds only what runs.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';

rmSync('dist', { recursive: true, force: true });
execFileSync(
  path.join('node_modules', '.bin', 'vsce'),
  [
    'package',
    '--no-dependencies',
    '--no-rewrite-relative-links',
    '--allow-missing-repository',
    '--skip-license',
    '--out',
    'unroll.vsix',
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit' },
);
