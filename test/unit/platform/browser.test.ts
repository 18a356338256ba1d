import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FileSystem } from '../../../src/platform/file-system';
import { nodeFileSystem } from '../../../src/platform/node/file-system';
import { platform as node } from '../../../src/platform/node/platform';
import { MemoryFileSystem } from '../../../src/platform/web/memory-file-system';
import { platform as web } from '../../../src/platform/web/platform';
import { posixPath } from '../../../src/platform/web/posix-path';
import fc from '../support/properties';

const NAMES = ['a', 'b', 'folder/a', 'folder/b', 'folder', 'other/a', 'other'] as const;
const CALLS = ['write', 'append', 'createNew', 'rename', 'link', 'remove', 'makeFolder', 'read', 'list', 'stat'] as const;
type Call = readonly [(typeof CALLS)[number], string, string, number];

/** What a call says on a file system with a root of its own: its result, or its error's code. */
function outcome(fs: FileSystem, root: string, [call, one, two, byte]: Call): unknown {
  const [from, to] = [`${root}/${one}`, `${root}/${two}`];
  try {
    if (call === 'write' || call === 'append') return fs[call](from, Uint8Array.of(byte));
    if (call === 'rename' || call === 'link') return fs[call](from, to);
    if (call === 'read') return [...fs.read(from)];
    if (call === 'list') return fs.list(from).sort((a, b) => (a.name < b.name ? -1 : 1));
    // A folder's size is the disk's own affair.
    if (call === 'stat') return isFolder(fs, from) ? 'folder' : fs.stat(from)?.size;
    return fs[call](from);
  } catch (error) {
    return (error as { code?: string }).code;
  }
}

function isFolder(fs: FileSystem, folder: string): boolean {
  try {
    return fs.list(folder).length >= 0;
  } catch {
    return false;
  }
}

const isFile = (fs: FileSystem, file: string) => fs.stat(file) !== undefined && !isFolder(fs, file);

/** Calls that runs make: files are written as files and folders made as folders, nothing is renamed onto something of the other kind. */
function isUsual(fs: FileSystem, root: string, [call, one, two]: Call): boolean {
  const [from, to] = [`${root}/${one}`, `${root}/${two}`];
  if (isFile(fs, path.posix.dirname(from)) || isFile(fs, path.posix.dirname(to))) return false;
  if (call === 'list' || call === 'makeFolder') return !isFile(fs, from);
  if (call === 'rename' || call === 'link') return from !== to && !isFolder(fs, from) && !isFolder(fs, to);
  return call === 'remove' || call === 'stat' || !isFolder(fs, from);
}

describe('the platform of a browser', () => {
  it('has files in memory that do what a disk does, errors included', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...CALLS), fc.constantFrom(...NAMES), fc.constantFrom(...NAMES), fc.nat(255)), {
          minLength: 5,
          maxLength: 60,
        }),
        (calls) => {
          const root = mkdtempSync(path.join(tmpdir(), 'unroll-memory-'));
          const memory = new MemoryFileSystem();
          memory.makeFolder('/root');
          for (const call of calls) {
            if (!isUsual(memory, '/root', call)) continue;
            assert.deepEqual(outcome(memory, '/root', call), outcome(nodeFileSystem, root, call), call.join(' '));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("passes every change on to another thread's files, which are the same then", () => {
    const host = new MemoryFileSystem();
    const thread = new MemoryFileSystem((change) => host.apply(structuredClone(change)));
    thread.makeFolder('/runs/one');
    thread.write('/runs/one/model.tmp', Uint8Array.of(1, 2, 3));
    thread.rename('/runs/one/model.tmp', '/runs/one/model');
    thread.append('/runs/one/metrics', Uint8Array.of(4));
    thread.append('/runs/one/metrics', Uint8Array.of(5));
    thread.link('/runs/one/model', '/runs/one/previous');
    assert.deepEqual(host.list('/runs/one'), thread.list('/runs/one'));
    assert.deepEqual([...host.read('/runs/one/metrics')], [4, 5]);
    assert.deepEqual([...host.read('/runs/one/previous')], [1, 2, 3]);
  });

  it('joins and splits paths as Node does', () => {
    for (const parts of [
      ['/runs', 'one'],
      ['/runs/', '../x'],
      ['/', 'a', './b'],
      ['/a/b', '..'],
    ] as const)
      assert.equal(posixPath.join(...parts), path.posix.join(...parts), parts.join());
    for (const file of ['/runs/one/run.json', '/runs', 'name']) {
      assert.equal(posixPath.basename(file), path.posix.basename(file));
      if (file.startsWith('/')) assert.equal(posixPath.dirname(file), path.posix.dirname(file));
    }
  });

  it('hashes a text to the same SHA-256, and compresses it to much the same size', () => {
    for (const text of ['', 'hello', '我肚子饿了,准备去吃饭', 'the tide comes in. '.repeat(500), '\u{1F600}\uFEFF']) {
      assert.equal(web.sha256(text), node.sha256(text));
      const [one, other] = [web.gzipSize(text), node.gzipSize(text)];
      assert.ok(Math.abs(one - other) <= 4 + 0.02 * other, `${one} and ${other} bytes`);
    }
  });
});
