import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MixtureWeights } from '../../../src/prediction/mixture-weights';

const V = 5;
const distribution = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: V, maxLength: V }).map((values) => {
  const sum = values.reduce((a, b) => a + b);
  return Float64Array.from(values, (value) => value / sum);
});

describe('mixture of network and n-gram', () => {
  it('sums to one, whatever it has seen', () => {
    const steps = fc.array(fc.tuple(distribution, distribution, fc.nat(8), fc.nat(V - 1)), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(steps, (list) => {
        const weights = new MixtureWeights();
        const out = new Float64Array(V);
        for (const [network, ngram, matched, symbol] of list) {
          weights.mix(network, ngram, matched, out);
          assert.ok(Math.abs(out.reduce((a, b) => a + b) - 1) < 1e-9 && out.every((p) => p > 0));
          weights.update(network, ngram, matched, symbol);
        }
      }),
    );
  });

  it('loses at most half a percent on the n-gram, whatever the text, the network and the n-gram', () => {
    const steps = fc.array(fc.tuple(distribution, distribution, fc.nat(8), fc.nat(V - 1)), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 8 }), (list, rounds) => {
        const weights = new MixtureWeights();
        const out = new Float64Array(V);
        let [mixed, alone] = [0, 0];
        // The same again and again, so that it begins to trust, then with the network turned against it.
        for (let round = 0; round < rounds; round++)
          for (const [first, ngram, matched, symbol] of list) {
            const network = round % 3 === 2 ? first.slice().reverse() : first;
            weights.mix(network, ngram, matched, out);
            mixed -= Math.log(out[symbol]!);
            alone -= Math.log(ngram[symbol]!);
            weights.update(network, ngram, matched, symbol);
            assert.ok(mixed <= 1.005 * alone + 1e-9, `${mixed} and ${alone}`);
          }
      }),
    );
  });

  it('lets the network in only when that helps, and out again when it stops helping', () => {
    const weights = new MixtureWeights();
    const good = Float64Array.of(0.9, 0.025, 0.025, 0.025, 0.025);
    const bad = Float64Array.of(0.01, 0.01, 0.01, 0.01, 0.96);
    const ngram = Float64Array.of(0.3, 0.2, 0.2, 0.2, 0.1);
    assert.equal(weights.usesNetwork, false);
    for (let i = 0; i < 200; i++) weights.update(good, ngram, 3, 0);
    assert.equal(weights.usesNetwork, true);
    for (let i = 0; i < 3000; i++) weights.update(bad, ngram, 3, i % 4);
    const out = new Float64Array(V);
    weights.mix(bad, ngram, 3, out);
    const loss = (p: Float64Array) => -[0, 1, 2, 3].reduce((sum, symbol) => sum + Math.log(p[symbol]!) / 4, 0);
    assert.ok(loss(out) < 1.005 * loss(ngram), `${loss(out)} and ${loss(ngram)}`);
  });
});
