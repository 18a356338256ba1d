import { execFileSync } from 'node:child_process';

/** Python interpreters to look at: UNROLL_PYTHON, the one in the path, Debian's. */
const CANDIDATES = [...new Set([process.env.UNROLL_PYTHON, 'python3', '/usr/bin/python3'].filter((name) => name !== undefined))];
let found: string | null | undefined;

/** The first Python that has PyTorch, or the test is skipped, visibly. */
export function pythonWithTorch(test: Mocha.Context): string {
  if (found === undefined) {
    found = null;
    for (const candidate of CANDIDATES) {
      try {
        execFileSync(candidate, ['-c', 'import torch, torch.distributed'], { stdio: 'ignore' });
        found = candidate;
        break;
      } catch {
        // The next one.
      }
    }
  }
  if (!found) {
    const context = test.test ?? test.currentTest;
    if (context) context.title += ' [left out: no Python with PyTorch; set UNROLL_PYTHON]';
    test.skip();
  }
  return found!;
}
