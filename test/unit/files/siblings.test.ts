import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { siblingTexts } from '../../../src/files/siblings';

describe('files beside a document', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'siblings-'));
  const write = (name: string, text: string, time = 1000) => {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    utimesSync(file, time, time);
    return file;
  };
  after(() => rmSync(root, { recursive: true, force: true }));
  const own = write('src/own.py', 'own');
  write('src/older.py', 'older', 1000);
  write('src/newer.py', 'newer\r\n', 2000);
  write('src/other.js', 'another language');
  write('src/.hidden.py', 'hidden');
  write('src/secret.py', 'secret');
  write('src/binary.py', 'a\0b');
  write('src/below/deep.py', 'deep');
  write('src/large.py', 'x'.repeat(300_000));
  write('private/keys.py', 'keys');
  const ignored = write('private/mine.py', 'mine');
  write('.gitignore', 'secret.py\nprivate/\n');
  mkdirSync(path.join(root, '.git'));

  it('are those of the same kind, the newest first; none hidden, ignored, binary or huge', () => {
    assert.deepEqual([...siblingTexts(own, 1000)], ['newer\n', 'older']);
  });

  it('are no more than fit', () => {
    assert.deepEqual([...siblingTexts(own, 8)], ['newer\n']);
    assert.deepEqual([...siblingTexts(own, 5)], ['older']);
  });

  it('are none in a folder that is left out, or that is not there', () => {
    assert.deepEqual([...siblingTexts(ignored, 1000)], []);
    assert.deepEqual([...siblingTexts(write('node_modules/a/b.py', 'b'), 1000)], []);
    assert.deepEqual([...siblingTexts(path.join(root, 'nowhere/file.py'), 1000)], []);
  });
});
