import assert from 'node:assert/strict';
import { defaultConfiguration } from '../../../src/protocol/defaults';
import { UnrollError } from '../../../src/protocol/error';
import { PRESETS } from '../../../src/protocol/presets/trainings';

const choose = (overrides: Parameters<typeof defaultConfiguration>[2]) => {
  const { residual, norm, headNorm, inputInit, embedding, layers } = defaultConfiguration(1_000_000, 65, { hidden: 24, ...overrides });
  return { residual, norm, headNorm, inputInit, embedding, layers };
};
const PLAIN = { residual: 'off', norm: 'none', headNorm: 'none', inputInit: 'default', embedding: 0, layers: 1 };
const SURROUNDED = { residual: 'on', norm: 'rms', headNorm: 'rms', inputInit: 'wide', embedding: 24, layers: 1 };

describe('what surrounds the layers', () => {
  it('is nothing around classical kinds, alone and in stacks', () => {
    assert.deepEqual(choose({ cell: 'gru' }), PLAIN);
    assert.deepEqual(choose({ stack: 'gru,lstm' }), { ...PLAIN, layers: 2 });
  });
  it('is what their papers have around the newer kinds', () => {
    assert.deepEqual(choose({ cell: 'mingru' }), SURROUNDED);
    assert.deepEqual(choose({ stack: 'conv,conv,attention' }), { ...SURROUNDED, layers: 3 });
  });
  it('is as it was asked for', () => {
    assert.deepEqual(choose({ cell: 'gru', residual: 'on', norm: 'rms' }), { ...SURROUNDED, headNorm: 'none' });
    assert.deepEqual(choose({ cell: 'mingru', residual: 'off', norm: 'none', headNorm: 'none', inputInit: 'default', embedding: 0 }), PLAIN);
    assert.deepEqual(choose({ cell: 'gru', headNorm: 'layer' }), { ...PLAIN, headNorm: 'layer' });
    assert.deepEqual(choose({ cell: 'gru', inputInit: 'wide' }), { ...PLAIN, inputInit: 'wide' });
  });
  it('starts inputs wide where nobody asks for a network, on texts of every size, and otherwise leaves the plain net as it is', () => {
    for (const [characters, symbols] of [
      [1000, 40],
      [20_000, 80],
      [100_000, 3000],
      [1_000_000, 65],
    ] as const) {
      assert.equal(defaultConfiguration(characters, symbols, { ...PRESETS.balanced, seed: 3 }).inputInit, 'wide');
      assert.equal(defaultConfiguration(characters, symbols, PRESETS.tutorial).inputInit, 'default');
      for (const given of [{ cell: 'gru' }, { hidden: 32 }, { initialization: 'orthogonal' }, { stack: 'gru' }] as const)
        assert.equal(defaultConfiguration(characters, symbols, given).inputInit, 'default', JSON.stringify(given));
    }
  });
  it('refuses what does not go together with a sentence that says so', () => {
    const refused = (id: string) => (error: unknown) => error instanceof UnrollError && error.id === id && error.exitCode === 2;
    assert.throws(() => choose({ cell: 'conv', embedding: 0 }), refused('configuration.embedding'));
    assert.throws(() => choose({ cell: 'attention', hidden: 25 }), refused('configuration.heads'));
    assert.throws(() => choose({ stack: 'gru,none' }), RangeError);
  });
});
