import assert from 'node:assert/strict';
import { evaluationWindows, Streams, splitText } from '../../../src/text/streams';
import fc from '../support/properties';

const count = (length: number) => Int32Array.from({ length }, (_, i) => i);

describe('streams of a text', () => {
  it('hold out the end, the first part rounded down', () => {
    assert.deepEqual(splitText(1_115_394, 0.1), { training: 1_003_854, validation: 111_540 });
    assert.deepEqual(splitText(10, 0), { training: 10, validation: 0 });
  });

  it('are contiguous, carry on from window to window, and start over together', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 300 }), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 20 }), (length, B, T) => {
        fc.pre(length - 1 >= B);
        const streams = new Streams(count(length), B, T);
        const L = Math.floor((length - 1) / B);
        assert.equal(streams.length, L);
        let offset = 0;
        for (let step = 0; step < 50; step++) {
          const direct = streams.at(step);
          const window = streams.next();
          assert.deepEqual(direct, window);
          const { inputs, targets, steps, resetState } = window;
          assert.equal(steps, Math.min(T, L));
          if (offset + steps > L) offset = 0;
          assert.equal(resetState, offset === 0);
          for (let t = 0; t < steps; t++)
            for (let b = 0; b < B; b++) {
              assert.equal(inputs[t * B + b], b * L + offset + t);
              assert.equal(targets[t * B + b], b * L + offset + t + 1);
            }
          offset += steps;
        }
      }),
    );
  });

  it('of an evaluation read every character of each stream once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 3000 }), fc.integer({ min: 1, max: 40 }), (length, T) => {
        const { streams, windows } = evaluationWindows(count(length), T);
        assert.ok(streams >= 1 && streams <= 32);
        const seen = new Set<number>();
        let first = true;
        for (const { inputs, targets, resetState } of windows) {
          assert.equal(resetState, first);
          first = false;
          inputs.forEach((input, i) => {
            assert.equal(targets[i], input + 1);
            assert.ok(!seen.has(input));
            seen.add(input);
          });
        }
        assert.equal(seen.size, streams * Math.floor((length - 1) / streams));
      }),
    );
  });
});
