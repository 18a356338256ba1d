// Builds everything into dist/ (shipped) and, with --tests, the test bundles into out/.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';
import { buildNative } from '../native/build.mjs';
import { buildKernels } from './build-kernels.mjs';
import { formulas } from './formulas.mjs';
import { workerText } from './worker-text.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
const tests = process.argv.includes('--tests');
const production = process.argv.includes('--production');

await buildKernels();
// For the tests alone: releases take the binaries of `npm run build:native`.
if (tests) buildNative({ local: true });

const common = {
  bundle: true,
  sourcemap: production ? false : 'linked',
  minify: production,
  logLevel: 'warning',
  loader: { '.wasm': 'binary', '.bin': 'binary', '.py': 'text', '.txt': 'text' },
  define: {
    UNROLL_SAMPLES: JSON.stringify(readdirSync('samples')),
    UNROLL_VERSION: JSON.stringify(JSON.parse(readFileSync('package.json', 'utf8')).version),
  },
};
const node = { ...common, platform: 'node', format: 'cjs', target: 'node20', external: ['vscode'] };
const entries = (list) => list.filter(([file]) => existsSync(file)).map(([file, out]) => ({ in: file, out }));

/** Kernels and start weights are needed by several scripts and by both hosts: they are kept once, in dist/assets, and read by `code` of their name. */
const assets = (code) => ({
  name: 'assets',
  setup(build) {
    build.onLoad({ filter: /\.(wasm|bin)$/ }, ({ path: file }) => {
      mkdirSync('dist/assets', { recursive: true });
      copyFileSync(file, path.join('dist/assets', path.basename(file)));
      return { contents: code(JSON.stringify(path.basename(file))), loader: 'js', resolveDir: root };
    });
  },
});
const fromFolder = (name) => `import { readFileSync } from 'node:fs';
import path from 'node:path';
export default readFileSync(path.join(__dirname, 'assets', ${name}));`;
/** What starts the threads of a browser has put the assets in front of their script (src/extension/web-main.ts). */
const fromPrelude = (name) => `export default Uint8Array.from(atob(self.unrollAssets[${name}]), (byte) => byte.charCodeAt(0));`;

const bundles = [];
const forNode = await esbuild.build({
  ...node,
  plugins: [assets(fromFolder)],
  metafile: production,
  outdir: 'dist',
  entryPoints: entries([
    ['src/extension/main.ts', 'extension'],
    ['src/workers/threads-entry.ts', 'threads'],
    ['src/workers/follower-alone-entry.ts', 'follower'],
  ]),
});
bundles.push(forNode);
for (const name of ['folder', 'glimpses', 'model-files', 'playground', 'predictor', 'trainer', 'zoo'])
  writeFileSync(`dist/${name}.js`, `require('./threads.js')['${name}']();\n`);
// The command line is one file that works wherever it is copied.
bundles.push(await esbuild.build({ ...node, metafile: production, outdir: 'dist', entryPoints: [{ in: 'src/cli/main.ts', out: 'unroll' }] }));
/** src/platform/index.ts takes the browser's side. */
const platformOfBrowser = {
  name: 'platform-of-browser',
  setup(build) {
    build.onResolve({ filter: /^\.\/node\/platform$/ }, ({ resolveDir }) => ({ path: path.join(resolveDir, 'web', 'platform.ts') }));
  },
};
// The package's build for Node needs Buffer.
const alias = { 'csv-parse/sync': 'csv-parse/browser/esm/sync' };
const inBrowser = {
  ...common,
  alias,
  metafile: production,
  plugins: [platformOfBrowser, assets(fromPrelude)],
  platform: 'browser',
  target: 'es2022',
  outdir: 'dist/web',
};
for (const [format, file, out] of [
  ['cjs', 'src/extension/web-main.ts', 'extension'],
  ['iife', 'src/workers/web-entry.ts', 'threads'],
])
  bundles.push(await esbuild.build({ ...inBrowser, format, external: ['vscode'], entryPoints: [{ in: file, out }] }));
if (existsSync('webview/main.ts')) {
  const pages = await esbuild.build({
    ...common,
    metafile: production,
    plugins: [formulas, workerText(common)],
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    outdir: 'dist/webview',
    entryPoints: entries([
      ['webview/main.ts', 'panel'],
      ['webview/tutorial/main.ts', 'tutorial'],
      ['webview/inspector/inspector.ts', 'inspector'],
    ]),
  });
  bundles.push(pages);
}
if (production) {
  // What is in the bundles, for the list of components that a release carries.
  mkdirSync('out', { recursive: true });
  const join = (part) => Object.assign({}, ...bundles.map(({ metafile }) => metafile[part]));
  writeFileSync('out/bundles.json', JSON.stringify({ inputs: join('inputs'), outputs: join('outputs') }));
}

if (tests) {
  const find = (folder) =>
    existsSync(folder)
      ? readdirSync(folder, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
          .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
      : [];
  const files = [...find('test/unit'), ...find('test/integration')];
  for (const entry of ['test/integration/index.ts', 'test/integration/platform.ts']) if (existsSync(entry)) files.push(entry);
  await esbuild.build({
    ...node,
    sourcemap: 'inline',
    plugins: [formulas],
    inject: ['test/unit/support/backend.ts'],
    outdir: 'out/test',
    outbase: 'test',
    entryPoints: files,
    packages: 'external',
  });
}
