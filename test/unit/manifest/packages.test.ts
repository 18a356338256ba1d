import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { strToU8, zipSync } from 'fflate';

const root = path.resolve(__dirname, '../../../..');
const target = `${process.platform}-${process.arch}`;
const binary = path.join(root, 'dist/native', target, 'unroll.node');
const PARTS = [
  ...['package.json', 'readme.md', 'dist/extension.js', 'dist/trainer.js', 'dist/threads.js', 'dist/follower.js', 'dist/predictor.js'],
  ...['dist/webview/panel.js', 'dist/web/extension.js', 'dist/web/threads.js', 'dist/assets/relaxed.wasm', 'dist/assets/simd.wasm'],
];

/** A VSIX as vsce makes one: files below extension/, a manifest that may name a platform. */
function packageOf(files: Record<string, Uint8Array>, platform?: string): Uint8Array {
  const identity = `<Identity Id="unroll"${platform ? ` TargetPlatform="${platform}"` : ''} />`;
  const extension = Object.fromEntries([...PARTS.map((name) => [name, strToU8('x')] as const), ...Object.entries(files)]);
  return zipSync({ 'extension.vsixmanifest': strToU8(identity), extension });
}

describe('the check of the packages', () => {
  const check = async (bytes: Uint8Array, wanted?: string): Promise<string> =>
    (await import(pathToFileURL(path.join(root, 'scripts/check-packages.mjs')).href)).problemsOf(bytes, wanted).join('; ');

  it('passes a package for every platform without native files, and no other', async () => {
    assert.equal(await check(packageOf({})), '');
    assert.match(await check(packageOf({ 'dist/native/linux-x64/unroll.node': strToU8('x') })), /its native files are dist\/native/);
    assert.match(await check(packageOf({}, 'linux-x64')), /its manifest says linux-x64/);
    assert.match(await check(packageOf({ 'dist/kernels/relaxed.wasm': strToU8('x') })), /dist\/kernels\/relaxed.wasm does not belong/);
    assert.match(await check(packageOf({ 'dist/extension.js.map': strToU8('x') })), /extension.js.map does not belong/);
    const { 'extension.vsixmanifest': manifest } = { 'extension.vsixmanifest': strToU8('<Identity />') };
    assert.match(await check(zipSync({ 'extension.vsixmanifest': manifest })), /dist\/trainer.js is missing/);
  });

  it('passes no page that a marketplace would show otherwise than it is meant', async () => {
    const page = (text: string) => check(packageOf({ 'readme.md': strToU8(text) }));
    assert.equal(
      await page('[docs](https://example.org/docs.md), [below](#tests), `<b>` and\n```\n[x](y) <i>\n```\n![picture](https://example.org/a.png)'),
      '',
    );
    assert.match(await page('[docs](docs/zoo.md)'), /readme.md links to docs\/zoo.md/);
    assert.match(await page('![picture](media/tour.png)'), /links to media\/tour.png/);
    assert.match(await page('<details>more</details>'), /has the HTML <details>/);
  });

  it("passes a platform's package with that platform's binary and its checksum alone", async function () {
    if (!existsSync(binary)) this.skip();
    const bytes = readFileSync(binary);
    const checksum = strToU8(createHash('sha256').update(bytes).digest('hex'));
    const files = (folder: string, sum = checksum) => ({ [`${folder}/unroll.node`]: bytes, [`${folder}/unroll.sha256`]: sum });
    const own = `dist/native/${target}`;
    assert.equal(await check(packageOf(files(own), target), target), '');
    assert.match(await check(packageOf({}, target), target), /its native files are none/);
    assert.match(await check(packageOf(files(own, strToU8('0')), target), target), /the checksum/);
    const other = target.includes('x64') ? target.replace('x64', 'arm64') : target.replace('arm64', 'x64');
    assert.match(await check(packageOf(files(`dist/native/${other}`), other), other), /its binary: it is for/);
  });
});
