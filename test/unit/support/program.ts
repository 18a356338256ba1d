import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const folder = mkdtempSync(path.join(tmpdir(), 'unroll-cli-'));

/** A path in the tests' own folder; with content, the file is written. */
export function file(name: string, content?: string | Uint8Array): string {
  const target = path.join(folder, name);
  if (content !== undefined) writeFileSync(target, content);
  return target;
}

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
  /** Standard output, a JSON value a line. */
  readonly lines: Record<string, unknown>[];
}

/** Runs the built command line to its end, in English unless another locale is given. */
export function unroll(args: readonly string[], input?: string, locale = 'C'): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/unroll.js', ...args], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: locale },
    maxBuffer: 2 ** 28,
    ...(input === undefined ? {} : { input }),
  });
  const json = args.includes('--json') ? stdout.split('\n').filter(Boolean) : [];
  return { code: status, out: stdout, errors: stderr, lines: json.map((line) => JSON.parse(line) as Record<string, unknown>) };
}
