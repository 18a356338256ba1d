import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { bindKernels, type NativeAddon } from '../../../../src/kernels/native/addon';
import { SCRATCH_BYTES, Scratch } from '../../../../src/kernels/native/scratch';
import { ALL_CASES, findDifference } from '../../../../src/kernels/native/self-test';
import { webAssembly } from '../../../../src/kernels/web-assembly';

const file = path.resolve('dist/native', `${process.platform}-${process.arch}`, 'unroll.node');

describe('functions of the native kernels', () => {
  if (!existsSync(file)) {
    it.skip('left out: there is no native build for this machine');
    return;
  }
  const addon = createRequire(file)(file) as NativeAddon;
  const choice = webAssembly.choose({ threads: 2 })!;
  const reference = choice.create(SCRATCH_BYTES * 32);
  const portable = { kernels: reference.kernels, scratch: new Scratch(reference.memory.buffer, choice.panelWidth, choice.base) };
  for (const [set, width] of Object.entries(addon.instructionSets)) {
    const buffer = new SharedArrayBuffer(SCRATCH_BYTES * 32);
    const native = { kernels: bindKernels(addon, buffer, set), scratch: new Scratch(buffer, width, 0) };
    for (const size of [
      { steps: 2, streams: 3, hidden: 21, vocabulary: 29 },
      { steps: 25, streams: 1, hidden: 100, vocabulary: 65 },
      { steps: 50, streams: 25, hidden: 128, vocabulary: 65 },
      { steps: 3, streams: 33, hidden: 520, vocabulary: 600 },
    ])
      for (const name of Object.keys(ALL_CASES))
        it(`${set}: ${name} gives what WebAssembly gives, with ${size.steps} x ${size.streams} rows and ${size.hidden} hidden units`, () => {
          assert.equal(findDifference(native, portable, size, [name]), undefined);
        });
  }
  it('every function of the WebAssembly kernels is there and has a case', () => {
    const names = Object.entries(reference.kernels)
      .filter(([, value]) => typeof value === 'function')
      .map(([name]) => name);
    assert.deepEqual(
      names.filter((name) => !addon.functions.includes(name) || !Object.hasOwn(ALL_CASES, name)),
      [],
    );
  });
  it('a call that does not fit the memory is refused', () => {
    const kernels = bindKernels(addon, new SharedArrayBuffer(1024), 'portable');
    assert.throws(() => kernels.zero(4096, 4), /memory/);
    assert.throws(() => kernels.zero(Number.NaN, 4), /memory/);
  });
});
