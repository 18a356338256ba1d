import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Training } from '../../src/extension/training/training';
import { TRAINER, trainWith } from './fault-support';
import { until } from './support';

const binary = path.join(path.dirname(TRAINER), 'native', `${process.platform}-${process.arch}`, 'unroll.node');
const startOf = ({ events }: Training) => events.find((event) => event.type === 'start');

/** Code in front of the trainer: every function of the addon runs as `call` says; `addon` may change what else it exports. */
const behindAddon = (call: string) => `
  let addon = (exports) => exports;
  const { dlopen } = process;
  process.dlopen = (module, ...rest) => {
    dlopen(module, ...rest);
    const { attach, functions } = module.exports;
    module.exports = addon({
      ...module.exports,
      attach(memory, block, set) {
        const call = attach(memory, block, set);
        return () => (${call})(call, set, block, memory, functions);
      },
    });
  };
`;

describe('native kernels in the extension host', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'unroll-native-'));
  const started = async (name: string, prelude = '', overrides = {}, trainer = TRAINER) => {
    const training = trainWith(prelude, path.join(folder, name), { steps: 20, ...overrides }, {}, trainer);
    await until('the training to end', () => training.state !== 'running' && training.state !== 'saving' && training.state !== 'queued');
    return training;
  };
  before(function () {
    const reason =
      process.env.UNROLL_BACKEND === 'wasm' ? 'this run is for WebAssembly' : existsSync(binary) ? '' : 'there is no native build for this machine';
    if (reason) {
      console.log(`      left out: ${reason}`);
      this.skip();
    }
  });

  it('train, and are left out where the setting says WebAssembly', async () => {
    assert.match(startOf(await started('native'))!.backend, /^native-/);
    const portable = await started('portable', '', { backend: 'wasm' });
    assert.match(startOf(portable)!.backend, /^wasm-/);
    assert.equal(portable.state, 'done', portable.error);
  });

  it('give way to WebAssembly with the reason where the file is missing, damaged, or for another processor', async () => {
    // A copy of what is built: other suites run beside this one.
    const built = path.join(folder, 'dist');
    cpSync(path.dirname(TRAINER), built, { recursive: true, filter: (file) => !file.endsWith('.map') });
    const trainer = path.join(built, path.basename(TRAINER));
    const all = path.join(built, 'native');
    const elf = process.platform === 'linux' ? readFileSync(binary) : undefined;
    rmSync(all, { recursive: true });
    assert.match(startOf(await started('missing', '', {}, trainer))!.backendReason!, /there is no build/);
    if (!elf) return;
    const foreign = Buffer.from(elf);
    // The machine in the header of ELF: arm64 instead of x64, or the other way round.
    foreign.writeUInt16LE(foreign.readUInt16LE(0x12) === 62 ? 183 : 62, 0x12);
    for (const [name, bytes, whole] of [
      ['no library', Buffer.from('no library')],
      ['cut short', elf.subarray(0, 5000), elf],
      ['for another processor', foreign],
    ] as const) {
      // Under a name that this process has not loaded: a loaded library stays what it is.
      const other = path.join(all, `alpine-${process.arch}`);
      mkdirSync(other, { recursive: true });
      writeFileSync(path.join(other, 'unroll.node'), bytes);
      writeFileSync(
        path.join(other, 'unroll.sha256'),
        createHash('sha256')
          .update(whole ?? bytes)
          .digest('hex'),
      );
      const training = await started(name, '', {}, trainer);
      assert.match(startOf(training)!.backend, /^wasm-/, name);
      assert.match(startOf(training)!.backendReason!, /^native: .+/, name);
      assert.equal(training.state, 'done', name);
    }
  });

  it('give way to WebAssembly when they fail their self-test', async () => {
    const wrong = behindAddon(`(call, set, block, memory, functions) => {
      call();
      if (set !== 'portable' && block[25] === functions.indexOf('gemmNN')) new Float32Array(memory.buffer).subarray(0, 4096).fill(7);
    }`);
    const training = await started('wrong', `${wrong} addon = (exports) => ({ ...exports, approved: false });`);
    assert.match(startOf(training)!.backend, /^wasm-/);
    assert.match(startOf(training)!.backendReason!, /its self-test failed: gemmNN/);
    assert.equal(training.state, 'done');
  });

  it('end the training with an error when they crash, not the host; the next one runs on WebAssembly and says why', async () => {
    // A copy of a thousand million rows leaves every memory.
    const crash = behindAddon(`(call, set, block, memory, functions) => {
      if (set !== 'portable' && block[25] === functions.indexOf('adam')) {
        block.set([1e9, 1, 64, 64, 64, 64]);
        block[25] = functions.indexOf('copyRows');
      }
      call();
    }`);
    const crashed = await started('crashed', `${crash} addon = (exports) => ({ ...exports, approved: true });`);
    assert.equal(crashed.state, 'failed');
    assert.match(crashed.error!, /native code crashed/);
    const next = await started('next');
    assert.equal(next.state, 'done');
    assert.match(startOf(next)!.backend, /^wasm-/);
    assert.match(startOf(next)!.backendReason!, /it crashed before/);
  });
});
