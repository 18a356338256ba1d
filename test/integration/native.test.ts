import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Training } from '../../src/extension/training/training';
import { TRAINER, trainWith } from './fault-support';
import { until } from './support';

const binary = path.join(path.dirname(TRAINER), 'native', `${process.platform}-${process.arch}`, 'unroll.node');
const startOf = ({ events }: Training) => events.find((event) => event.type === 'start');

describe('native kernels in the extension host', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'unroll-native-'));
  const started = async (name: string, prelude = '', overrides = {}) => {
    const training = trainWith(prelude, path.join(folder, name), { steps: 20, ...overrides });
    await until('the training to end', () => training.state !== 'running' && training.state !== 'saving' && training.state !== 'queued');
    return training;
  };
  before(function () {
    if (!existsSync(binary)) {
      console.log('      left out: there is no native build for this machine');
      this.skip();
    }
  });

  it('train, and are left out where the setting says WebAssembly', async () => {
    assert.match(startOf(await started('native'))!.backend, /^native-/);
    assert.match(startOf(await started('portable', '', { backend: 'wasm' }))!.backend, /^wasm-/);
  });

  it('give way to WebAssembly with the reason where the file is missing or damaged', async () => {
    const all = path.join(path.dirname(TRAINER), 'native');
    renameSync(all, `${all}.kept`);
    try {
      assert.match(startOf(await started('missing'))!.backendReason!, /there is no build/);
      // Under a name that this process has not loaded: a loaded library stays what it is.
      if (process.platform !== 'linux') return;
      const other = binary.replace(`linux-${process.arch}`, `alpine-${process.arch}`);
      mkdirSync(path.dirname(other), { recursive: true });
      writeFileSync(other, 'damaged');
      const damaged = await started('damaged');
      assert.match(startOf(damaged)!.backend, /^wasm-/);
      assert.ok(startOf(damaged)!.backendReason);
      assert.equal(damaged.state, 'done');
    } finally {
      rmSync(all, { recursive: true, force: true });
      renameSync(`${all}.kept`, all);
    }
  });

  it('end the training with an error when they crash, not the host; the next one runs on WebAssembly and says why', async function () {
    if (process.platform === 'win32') this.skip();
    // A copy of a thousand million rows leaves every memory.
    const crash = `{
      const real = process.dlopen;
      process.dlopen = (module, ...rest) => {
        real(module, ...rest);
        const { attach, functions } = module.exports;
        module.exports.attach = (memory, block, set) => {
          const call = attach(memory, block, set);
          return () => {
            if (set !== 'portable' && block[25] === functions.indexOf('adam')) {
              block.set([1e9, 1, 64, 64, 64, 64]);
              block[25] = functions.indexOf('copyRows');
            }
            call();
          };
        };
        module.exports.approved = true;
      };
    }`;
    const crashed = await started('crashed', crash);
    assert.equal(crashed.state, 'failed');
    const next = await started('next');
    assert.equal(next.state, 'done');
    assert.match(startOf(next)!.backend, /^wasm-/);
    assert.match(startOf(next)!.backendReason!, /it crashed before/);
  });
});
