import assert from 'node:assert/strict';
import { backendTitle } from '../../../src/protocol/backend-title';
import { OPTIONS } from '../../../src/protocol/options';
import { BACKENDS } from '../../../src/protocol/options/choices';

describe('the name of a backend', () => {
  it('is told as people read it: kind and instruction set, no matter how memory is shared', () => {
    assert.equal(backendTitle('native-avx512'), 'native, AVX-512');
    assert.equal(backendTitle('native-avx2', { native: '本机代码' }), '本机代码, AVX2');
    assert.equal(backendTitle('wasm-relaxed-shared'), 'WebAssembly, relaxed SIMD');
  });

  it('never stands raw where one is chosen', () => {
    const { names } = OPTIONS.backend;
    for (const name of BACKENDS) assert.doesNotMatch((names as Record<string, string>)[name]!, /-avx|wasm|native-/, name);
  });
});
