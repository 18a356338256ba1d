import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, mkdtempSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism, homedir, hostname, tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { threadId } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import type { Platform } from '../platform';
import { nodeFileSystem } from './file-system';
import { startThread } from './thread';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** VS Code on a machine with Node, and the command line. */
export const platform: Platform = {
  isWeb: false,
  files: nodeFileSystem,
  path,
  get cores() {
    return availableParallelism();
  },
  get machine() {
    return hostname();
  },
  process: process.pid,
  processLives(id) {
    if (typeof id !== 'number') return false;
    try {
      process.kill(id, 0);
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
  },
  writer: `${process.pid}-${threadId}`,
  get home() {
    return homedir();
  },
  privateFolder(name) {
    const { uid, username } = userInfo();
    const folder = path.join(tmpdir(), `unroll-${sha256(`${username} ${name}`).slice(0, 16)}`);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const found = lstatSync(folder);
    // Somebody else's folder or link of that name is not to be trusted.
    return found.isDirectory() && (uid === -1 || found.uid === uid) ? folder : mkdtempSync(`${folder}-`);
  },
  readLater: (file) => readFile(file),
  sha256,
  gzipSize: (text) => gzipSync(text, { level: 9 }).length,
  nextTurn: () => new Promise((resolve) => setImmediate(resolve)),
  words: (count) => new Int32Array(new SharedArrayBuffer(4 * count)),
  startThread,
};
