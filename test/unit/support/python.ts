import { execFileSync, spawnSync } from 'node:child_process';

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

/** Runs scripts in processes of their own that begin with PyTorch loaded, which takes longer than what they do. */
const FORKING = `
import json, os, runpy, sys, tempfile, traceback, torch
results = []
for script, *args in json.load(sys.stdin):
    files = [tempfile.TemporaryFile(), tempfile.TemporaryFile()]
    child = os.fork()
    if child == 0:
        for number, file in enumerate(files):
            os.dup2(file.fileno(), number + 1)
        sys.argv = [script, *args]
        status = 0
        try:
            runpy.run_path(script, run_name="__main__")
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
            if isinstance(end.code, str):
                print(end.code, file=sys.stderr)
        except BaseException:
            status = 1
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    status = os.waitpid(child, 0)[1]
    texts = []
    for file in files:
        file.seek(0)
        texts.append(file.read().decode())
    results.append({"status": os.WEXITSTATUS(status) if os.WIFEXITED(status) else -1, "stdout": texts[0], "stderr": texts[1]})
print(json.dumps(results))
`;

export interface PythonResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Python scripts to their ends, one after another, each given with its arguments. */
export function runScripts(program: string, calls: readonly (readonly string[])[], env: NodeJS.ProcessEnv): PythonResult[] {
  // Limits of their own: while they wait, mocha's cannot come.
  if (process.platform === 'win32') return calls.map((call) => spawnSync(program, call, { encoding: 'utf8', env, timeout: 100_000 }));
  const input = JSON.stringify(calls);
  return JSON.parse(execFileSync(program, ['-c', FORKING], { encoding: 'utf8', env, input, stdio: ['pipe', 'pipe', 'inherit'], timeout: 100_000 }));
}
