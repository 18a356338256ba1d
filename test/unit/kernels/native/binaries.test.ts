import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = path.resolve(__dirname, '../../../../..');
const file = (target: string) => path.join(root, 'dist', 'native', target, 'unroll.node');
/** The checks of the build script, which is no part of the program. */
const script = (name: string) => import(pathToFileURL(path.join(root, 'native', name)).href);
const TARGETS = ['linux-x64', 'linux-arm64', 'alpine-x64', 'alpine-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64', 'win32-arm64'];
const built = TARGETS.filter((target) => existsSync(file(target)));

describe('binaries of the native kernels', () => {
  it('the build knows the eight platforms', async () => {
    assert.deepEqual(Object.keys((await script('targets.mjs')).TARGETS), TARGETS);
  });

  for (const target of TARGETS)
    it(`${target}: imports Node-API alone, is for that machine and smaller than 250 kB`, async function () {
      if (!built.includes(target)) this.skip();
      const { inspect } = await script('inspect.mjs');
      const bytes = readFileSync(file(target));
      assert.deepEqual(inspect(bytes, target).problems, []);
      assert.ok(bytes.length < 250_000, `${bytes.length} bytes`);
      const other = target.includes('arm64') ? target.replace('arm64', 'x64') : target.replace('x64', 'arm64');
      assert.match(inspect(bytes, other).problems.join(), /it is for/);
    });

  it('a file that is no library, and one that imports more, are refused', async function () {
    const { inspect } = await script('inspect.mjs');
    assert.match(inspect(Buffer.alloc(4096), 'linux-x64').problems.join(), /not a library/);
    if (!built.includes('linux-x64')) this.skip();
    const bytes = Buffer.from(readFileSync(file('linux-x64')));
    bytes.write('open_socket_\0', bytes.indexOf('napi_create_'));
    assert.match(inspect(bytes, 'linux-x64').problems.join(), /it imports open_socket_/);
  });

  it('the C compiler that is installed here and may stand in for Zig takes the sources for every instruction set', async function () {
    const { LOCAL, TARGETS: targets } = await script('targets.mjs');
    const compiler = ['cc', 'clang', 'gcc'].find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);
    if (!compiler || !LOCAL || process.platform === 'win32') this.skip();
    for (const [set, options] of Object.entries(targets[LOCAL].sets as Record<string, string[]>)) {
      const asked = ['-std=c17', '-ffreestanding', '-fsyntax-only', `-DBUILD=${set}`, ...options, path.join(root, 'native/source/kernels.c')];
      const { stderr }: { stderr: string } = spawnSync(compiler, asked, { encoding: 'utf8' });
      assert.equal(stderr, '', set);
    }
  });

  it('built in another folder they have the same bytes', function () {
    if (!process.env.UNROLL_LONG || built.length < TARGETS.length || !existsSync(path.join(root, '.tools', 'zig'))) this.skip();
    const folder = mkdtempSync(path.join(tmpdir(), 'unroll-native-'));
    try {
      mkdirSync(path.join(folder, '.tools'));
      symlinkSync(path.join(root, '.tools', 'zig'), path.join(folder, '.tools', 'zig'));
      execFileSync('cp', ['-r', path.join(root, 'native'), folder]);
      execFileSync(process.execPath, ['native/build.mjs', '--offline'], { cwd: folder, stdio: 'ignore' });
      const hash = (name: string) => createHash('sha256').update(readFileSync(name)).digest('hex');
      for (const target of TARGETS) assert.equal(hash(path.join(folder, 'dist', 'native', target, 'unroll.node')), hash(file(target)), target);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
