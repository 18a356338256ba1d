// npm run bench: ours (native and WebAssembly) and the peers by turns in one run. --quick for fewer rounds, --only ABC for some networks, --avx2 for both
// sides without AVX-512, --inference for predictions alone, --busy beside two busy loops, --kinds for the layer kinds of the zoo alone, beside PyTorch,
// --splits for both ways in which threads share the work,
// --json for figures alone.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { CASES } from '../src/cli/presets/speed-cases';
import { canRun, chooseBackend } from '../src/kernels/registry';
import { offerNativeKernels } from '../src/workers/native-kernels';
import { offerSecondCore } from '../src/workers/threads';
import { benchInference, inferenceTable } from './inference';
import { benchKinds, kindsTable } from './kinds';
import { nativePeak, peak } from './peak';
import { Peer } from './peer';
import { benchSplits } from './splits';
import { benchDenormals, benchStartup, startupOf, startupTable } from './startup';
import { benchTraining, type Native, trainingTable } from './training';

/** What keeps PyTorch's libraries to AVX2. */
const AVX2 = { ATEN_CPU_CAPABILITY: 'avx2', ONEDNN_MAX_CPU_ISA: 'AVX2', MKL_ENABLE_INSTRUCTIONS: 'AVX2' };

offerNativeKernels(path.resolve('dist/native'));
offerSecondCore(path.resolve('dist/follower.js'));

async function main(): Promise<void> {
  const argument = (name: string) => process.argv[process.argv.indexOf(name) + 1] ?? '';
  const only = process.argv.includes('--only') ? argument('--only') : 'ABCDE';
  const rounds = process.argv.includes('--quick') ? 3 : 9;
  const json = process.argv.includes('--json');
  const narrow = process.argv.includes('--avx2');
  const wanted = narrow ? 'native-avx2' : 'native';
  const native: Native = canRun(wanted) ? wanted : undefined;
  if (!native) console.error('The native kernels are left out: npm run build:native builds them.');
  if (process.argv.includes('--splits')) {
    console.log(benchSplits(rounds, native, process.argv.includes('--only') ? only : ''));
    return;
  }
  const pythons = (process.env.UNROLL_BENCH_PYTHON ?? 'python3').split(path.delimiter);
  const found = [];
  for (const python of pythons) {
    found.push(await Peer.start(python, ['bench/peers/pytorch.py'], narrow ? AVX2 : {}));
    // Debian's build is at its best with one thread of OpenMP over two of OpenBLAS.
    if (found.at(-1)?.title.includes('PyTorch 1.')) {
      found.pop()!.peer.stop();
      const { OPENBLAS_CORETYPE: _, ...env } = process.env as Record<string, string>;
      found.push(await Peer.start(python, ['bench/peers/pytorch.py'], { ...env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '2' }));
    }
  }
  const kinds = process.argv.includes('--kinds');
  for (const script of kinds ? [] : ['tfjs', 'brain']) found.push(await Peer.start(process.execPath, [`bench/peers/${script}.mjs`]));
  const peers = new Map(found.filter((entry) => entry !== undefined).map(({ title, peer }) => [title, peer]));

  const best = native && chooseBackend({ name: native, threads: 1 }).info.instructionSet;
  const machine = `${cpus().length} cores of ${cpus()[0]!.model.trim()}, Node ${process.versions.node}, V8 ${process.versions.v8}, ${(peak(0.5) / 1e9).toFixed(1)} GFLOP/s a core of 128-bit FMA${
    native ? `, ${(nativePeak(best, 0.5) / 1e9).toFixed(1)} with ${best}` : ''
  }`;
  if (kinds) {
    const figures = await benchKinds(rounds, native, peers);
    console.log(`${machine}\n\n${kindsTable(figures)}`);
    return;
  }
  if (process.argv.includes('--inference')) {
    const inference = await benchInference(peers, rounds, only, native);
    console.log(`${machine}\n\n${inferenceTable(inference)}`);
    return;
  }
  const loops = process.argv.includes('--busy') ? [1, 2].map(() => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' })) : [];
  const training = await benchTraining(peers, rounds, only, native);
  const inference = await benchInference(peers, Math.ceil(rounds / 3), only, native);
  for (const peer of peers.values()) peer.stop();
  for (const loop of loops) loop.kill();
  const startup = await benchStartup(only);
  const denormals = benchDenormals();
  writeFileSync('out/bench.json', JSON.stringify({ machine, training, inference, startup, denormals }, null, 2));
  if (json) {
    process.stdout.write(`${JSON.stringify({ machine, training, inference, startup, denormals })}\n`);
    return;
  }
  console.log(
    `${machine}\n\nTraining\n\n${trainingTable(training)}\n\nInference\n\n${inferenceTable(inference)}\n\nStart\n\n${startupTable(startup)}`,
  );
  console.log(
    `\nA sigmoid RNN over windows of 500 steps takes ${denormals.ratio.toFixed(2)} times as long as tanh; its memory grew by ${denormals.growth} bytes.`,
  );
}

const startup = process.argv.indexOf('--startup');
if (startup > 0) {
  // As the command line starts: the kernels are tested beside the thread that trains.
  const example = CASES.find(({ name }) => name === process.argv[startup + 1]);
  new Worker(__filename, { workerData: { startup: example } }).once('message', (figures) => console.log(JSON.stringify(figures)));
  canRun('native');
} else if (isMainThread) void main().then(() => process.exit(0));
else parentPort!.postMessage(startupOf(workerData.startup));
