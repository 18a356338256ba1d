import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Kernels } from '../../../../src/kernels/backend';
import { bindKernels, type NativeAddon } from '../../../../src/kernels/native/addon';
import { SCRATCH_BYTES, Scratch } from '../../../../src/kernels/native/scratch';
import { ALL_CASES, findDifference } from '../../../../src/kernels/native/self-test';
import { webAssembly } from '../../../../src/kernels/web-assembly';

const KINDS = new Map([...readFileSync('native/source/list.h', 'utf8').matchAll(/X\((\w+), "(\w+)"\)/g)].map(([, name, kinds]) => [name!, kinds!]));

/** Every call of a case, once more with `value` for each of its counts. */
function withCounts({ kernels, scratch }: { kernels: Kernels; scratch: Scratch }, name: string, value: number): (() => void)[] {
  const calls: [string, number[]][] = [];
  const kept =
    (own: string, kernel: (...values: number[]) => unknown) =>
    (...values: number[]) => {
      calls.push([own, values]);
      return kernel(...values);
    };
  const functions = Object.entries(kernels).filter(([, kernel]) => typeof kernel === 'function');
  scratch.clear();
  ALL_CASES[name]!(Object.fromEntries(functions.map(([own, kernel]) => [own, kept(own, kernel)])) as unknown as Kernels, scratch, {
    ...{ steps: 3, streams: 2, hidden: 21, vocabulary: 29 },
  });
  return calls.flatMap(([own, values]) =>
    values.flatMap((_, place) =>
      KINDS.get(own)![place] === 'n' ? [() => (kernels as unknown as Record<string, typeof Math.max>)[own]!(...values.with(place, value))] : [],
    ),
  );
}

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
  const sides: [string, { kernels: Kernels; scratch: Scratch }][] = [[choice.info.name, portable]];
  for (const [set, width] of Object.entries(addon.instructionSets)) {
    const buffer = new SharedArrayBuffer(SCRATCH_BYTES * 32);
    const native = { kernels: bindKernels(addon, buffer, set), scratch: new Scratch(buffer, width, 0) };
    sides.push([set, native]);
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
  for (const [title, side] of sides)
    it(`${title}: a count of 0 has nothing to do`, () => {
      for (const name of Object.keys(ALL_CASES)) for (const call of withCounts(side, name, 0)) call();
    });
  it('a count below 0 is refused', () => {
    const [, native] = sides[1]!;
    for (const name of Object.keys(ALL_CASES)) for (const call of withCounts(native, name, -1)) assert.throws(call, RangeError, name);
  });
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
