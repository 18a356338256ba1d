import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { NativeAddon } from '../../../../src/kernels/native/addon';
import { nativeProvider } from '../../../../src/kernels/native/provider';
import { chooseBackend } from '../../../../src/kernels/registry';
import { createLearner } from '../../../../src/network/create';
import { languagePorts } from '../../../../src/network/ports';
import { FAILURE, ThreadHealth } from '../../../../src/network/thread-health';
import { chooseSplit } from '../../../../src/network/work-split';
import type { Configuration } from '../../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../../src/protocol/defaults';
import { hashTensors } from '../../fixture/fixture-file';
import { NATIVE, toOtherMachine } from '../../support/native';
import { spawn } from '../../support/threads';

const target = `${process.platform}-${process.arch}`;
const file = path.resolve('dist/native', target, 'unroll.node');
const addon = (): NativeAddon => createRequire(file)(file);
const V = 31;
const text = Int32Array.from({ length: 6000 }, (_, i) => ((i * i) >>> 4) % V);

/** Losses and final weights of 100 steps. */
function train(change: Partial<Configuration>, build: string, threads = 1) {
  const configuration: Configuration = { ...BASE_CONFIGURATION, hidden: 37, batchSize: 5, sequenceLength: 9, ...change, threads };
  const learner = createLearner({ configuration, ports: V }, { build, spawn });
  const { batchSize: B, sequenceLength: T } = configuration;
  const symbols = (step: number, shift: number) =>
    Int32Array.from({ length: T * B }, (_, i) => text[((i % B) * 997 + step * T + Math.floor(i / B) + shift) % text.length]!);
  const losses = Array.from(
    { length: 100 },
    (_, step) => learner.step({ inputs: symbols(step, 0), targets: symbols(step, 1), steps: T, resetState: step === 0 }, 3e-3)!.loss,
  );
  const hash = hashTensors(learner.readWeights());
  assert.equal(learner.backend, build);
  learner.dispose();
  return { losses, hash };
}

describe('the native backend', () => {
  const NETS: [string, Partial<Configuration>][] = [
    ['tanh RNN, Adagrad', { cell: 'rnn', optimizer: 'adagrad' }],
    ['sigmoid RNN, momentum', { cell: 'rnn', activation: 'sigmoid', optimizer: 'sgd', momentum: 0.9 }],
    ['two LSTM layers with an embedding and dropout', { cell: 'lstm', layers: 2, embedding: 11, dropout: 0.3 }],
    ['GRU, RMSProp, values clipped', { cell: 'gru', optimizer: 'rmsprop', clip: 0.1, clipMode: 'value' }],
    ['feed-forward net, sigmoid outputs', { cell: 'feedforward', window: 3, output: 'sigmoid' }],
  ];
  // A few seconds each.
  if (process.env.UNROLL_LONG)
    NETS.push([
      'all newer kinds of layers in one stack',
      {
        ...{ stack: 'mingru,minlstm,lru,s6,conv,attention,deltanet', residual: 'on', norm: 'rms', headNorm: 'rms' },
        ...{ hidden: 24, embedding: 24, attentionHeads: 2, stateSize: 4, rank: 2 },
      },
    ]);
  for (const name of NATIVE)
    for (const [title, change] of NETS)
      it(`${name} and WebAssembly stay within 1e-4 over 100 steps, and threads repeat their bits: ${title}`, () => {
        const portable = train(change, 'wasm-simd');
        for (const threads of [1, 2]) {
          const native = train(change, name, threads);
          native.losses.forEach((loss, i) => {
            assert.ok(Math.abs(loss - portable.losses[i]!) < 1e-4 * Math.max(1, loss), `step ${i}: ${loss} for ${portable.losses[i]}`);
          });
          assert.equal(train(change, name, threads).hash, native.hash);
        }
      });

  it('shares hidden units where that was measured to be faster: large matrices and few streams', function () {
    const [name] = NATIVE;
    if (!name) this.skip();
    const split = (cell: 'gru' | 'lstm', hidden: number, batchSize: number) => {
      const configuration: Configuration = { ...BASE_CONFIGURATION, cell, hidden, batchSize };
      return chooseSplit(configuration, languagePorts(configuration, V), 2, chooseBackend({ name, threads: 2 }).unitSplit);
    };
    assert.equal(split('gru', 512, 4), 'units');
    assert.equal(split('lstm', 512, 32), 'streams');
    assert.equal(split('gru', 256, 4), 'streams');
  });

  it('that has no build says so', () => {
    const provider = nativeProvider(() => {
      throw new Error('there is no build');
    });
    assert.equal(provider.unavailable(), 'there is no build');
    assert.equal(provider.choose({ threads: 1 }), undefined);
  });

  it('whose functions give wrong numbers is refused by its self-test', function () {
    if (!existsSync(file)) this.skip();
    const real = addon();
    const wrong: NativeAddon = {
      ...real,
      approved: false,
      attach(memory, block, set) {
        const call = real.attach(memory, block, set);
        if (set === 'portable') return call;
        return () => {
          call();
          if (block[25] !== real.functions.indexOf('lstmForward')) return;
          const values = new Float32Array(memory.buffer);
          for (let i = 0; i < 256; i++) values[i]! += 1e-2;
        };
      },
    };
    assert.match(nativeProvider(() => wrong).unavailable()!, /^its self-test failed: lstmForward/);
    assert.match(
      nativeProvider(() => ({ ...real, approved: false, functions: [...real.functions, 'newer'] })).unavailable()!,
      /newer \(it has no test\)/,
    );
  });

  it('that crashes is reported by name, in whatever thread, and nothing new begins on it', function () {
    if (!existsSync(file)) this.skip();
    let crashed = false;
    const broken: NativeAddon = {
      ...addon(),
      approved: true,
      crashed: () => crashed,
      attach: () => () => {
        crashed = true;
        throw new Error('The native kernels crashed.');
      },
    };
    const provider = nativeProvider(() => broken);
    const { kernels } = provider.choose({ threads: 1 })!.create(65536);
    assert.throws(() => kernels.zero(64, 64), { id: 'backend.crashed' });
    assert.equal(provider.unavailable(), 'it crashed before');
    assert.equal(provider.choose({ threads: 1 }), undefined);
    const health = ThreadHealth.create(2);
    health.fail(FAILURE.crash);
    assert.throws(() => health.check(), { id: 'backend.crashed' });
  });

  it('whose code crashes ends the thread with an error, not the process, and is not used again', async function () {
    if (!existsSync(file)) this.skip();
    // In a process of its own: this one goes on using the addon.
    const script = `
      const { Worker, isMainThread } = require('node:worker_threads');
      const load = () => require(${JSON.stringify(file)});
      // The threads alone load it: it stays when the first one ends, and so does the guard that the signals go to.
      if (isMainThread) new Worker(__filename).on('error', (error) => {
        const source = \`require('node:worker_threads').parentPort.postMessage(require(${JSON.stringify(file)}).crashed())\`;
        new Worker(source, { eval: true }).on('message', (crashed) => console.log(error.message, crashed)).on('exit', () => {
          // A trap of WebAssembly is a signal, too.
          const load = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 5, 3, 1, 0, 1, 7, 5, 1, 1, 102, 0, 0];
          const outside = Uint8Array.from([...load, 10, 10, 1, 8, 0, 65, 127, 40, 2, 0, 26, 11]);
          try { new WebAssembly.Instance(new WebAssembly.Module(outside)).exports.f(); } catch (trap) { console.log(trap.constructor.name); }
        });
      });
      else {
        const addon = load();
        const block = new Float64Array(32);
        const call = addon.attach(new Uint8Array(new SharedArrayBuffer(65536)), block, Object.keys(addon.instructionSets)[0]);
        block.set([1e9, 1, 64, 64, 64, 64]);
        block[25] = addon.functions.indexOf('copyRows');
        call();
      }`;
    const folder = mkdtempSync(path.join(tmpdir(), 'unroll-crash-'));
    writeFileSync(path.join(folder, 'crash.js'), script);
    const { stdout, status } = spawnSync(process.execPath, [path.join(folder, 'crash.js')], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    assert.deepEqual(stdout.trim().split('\n'), ['The native kernels crashed. true', 'RuntimeError']);
    assert.equal(status, 0);
  });
});

describe('unroll train on a backend', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'unroll-backend-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['unroll.js', 'follower.js', 'assets']) cpSync(path.join('dist', name), path.join(folder, name), { recursive: true });
  const binary = path.join(folder, 'native', target, 'unroll.node');
  const model = path.join(folder, 'model.safetensors');
  const unroll = (...args: string[]) =>
    spawnSync(process.execPath, [path.join(folder, 'unroll.js'), 'train', 'samples/prose.txt', '--out', model, '--json', ...args], {
      encoding: 'utf8',
      env: { ...process.env, UNROLL_BACKEND: '' },
    });
  const start = (...args: string[]) => {
    const { stdout, stderr } = unroll('--hidden', '16', '--steps', '3', '--threads', '2', ...args);
    assert.ok(stdout.startsWith('{"type":"start"'), stderr);
    return JSON.parse(stdout.split('\n')[0]!);
  };
  /** Puts a binary where the command line looks for one; without `bytes` the real one. */
  const put = (bytes: Uint8Array = readFileSync(file), checksum = createHash('sha256').update(bytes).digest('hex')) => {
    rmSync(path.dirname(binary), { recursive: true, force: true });
    mkdirSync(path.dirname(binary), { recursive: true });
    writeFileSync(binary, bytes);
    writeFileSync(path.join(path.dirname(binary), 'unroll.sha256'), checksum);
  };

  it('falls back to WebAssembly and tells why: no build, a damaged one, one that is no library, one for another machine', function () {
    assert.match(start().backendReason, /^native: there is no build for /);
    put(new TextEncoder().encode('not a library'));
    const wrong = start();
    assert.match(wrong.backend, /^wasm-/);
    assert.match(wrong.backendReason, /^native: .*(file too short|invalid|not a mach-o|not a valid)/i);
    if (!existsSync(file)) this.skip();
    // Cut short, the system would map it and then end the process.
    const real = readFileSync(file);
    put(real.subarray(0, 5000), createHash('sha256').update(real).digest('hex'));
    assert.match(start().backendReason, /^native: its file is damaged$/);
    const foreign = toOtherMachine(real);
    if (!foreign) return;
    put(foreign);
    assert.match(start().backend, /^wasm-/);
  });

  it('refuses one that was asked for and cannot run, and keeps to the one that was asked for', function () {
    rmSync(path.dirname(binary), { recursive: true, force: true });
    const refused = unroll('--backend', 'native', '--steps', '3');
    assert.equal(refused.status, 2);
    assert.match(refused.stderr, /^The backend native cannot run here: there is no build for .*\n$/);
    assert.match(start('--backend', 'wasm').backend, /^wasm-/);
    if (!existsSync(file)) this.skip();
    put();
    assert.equal(start('--backend', 'wasm').backendReason, undefined);
    assert.match(start().backend, /^native-/);
    assert.match(start('--backend', 'native').backend, /^native-/);
  });

  it('goes on with another one than before only with a note', function () {
    if (!existsSync(file)) this.skip();
    put();
    assert.match(start().backend, /^native-/);
    const resume = () => unroll('--resume', model, '--stop-after', '2', '--out', path.join(folder, 'other.safetensors'));
    assert.doesNotMatch(resume().stderr, /continues with/);
    rmSync(path.dirname(binary), { recursive: true, force: true });
    assert.match(resume().stderr, /The run continues with WebAssembly.* instead of native/);
  });
});
