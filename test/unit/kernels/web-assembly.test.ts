import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { canRun } from '../../../src/kernels/registry';

describe('builds of the kernels', () => {
  for (const name of ['relaxed', 'relaxed-shared', 'simd', 'simd-shared']) {
    it(`whether this engine can run ${name} is told by a probe as by the whole build`, () => {
      assert.equal(canRun(`wasm-${name}`), WebAssembly.validate(readFileSync(`dist/kernels/${name.replace('-shared', '')}.wasm`)));
    });
  }

  it('a build that is not there cannot be run', () => {
    for (const name of ['', 'wasm-native', 'constructor']) assert.equal(canRun(name), false);
  });
});
