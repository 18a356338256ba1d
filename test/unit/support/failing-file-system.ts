import { appendFileSync, writeFileSync } from 'node:fs';
import type { FileSystem } from '../../../src/platform/file-system';
import { fileSystem } from '../../../src/runs/file-system';

const CHANGES = ['write', 'append', 'rename', 'link', 'remove', 'makeFolder'] as const;

/** The real file system with a fault in front. `once`: only the change number `at` fails; otherwise everything from there on, as after a kill. */
export function failing(at: number, code: string, once = false): { fs: FileSystem; changes: () => number } {
  let count = 0;
  const fs = { ...fileSystem };
  for (const name of CHANGES) {
    const real = fileSystem[name] as (...args: unknown[]) => void;
    (fs as Record<string, unknown>)[name] = (...args: unknown[]) => {
      const now = count++;
      if (now < at || (once && now > at)) return real(...args);
      // Half of what was to be written arrives.
      const [file, bytes] = args as [string, Uint8Array];
      if (now === at && name === 'append') appendFileSync(file, bytes.subarray(0, bytes.length >> 1));
      if (now === at && name === 'write') writeFileSync(file, bytes.subarray(0, bytes.length >> 1));
      throw Object.assign(new Error(`${code}: injected`), { code });
    };
  }
  return { fs, changes: () => count };
}
