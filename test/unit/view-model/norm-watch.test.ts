import assert from 'node:assert/strict';
import { NormWatch } from '../../../src/view-model/run/norm-watch';
import fc from '../support/properties';

const norm = fc.double({ min: -2, max: 2, noNaN: true }).map((exponent) => 10 ** exponent);
/** Norms of steps, and whether a report ends after each of them. */
const run = fc.array(fc.tuple(norm, fc.boolean()), { minLength: 1, maxLength: 60 });

/** @param tellsAll whether a report knows the norms of all its steps, or of its last one alone as those of version 0.1 do */
function watch(steps: readonly (readonly [number, boolean])[], tellsAll: boolean): NormWatch {
  const norms = new NormWatch();
  let from = 1;
  steps.forEach(([last, ends], i) => {
    const to = i + 1;
    if (!ends && to < steps.length) return;
    const span = tellsAll ? steps.slice(from - 1, to).map(([one]) => one) : [last];
    norms.add({ from, to, low: Math.min(...span), high: Math.max(...span) }, tellsAll || from === to);
    from = to + 1;
  });
  return norms;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

describe('a spike of the gradient norm', () => {
  for (const tellsAll of [true, false])
    it(`stands out from the steps right before it, ${tellsAll ? 'also where reports sum several steps up' : 'also where reports leave steps out'}`, () => {
      fc.assert(
        fc.property(run, (steps) => {
          const { spike } = watch(steps, tellsAll);
          if (!spike) return;
          const before = steps.slice(0, spike.from - 1).slice(-spike.window);
          assert.equal(before.length, spike.window);
          const middle = median(before.map(([one]) => one));
          assert.ok(spike.norm > 10 * middle && spike.norm / middle >= spike.times * (1 - 1e-12));
        }),
        { numRuns: 1000 },
      );
    });

  it('is not told of a step whose neighbours before it are unknown', () => {
    // Small norms long ago, large ones just before: the last is one of them, though ten times what was long ago.
    const norms = new NormWatch();
    for (let step = 1; step <= 5; step++) norms.add({ from: step, to: step, low: 1, high: 1 }, true);
    norms.add({ from: 6, to: 20, low: 30, high: 30 }, false);
    norms.add({ from: 21, to: 21, low: 30, high: 30 }, true);
    assert.equal(norms.spike, undefined);
    assert.equal(norms.calm, false);
  });
});
