import assert from 'node:assert/strict';
import type { SampleEvent } from '../../../src/protocol/training-events';
import { keepSamples } from '../../../src/view-model/chart/keep-samples';
import { passageFinding, unitsByFeature } from '../../../src/view-model/reading/passage';
import fc from '../support/properties';

const sample = (step: number): SampleEvent => ({ type: 'sample', step, text: String(step) });

describe('samples over a run', () => {
  it('are at most seven: the first, the newest, and between them steps that grow by factors', () => {
    let kept: SampleEvent[] = [];
    for (let step = 10; step <= 5000; step += 10) kept = keepSamples([...kept, sample(step)]);
    const steps = kept.map(({ step }) => step);
    assert.equal(steps.length, 7);
    assert.deepEqual([steps[0], steps[6]], [10, 5000]);
    const factors = steps.slice(2).map((step, i) => step / steps[i + 1]!);
    assert.ok(Math.max(...factors) / Math.min(...factors) < 4, steps.join());
  });

  it('stay in order, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { maxLength: 40 }), (numbers) => {
        const steps = [...numbers].sort((a, b) => a - b);
        const kept = keepSamples(steps.map(sample)).map(({ step }) => step);
        assert.ok(kept.length <= 7);
        assert.deepEqual(
          kept,
          [...new Set(kept)].sort((a, b) => a - b),
        );
        if (steps.length > 0) assert.deepEqual([kept[0], kept.at(-1)], [steps[0], steps.at(-1)]);
      }),
    );
  });
});

describe('a passage', () => {
  const character = (text: string, bits: number, rank: number) => ({ text, bits, rank, top: [], hiddenNorms: [] });

  it('is summed up: mean bits, first guesses, the most surprising character', () => {
    const found = passageFinding([character('a', 1, 1), character('q', 9, 30), character('u', 0.5, 1), character('!', 1.5, 2)]);
    assert.deepEqual(found, { bits: 3, count: 4, first: 0.5, hardest: 1 });
    assert.equal(passageFinding([]), undefined);
  });

  it('units by feature: the closest first, by |r|', () => {
    const unit = (feature: string, number: number, correlation: number) => ({ layer: 0, unit: number, feature, correlation, chance: 0.2 });
    const groups = unitsByFeature([unit('column', 1, 0.2), unit('column', 2, -0.4), unit('string', 3, 0.9)]);
    assert.deepEqual(
      groups.map(({ feature, units }) => [feature, ...units.map(({ unit: number }) => number)]),
      [
        ['string', 3],
        ['column', 2, 1],
      ],
    );
  });
});
