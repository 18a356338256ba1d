import assert from 'node:assert/strict';
import { levelOf, levelRuns, SURPRISAL_BITS, signedLevelOf } from '../../../src/view-model/run/text-levels';
import fc from '../support/properties';

describe('levels of a text', () => {
  it('count the thresholds that are reached', () => {
    assert.deepEqual(
      [Number.NaN, 0, 0.99, 1, 3.5, 10, 99].map((value) => levelOf(value, SURPRISAL_BITS)),
      [0, 0, 0, 1, 3, 7, 7],
    );
    assert.deepEqual(
      [-1, -0.3, 0, 0.3, 1].map((value) => signedLevelOf(value, [0.2, 0.8])),
      [-2, -1, 0, 1, 2],
    );
  });

  it('every character is in the run of its level, and no run crosses a line', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.integer({ min: -3, max: 4 }), { maxLength: 8 }), { maxLength: 6 }), fc.nat(50), (rows, first) => {
        const lines = rows.map((row) => 'x'.repeat(row.length));
        const values = rows.flatMap((row) => [...row, 3]);
        const runs = levelRuns(lines, first, values, (value) => value);
        const painted = rows.map((row) => row.map(() => 0));
        for (const { line, start, end, level } of runs) {
          assert.ok(start < end && level !== 0);
          for (let i = start; i < end; i++) painted[line - first]![i] = level;
        }
        assert.deepEqual(painted, rows);
        // Maximal: neighbours differ.
        for (let i = 1; i < runs.length; i++)
          assert.ok(runs[i]!.line !== runs[i - 1]!.line || runs[i]!.start > runs[i - 1]!.end || runs[i]!.level !== runs[i - 1]!.level);
      }),
      { seed: 31 },
    );
  });

  it('values may end before the text does', () => {
    assert.deepEqual(
      levelRuns(['abc', 'de'], 0, [1, 1], (value) => value),
      [{ line: 0, start: 0, end: 2, level: 1 }],
    );
  });
});
