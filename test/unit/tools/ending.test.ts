import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

/** What a suite does with a server: a process group of its own, named on standard output, and then it waits for a page. */
const suite = `
  import { spawn } from 'node:child_process';
  import { atEnd } from ${JSON.stringify(pathToFileURL(path.resolve('test/vscode/ending.mjs')).href)};
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
  atEnd(() => process.kill(-child.pid, 'SIGKILL'));
  console.log(child.pid);
  setInterval(() => {}, 1000);
`;
const runs = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('a suite in the real editor that is stopped from outside', () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    it(`takes along what it has started (${signal})`, async function () {
      if (process.platform === 'win32') return this.skip();
      const child = spawn(process.execPath, ['--input-type=module', '-e', suite], { stdio: ['ignore', 'pipe', 'inherit'] });
      const [line] = await once(child.stdout, 'data');
      const server = Number(String(line));
      assert.ok(runs(server));
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
      for (let looks = 0; looks < 900 && runs(server); looks++) await pause(100);
      assert.ok(!runs(server));
    });
});
