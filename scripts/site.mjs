// npm run site: the tutorial as plain files in dist/site, which any server or file:// opens. Nothing is fetched: scripts, kernels and formulas are inside.
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import esbuild from 'esbuild';
import { buildKernels } from './build-kernels.mjs';
import { formulas } from './formulas.mjs';
import { workerText } from './worker-text.mjs';

process.chdir(path.resolve(path.dirname(new URL(import.meta.url).pathname), '..'));
const folder = path.join('dist', 'site');
await buildKernels();
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const common = { minify: true, loader: { '.wasm': 'binary', '.py': 'text', '.txt': 'text' }, logLevel: 'warning' };
await esbuild.build({
  ...common,
  entryPoints: [{ in: 'webview/tutorial/site.ts', out: 'tutorial' }],
  bundle: true,
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  outdir: folder,
  plugins: [formulas, workerText(common)],
});
cpSync('media/icon.svg', path.join(folder, 'icon.svg'));
const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; worker-src blob:; img-src 'self' data:; base-uri 'none'; form-action 'none'";
writeFileSync(
  path.join(folder, 'index.html'),
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="description" content="How recurrent networks remember, and why they forget: a tutorial whose networks are trained in the page.">
<title>Unroll: how recurrent networks remember, and why they forget</title>
<link rel="icon" href="icon.svg">
<link rel="stylesheet" href="tutorial.css">
</head>
<body>
<div id="tutorial"></div>
<script src="tutorial.js"></script>
</body>
</html>
`,
);
