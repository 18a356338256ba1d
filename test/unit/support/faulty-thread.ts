import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What a thread does in the middle of its work. */
export const FAULTS = {
  throw: 'throw new Error("injected")',
  exit: 'process.exit(0)',
  exhaust: 'for (const kept = []; ; ) kept.push(new Array(1e5).fill(kept.length))',
  hang: 'for (;;);',
} as const;

/**
 * A script that works as `script` does until it has called Atomics.add `calls` times (which threads do to meet and to show that they are alive), and then
 * does what a fault says. With 0 calls it does so when it is loaded.
 * @param unless names a property of workerData with which it works on
 */
export function faultyScript(script: string, fault: string, calls: number, unless = ''): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'unroll-faulty-')), path.basename(script));
  writeFileSync(
    file,
    `const { workerData } = require('node:worker_threads');
const add = Atomics.add;
let calls = 0;
const fault = () => { ${fault}; };
if (!(${JSON.stringify(unless)} in workerData)) {
  if (${calls} === 0) fault();
  Atomics.add = (...given) => {
    if (++calls >= ${calls}) fault();
    return add(...given);
  };
}
require(${JSON.stringify(script)});
`,
  );
  return file;
}
