import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { slashed } from '../../../src/files/ignore-rules';
import { drain, findFiles, readFolder } from '../../../src/files/text-folder';
import { UnrollError } from '../../../src/protocol/error';
import { skipped } from '../../../src/protocol/folder-messages';
import fc from '../support/properties';

const LIMITS = { fileBytes: 1000, totalBytes: 10_000 };
const TEXT = { extensions: ['.txt', '.md'], names: ['Makefile'] };

/** A folder with files by their names; content that is not text as bytes. */
function folderOf(files: Record<string, string | Uint8Array>): string {
  const root = mkdtempSync(path.join(tmpdir(), 'unroll-folder-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), content);
  }
  return root;
}
const found = (root: string, selection = TEXT) => [...findFiles(root, selection)].map(({ path: file }) => path.relative(root, file));
const read = (root: string, limits = LIMITS) => drain(readFolder(root, TEXT, limits));
const refused = (root: string, id: string, limits = LIMITS) =>
  assert.throws(
    () => read(root, limits),
    (error: UnrollError) => error instanceof UnrollError && error.id === id && /^[^\n]+\.$/.test(error.message),
  );

describe('text files of a folder', () => {
  it('of the chosen language are found, sorted by path; hidden folders and node_modules are left out', () => {
    const root = folderOf({
      'b.txt': 'b',
      'a/z.MD': 'z',
      'a/c.ts': 'c',
      Makefile: 'm',
      'Makefile.bak': 'x',
      'node_modules/x.txt': 'x',
      '.hidden/x.txt': 'x',
    });
    assert.deepEqual(found(root), ['Makefile', 'a/z.MD', 'b.txt']);
    assert.equal(found(root, { extensions: [''], names: [] }).length, 5);
  });

  it('are not what .gitignore leaves out: nested files, negation, anchors, folders', () => {
    const root = folderOf({
      '.git/HEAD': 'ref: refs/heads/main',
      '.gitignore': '*.txt\n!keep.txt\nbuild/\n/top.md\n',
      'a.txt': 'a',
      'keep.txt': 'keep',
      'build/b.md': 'b',
      'top.md': 'top',
      'deep/top.md': 'deep',
      'deep/.gitignore': '!b.txt\nkeep.txt\nsecret.md\n',
      'deep/b.txt': 'b',
      'deep/keep.txt': 'keep',
      'deep/secret.md': 's',
      'deep/er/secret.md': 's',
      'deep/er/c.txt': 'c',
    });
    assert.deepEqual(found(root), ['deep/b.txt', 'deep/top.md', 'keep.txt']);
    // A folder below the repository's root is under the same rules.
    assert.deepEqual(found(path.join(root, 'deep')), ['b.txt', 'top.md']);
    // One that the rules leave out was asked for by name.
    assert.deepEqual(found(path.join(root, 'build')), ['b.md']);
  });

  it('without a repository are under the .gitignore files inside alone', () => {
    const root = folderOf({ '.gitignore': 'inside/x.txt\n', 'inside/x.txt': 'x', 'inside/y.txt': 'y' });
    assert.deepEqual(found(root), ['inside/y.txt']);
    assert.deepEqual(found(path.join(root, 'inside')), ['x.txt', 'y.txt']);
  });

  it('are found once: symbolic links are not followed, however they go round', () => {
    const root = folderOf({ 'a/b.txt': 'b', 'c.txt': 'c' });
    symlinkSync(root, path.join(root, 'a', 'round'), 'dir');
    symlinkSync(path.join(root, 'c.txt'), path.join(root, 'd.txt'));
    symlinkSync(path.join(root, 'nowhere'), path.join(root, 'e.txt'));
    assert.deepEqual(found(root), ['a/b.txt', 'c.txt']);
    const link = path.join(tmpdir(), `unroll-link-${process.pid}`);
    symlinkSync(root, link, 'dir');
    assert.equal([...findFiles(link, TEXT)].length, 2, 'the folder that was asked for may be a link itself');
    rmSync(link);
  });

  it('become one text, normalised; binary, large and surplus files are counted and passed over', () => {
    const root = folderOf({
      'a.txt': '\uFEFFone\r\ntwo',
      'b.txt': Uint8Array.of(104, 0, 105),
      'c.txt': Uint8Array.of(0xff, 0xfe, 0x41),
      'd.txt': 'x'.repeat(1001),
      'e.txt': '',
      'f.txt': 'three',
      'g.txt': 'y'.repeat(900),
    });
    const { text, files, found: all, characters, binary, encoding, large, beyond } = read(root, { fileBytes: 1000, totalBytes: 500 });
    assert.equal(text, 'one\ntwo\nthree');
    const counts = { files, all, characters, binary, encoding, large, beyond };
    assert.deepEqual(counts, { files: 2, all: 7, characters: 12, binary: 1, encoding: 1, large: 1, beyond: 1 });
  });

  it('are never hidden ones, which may hold secrets, unless they are asked for; what is left out is counted by reason', () => {
    const root = folderOf({
      ...{ 'a.txt': 'a', '.env.txt': 'PASSWORD=1', '.git/HEAD': 'ref', '.gitignore': 'ignored.txt\n', '.hidden/x.txt': 'x', 'ignored.txt': 'i' },
      ...{ 'b.txt': Uint8Array.of(0xff, 0xfe, 0x41), 'c.txt': Uint8Array.of(0, 1) },
    });
    const { text, hidden, encoding, binary } = read(root);
    assert.equal(text, 'a');
    assert.deepEqual({ hidden, encoding, binary }, { hidden: 1, encoding: 1, binary: 1 });
    assert.deepEqual(
      skipped(read(root)).map(({ id, count }) => [id, count]),
      [
        ['folder.skipped.hidden', 1],
        ['folder.skipped.binary', 1],
        ['folder.skipped.encoding', 1],
      ],
    );
    assert.equal(drain(readFolder(root, TEXT, LIMITS, true)).text, 'PASSWORD=1\nx\na');
    if (process.platform === 'win32' || process.getuid?.() === 0) return;
    chmodSync(path.join(root, 'a.txt'), 0);
    writeFileSync(path.join(root, 'd.txt'), 'd');
    assert.equal(read(root).unreadable, 1);
  });

  it('follow .gitignore in letter case as git does on this file system, on random trees', function () {
    if (spawnSync('git', ['--version']).status !== 0) this.skip();
    const name = fc.constantFrom('a', 'A', 'b', 'notes.txt', 'Notes.TXT', 'x.md', 'X.md', 'build', 'Build');
    const file = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
    const pattern = fc
      .tuple(fc.constantFrom('', '', '!', '/'), fc.constantFrom('a', 'A/', 'b/', '*.txt', '*.TXT', 'n*', 'build/', '**/x.md', 'a/*', 'X.*', '[ab]'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        fc.uniqueArray(file, { minLength: 1, maxLength: 8 }),
        fc.array(pattern, { maxLength: 5 }),
        fc.array(pattern, { maxLength: 2 }),
        fc.option(fc.boolean(), { nil: undefined }),
        (files, patterns, inner, ignorecase) => {
          const root = mkdtempSync(path.join(tmpdir(), 'unroll-git-'));
          const git = (...args: string[]) =>
            spawnSync('git', ['-c', 'core.excludesFile=', '-c', 'core.quotePath=off', ...args], { cwd: root, encoding: 'utf8' });
          git('init', '-q');
          if (ignorecase !== undefined) git('config', 'core.ignorecase', String(ignorecase));
          for (const each of files) {
            try {
              mkdirSync(path.dirname(path.join(root, each)), { recursive: true });
              writeFileSync(path.join(root, each), 'text');
            } catch {
              // A file where a folder would be.
            }
          }
          writeFileSync(path.join(root, '.gitignore'), patterns.join('\n'));
          if (existsSync(path.join(root, 'a')) && statSync(path.join(root, 'a')).isDirectory())
            writeFileSync(path.join(root, 'a', '.gitignore'), inner.join('\n'));
          const theirs = git('ls-files', '--others', '--exclude-standard')
            .stdout.split('\n')
            .filter((each) => each && !each.endsWith('.gitignore'));
          const ours = [...findFiles(root)].map(({ path: found }) => slashed(path.relative(root, found)));
          rmSync(root, { recursive: true });
          assert.deepEqual(ours.sort(), theirs.sort(), `${patterns.join(' ')} | ${inner.join(' ')} | ${ignorecase}`);
        },
      ),
      {
        numRuns: process.env.UNROLL_LONG ? 2000 : 60,
        // A pattern of a deeper folder takes a folder back in, and with it what is in there.
        examples: [[['a/Build/a'], ['a/*'], ['!build/'], true]],
      },
    );
  });

  it('have paths with slashes in patterns wherever separators are back slashes', () => {
    assert.equal(slashed(path.win32.relative('C:\\work\\text', 'c:\\work\\text\\deep\\a.txt'), path.win32.sep), 'deep/a.txt');
  });

  it('report how far the reading is, file by file', () => {
    const root = folderOf({ 'a.txt': 'ab', 'b.txt': 'cde' });
    assert.deepEqual(
      [...readFolder(root, TEXT, LIMITS)],
      [
        { files: 1, of: 2, characters: 2 },
        { files: 2, of: 2, characters: 5 },
      ],
    );
  });

  it('are missed in one clear sentence', () => {
    refused(folderOf({ 'a.ts': 'a' }), 'folder.empty');
    refused(folderOf({ 'a.txt': Uint8Array.of(0, 1) }), 'folder.binary');
    refused(folderOf({ 'a.txt': 'x'.repeat(2000) }), 'folder.large');
    refused(path.join(tmpdir(), 'unroll-no-such-folder'), 'file.unreadable');
  });
});
