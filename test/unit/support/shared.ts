import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Reference figures and texts that lie beside the repository (and in CI), not in it. */
const root = process.env.UNROLL_SHARED ?? path.resolve('../shared');

function sharedFile(...parts: string[]): string | undefined {
  const file = path.join(root, ...parts);
  return existsSync(file) ? file : undefined;
}

/** Reads a file of the shared folder, or skips the test that asks, visibly. */
export function readShared(test: Mocha.Context, ...parts: string[]): string {
  const file = sharedFile(...parts);
  if (!file) {
    test.test!.title += ` [left out: no ../shared/${parts.join('/')}]`;
    test.skip();
  }
  return readFileSync(file!, 'utf8');
}
