// Looks into the nine VSIXs: unroll.vsix for every platform, and those of package-platforms.mjs with one native binary each. Throws at the first that is not as it
// should be. node scripts/check-packages.mjs after npm run package and npm run package:platforms.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { strFromU8, unzipSync } from 'fflate';
import { inspect } from '../native/inspect.mjs';
import { TARGETS } from '../native/targets.mjs';

/** What every package runs from. */
const PARTS = [
  ...['package.json', 'readme.md', 'dist/extension.js', 'dist/trainer.js', 'dist/threads.js', 'dist/follower.js', 'dist/predictor.js'],
  ...['dist/webview/panel.js', 'dist/web/extension.js', 'dist/web/threads.js', 'dist/assets/relaxed.wasm', 'dist/assets/simd.wasm'],
];
/** Pages that both marketplaces show: they know no files beside them, and strip what is no Markdown. */
const PAGES = ['readme.md', 'changelog.md'];
const CODE = /```[\s\S]*?```|`[^`\n]*`/g;
/** What must not leave the machine that builds. */
const STRANGE = /\.(map|c|h)$|(?<!^dist\/assets\/\w+)\.wasm$|(^|\/)(node_modules|test|src|native\/source|\.tools)\//;

/**
 * @param {Uint8Array} bytes of a VSIX
 * @param {string | undefined} target undefined: the one for every platform
 * @returns {string[]} what is wrong with it
 */
export function problemsOf(bytes, target) {
  const entries = unzipSync(bytes);
  const manifest = strFromU8(entries['extension.vsixmanifest']);
  const files = Object.fromEntries(
    Object.entries(entries)
      .filter(([name]) => name.startsWith('extension/'))
      .map(([name, content]) => [name.slice('extension/'.length), content]),
  );
  const problems = PARTS.filter((name) => !files[name]).map((name) => `${name} is missing`);
  problems.push(
    ...Object.keys(files)
      .filter((name) => STRANGE.test(name))
      .map((name) => `${name} does not belong in it`),
  );
  problems.push(...PAGES.flatMap((name) => (files[name] ? problemsOfPage(name, strFromU8(files[name])) : [])));
  const platform = /<Identity [^>]*TargetPlatform="([^"]+)"/.exec(manifest)?.[1];
  if (platform !== target) problems.push(`its manifest says ${platform ?? 'every platform'}`);
  const native = Object.keys(files).filter((name) => name.startsWith('dist/native/'));
  const wanted = target ? [`dist/native/${target}/unroll.node`, `dist/native/${target}/unroll.sha256`] : [];
  if (native.sort().join() !== wanted.join()) return [...problems, `its native files are ${native.join(', ') || 'none'}`];
  if (!target) return problems;
  const [binary, checksum] = wanted.map((name) => Buffer.from(files[name]));
  if (createHash('sha256').update(binary).digest('hex') !== checksum.toString().trim()) problems.push('the checksum of its binary is another one');
  return [...problems, ...inspect(binary, target).problems.map((problem) => `its binary: ${problem}`)];
}

/**
 * @param {string} text Markdown
 * @returns {string[]} what a marketplace would not show as it is meant
 */
function problemsOfPage(name, text) {
  const prose = text.replace(CODE, '');
  const links = [...prose.matchAll(/\]\(([^)\s]+)/g)].map(([, address]) => address).filter((address) => !/^(https:|#)/.test(address));
  const tags = [...prose.matchAll(/<\/?[a-z][^>]*>/gi)].map(([tag]) => tag).filter((tag) => !/^<https:/.test(tag));
  return [
    ...links.map((address) => `${name} links to ${address}, which is not in a marketplace`),
    ...tags.map((tag) => `${name} has the HTML ${tag}`),
  ];
}

/** @throws Error that names the first package with a problem, or that is missing */
export function checkPackages(universal = 'unroll.vsix', folder = 'out/vsix-platforms') {
  const names = readdirSync(folder);
  const packages = [
    [universal, undefined],
    ...Object.keys(TARGETS).map((target) => [names.find((name) => name.endsWith(`-${target}.vsix`)), target]),
  ];
  for (const [name, target] of packages) {
    if (!name) throw new Error(`There is no package for ${target} in ${folder}.`);
    const file = target ? path.join(folder, name) : name;
    const bytes = readFileSync(file);
    const problems = problemsOf(bytes, target);
    if (problems.length > 0) throw new Error(`${file}: ${problems.join('; ')}.`);
    console.log(`${String(bytes.length).padStart(8)} bytes  ${file}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.chdir(path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..'));
  checkPackages();
}
