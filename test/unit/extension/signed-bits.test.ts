import assert from 'node:assert/strict';
import { signedBits } from '../../../src/extension/suggestions/signed-bits';

describe('Bits in the language status', () => {
  it('have a sign where they are negative, and none where they round to nothing', () => {
    assert.deepEqual(
      [-0.004, 0.004, -0, -0.006, 2.126, -12.5].map((bits) => signedBits(bits, 2)),
      ['0.00', '0.00', '0.00', '−0.01', '2.13', '−12.50'],
    );
  });
});
