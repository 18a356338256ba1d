import {
  appendFileSync,
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import type { FileSystem } from '../file-system';
import { retrying } from './retrying-file-system';

const plainFileSystem: FileSystem = {
  read: (file) => readFileSync(file),
  open(file, use) {
    const handle = openSync(file, 'r');
    try {
      const found = fstatSync(handle);
      return use({ size: found.size, identity: identityOf(found), read: (offset, length) => readRange(handle, offset, length) });
    } finally {
      closeSync(handle);
    }
  },
  write(file, bytes) {
    const handle = openSync(file, 'w');
    try {
      let written = 0;
      while (written < bytes.length) written += writeSync(handle, bytes, written);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  },
  createNew: (file) => closeSync(openSync(file, 'wx')),
  append: (file, bytes) => appendFileSync(file, bytes),
  rename: renameSync,
  link: linkSync,
  remove: (path) => rmSync(path, { recursive: true, force: true }),
  makeFolder: (folder, access) => void mkdirSync(folder, { recursive: true, ...(access ? { mode: 0o700 } : {}) }),
  list: (folder) => readdirSync(folder, { withFileTypes: true }).map((entry) => ({ name: entry.name, folder: entry.isDirectory() })),
  stat(path) {
    const found = statSync(path, { throwIfNoEntry: false });
    return found && { size: found.size, modified: found.mtimeMs, identity: identityOf(found) };
  },
};

function readRange(handle: number, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const count = readSync(handle, bytes, filled, length - filled, offset + filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

function identityOf({ dev, ino, mtimeMs, size }: Stats): string {
  return `${dev} ${ino} ${mtimeMs} ${size}`;
}

/** On Windows alone errors mostly pass: elsewhere they say what is so, and are reported at once. */
export const nodeFileSystem: FileSystem = process.platform === 'win32' ? retrying(plainFileSystem) : plainFileSystem;
