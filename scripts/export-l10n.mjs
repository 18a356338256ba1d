// Collects every sentence of the extension for translators: l10n/bundle.l10n.json from l10n.t of the extension and the command line and the messages of the rooms below.
// Tells what each translation lacks or has too many; exits 1 then.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadProtocol } from './load-protocol.mjs';

process.chdir(path.resolve(path.dirname(new URL(import.meta.url).pathname), '..'));
const bundle = 'l10n/bundle.l10n.json';
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));

const before = readFileSync(bundle, 'utf8');
// The exporter writes its own half, in its own format: beside the project, where nothing else reads it meanwhile.
const folder = mkdtempSync(path.join(tmpdir(), 'unroll-l10n-'));
execFileSync('node_modules/.bin/vscode-l10n-dev', ['export', '-o', folder, 'src/extension'], { stdio: 'ignore' });
const ofExtension = Object.keys(read(path.join(folder, path.basename(bundle))));
rmSync(folder, { recursive: true });
const { MESSAGES } = await loadProtocol('messages.ts');
const { optionTexts } = await loadProtocol('options/index.ts');
// The command line has a look-up of its own, which opens no file and no address.
const literals = readdirSync('src/cli', { recursive: true })
  .filter((name) => name.endsWith('.ts'))
  .flatMap((name) => [...readFileSync(path.join('src/cli', name), 'utf8').matchAll(/\bl10n\.t\(\s*(?:'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)")/g)]);
const ofCommandLine = literals.map(([, single, double]) => (single ?? double).replace(/\\(.)/g, '$1'));
const sentences = new Set([...ofExtension, ...Object.values(MESSAGES), ...optionTexts(), ...ofCommandLine]);
const text = `${JSON.stringify(Object.fromEntries([...sentences].sort().map((text) => [text, text])), null, 2)}\n`;
if (process.argv.includes('--check')) {
  if (before !== text) {
    console.log('l10n/bundle.l10n.json is not up to date: run node scripts/export-l10n.mjs');
    process.exitCode = 1;
  }
} else writeFileSync(bundle, text);

for (const file of readdirSync('l10n').filter((name) => /^bundle\.l10n\..+\.json$/.test(name))) {
  const translated = new Set(Object.keys(read(path.join('l10n', file))));
  const missing = [...sentences].filter((text) => !translated.has(text));
  const stale = [...translated].filter((text) => !sentences.has(text));
  for (const text of missing) console.log(`${file} lacks: ${text}`);
  for (const text of stale) console.log(`${file} has too many: ${text}`);
  if (missing.length + stale.length > 0) process.exitCode = 1;
}
