// Compiles src/kernels/assembly to dist/kernels/*.wasm: with and without relaxed SIMD (fused multiply-add).
// For shared memory the loader changes one byte.
// A build is left as it is when nothing has changed since.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

const source = 'src/kernels/assembly';
const builds = {
  relaxed: ['--enable', 'relaxed-simd'],
  simd: [],
};
const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--enable', 'bulk-memory', '--importMemory'];
const memory = ['--initialMemory', '1', '--maximumMemory', '65536'];

/** @returns {Promise<void>} */
export async function buildKernels() {
  const hash = createHash('sha256').update(JSON.stringify([builds, options, memory]));
  for (const file of readdirSync(source).sort()) if (file.endsWith('.ts')) hash.update(file).update(readFileSync(`${source}/${file}`));
  const digest = hash.digest('hex');
  const stamp = 'dist/kernels/sources.sha256';
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest && Object.keys(builds).every((name) => existsSync(`dist/kernels/${name}.wasm`)))
    return;
  const { default: asc } = await import('assemblyscript/asc');
  mkdirSync('dist/kernels', { recursive: true });
  for (const [name, extra] of Object.entries(builds)) {
    const { error, stderr } = await asc.main([`${source}/index.ts`, '--outFile', `dist/kernels/${name}.wasm`, ...options, ...memory, ...extra]);
    if (error) throw new Error(`${name}: ${error.message}\n${stderr}`);
  }
  writeFileSync(stamp, digest);
}
