import { type ChildProcessByStdio, spawn } from 'node:child_process';
import path from 'node:path';
import type { Readable } from 'node:stream';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly errors: string;
}

export interface Started {
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  /** Resolves when standard output has matched, or the program is over. */
  printed(pattern: RegExp): Promise<void>;
  /** The same of standard error. */
  told(pattern: RegExp): Promise<void>;
  readonly ended: Promise<Ended>;
}

/** Starts the built command line without waiting for it. */
export function start(
  args: readonly string[],
  {
    cwd,
    stdin = 'ignore',
    script = path.resolve('dist/unroll.js'),
    node = [] as string[],
  }: { cwd?: string; stdin?: 'ignore' | number; script?: string; node?: string[] } = {},
): Started {
  const child = spawn(process.execPath, [...node, script, ...args], {
    stdio: [stdin, 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
    ...(cwd ? { cwd } : {}),
  }) as ChildProcessByStdio<null, Readable, Readable>;
  let [out, errors] = ['', ''];
  child.stdout.on('data', (data) => {
    out += data;
  });
  child.stderr.on('data', (data) => {
    errors += data;
  });
  const ended = new Promise<Ended>((resolve) => child.on('close', (code, signal) => resolve({ code, signal, out, errors })));
  let over = false;
  void ended.then(() => {
    over = true;
  });
  const until = async (holds: () => boolean) => {
    while (!over && !holds()) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  return { process: child, ended, printed: (pattern) => until(() => pattern.test(out)), told: (pattern) => until(() => pattern.test(errors)) };
}
