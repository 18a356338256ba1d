// Finds Zig, whose C compiler builds for every target from any machine; fetches it from PyPI into a folder of its own when it is nowhere.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** The version that makes the binaries: the same compiler, the same bytes. */
const VERSION = '0.17.1';
const FOLDER = path.resolve('.tools/zig');

const works = (command) => spawnSync(command, ['version'], { stdio: 'ignore' }).status === 0;

/**
 * A command that runs Zig, or undefined with a line on stderr that says why there is none.
 * @param {boolean} install whether it may be fetched (about 90 MB)
 * @returns {string | undefined}
 */
export function findZig(install) {
  const name = process.platform === 'win32' ? 'zig.exe' : 'zig';
  const own = path.join(FOLDER, 'ziglang', name);
  for (const command of [process.env.UNROLL_ZIG, own]) if (command && works(command)) return command;
  if (!install) return undefined;
  for (const python of ['python3', 'python']) {
    const { status } = spawnSync(python, ['-m', 'pip', 'install', '--quiet', '--target', FOLDER, `ziglang==${VERSION}`], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status === 0 && existsSync(own)) return own;
  }
  console.error(`Zig could not be fetched: install Python with pip, or set UNROLL_ZIG to Zig ${VERSION}.`);
  return undefined;
}
