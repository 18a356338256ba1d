import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { gzipSync } from 'fflate';
import type { Platform } from '../platform';
import { type FileChange, MemoryFileSystem } from './memory-file-system';
import { posixPath } from './posix-path';
import { scope } from './scope';
import { WebThread } from './thread';

let changed: (change: FileChange) => void = () => undefined;
const files = new MemoryFileSystem((change) => changed(change));
const process = crypto.randomUUID();
const utf8 = (text: string) => new TextEncoder().encode(text);
const lockOf = (id: unknown) => `unroll ${id}`;
let held: ReadonlySet<string | undefined> = new Set([lockOf(process)]);

/** Tells of every change of this thread's files. */
export function onFileChange(listener: typeof changed): void {
  changed = listener;
}

/** Files as the host has them. */
export const memoryFiles = files;

/**
 * Finds out which windows are open: each holds a lock of its own while it lives. Where there are no locks, such as in a page of no origin, every other window
 * counts as closed.
 */
export async function knowOtherWindows(): Promise<void> {
  try {
    const { locks } = scope.navigator;
    if (!locks) return;
    void locks.request(lockOf(process), () => new Promise(() => undefined)).catch(() => undefined);
    const found = await locks.query();
    held = new Set([lockOf(process), ...(found.held ?? []).map(({ name }) => name)]);
  } catch {
    // As if there were none.
  }
}

/** VS Code in a browser: files are kept in memory while the window is open, and in the editor's storage by whoever looks after the runs. */
export const platform: Platform = {
  isWeb: true,
  files,
  path: posixPath,
  // Further threads need shared memory, which only a page that is isolated from others has.
  get cores() {
    return scope.crossOriginIsolated ? (scope.navigator.hardwareConcurrency ?? 1) : 1;
  },
  machine: 'browser',
  process,
  processLives: (id) => held.has(lockOf(id)),
  writer: process,
  home: undefined,
  privateFolder() {
    files.makeFolder('/runs');
    return '/runs';
  },
  readLater: async (file) => files.read(file),
  sha256: (text) => bytesToHex(sha256(utf8(text))),
  gzipSize: (text) => gzipSync(utf8(text), { level: 9 }).length,
  nextTurn,
  words: (count) => new Int32Array(count),
  startThread: (script, options, listener) => new WebThread(posixPath.basename(script).replace(/\.js$/, ''), files, options, listener),
};

/** A message to oneself: timers wait 4 ms. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new scope.MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
