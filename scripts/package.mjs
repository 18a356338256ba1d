// npm run package: a production build and a VSIX that holds only what runs. Arguments go to vsce, such as --target linux-x64.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from './production-build.mjs';

const root = path.resolve(path.dirname(new URL(import.meta.url).pathname), '..');
process.chdir(root);
const stage = path.join(root, 'out', 'vsix');
/** What a VSIX holds besides package.json; `files` of package.json is the command line's npm package. */
const CONTENT = [
  ...[
    'dist',
    'samples',
    'l10n',
    'docs/guide',
    'media/walkthrough',
    'media/icon.png',
    'media/icon.svg',
    'media/icon-light.svg',
    'media/icon-dark.svg',
  ],
  ...['README.md', 'CHANGELOG.md', 'LICENSE', 'package.nls.json', 'package.nls.zh-cn.json'],
];

build();
rmSync(stage, { recursive: true, force: true });
mkdirSync(stage, { recursive: true });
// The English bundle is for translators alone. The command line is the npm package's; what is read of kernels is in assets; native ones are for packages of a platform (package-platforms.mjs).
const ships = (file) => !/\.map$|[/\\]dist[/\\](kernels|native|site|unroll\.js)([/\\]|$)|bundle\.l10n\.json$/.test(file);
for (const name of CONTENT) cpSync(path.join(root, name), path.join(stage, name), { recursive: true, filter: ships });
// The bundle of the other threads has it as well.
writeFileSync(path.join(stage, 'dist', 'follower.js'), "require('./threads.js')['follower']();\n");
const { files, scripts, devDependencies, ...manifest } = JSON.parse(readFileSync('package.json', 'utf8'));
writeFileSync(path.join(stage, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
const options = ['--no-dependencies', '--out', path.join(root, 'unroll.vsix')];
execFileSync(path.join(root, 'node_modules', '.bin', 'vsce'), ['package', ...options, ...process.argv.slice(2)], { cwd: stage, stdio: 'inherit' });
