import assert from 'node:assert/strict';
import { CONTROL, CONTROL_WORDS, type Control, control } from '../../../src/protocol/trainer-messages';
import fc from '../support/properties';

describe('stopping a training', () => {
  it('wins over every pause and resume, before and after it', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom<Control[]>(...Object.values(CONTROL))), (wishes) => {
        const words = new Int32Array(new SharedArrayBuffer(4 * CONTROL_WORDS));
        for (const wish of wishes) control(words, wish);
        const last = wishes.findLast((wish) => wish === CONTROL.stop) ?? wishes.at(-1) ?? CONTROL.run;
        assert.equal(words[0], last);
      }),
    );
  });
});
