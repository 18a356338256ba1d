import assert from 'node:assert/strict';
import { type FeatureName, textFeatures } from '../../../src/diagnostics/text-features';
import { rankUnits } from '../../../src/diagnostics/unit-tracking';
import { Random } from '../../../src/network/random';

const marks = (text: string, name: FeatureName): string =>
  Array.from(textFeatures([...text]).find((feature) => feature.name === name)!.values, (value) => (value > 9 ? '+' : String(value))).join('');

describe('features of a text', () => {
  it('strings: quotes, escapes, ends of lines, apostrophes in words', () => {
    assert.equal(marks('a "b" c', 'string'), '0011000');
    assert.equal(marks('"a\\"b"c', 'string'), '1111100');
    assert.equal(marks('"a\\\\"b', 'string'), '111100');
    assert.equal(marks("don't 'x", 'string'), '00000011');
    assert.equal(marks('"a\nb', 'string'), '1100');
    assert.equal(marks('`a\nb`c', 'string'), '111100');
    assert.equal(marks('// "a\nb', 'string'), '0000000');
  });

  it('comments: to the end of the line, blocks, no addresses', () => {
    assert.equal(marks('a // b\nc', 'comment'), '00111100');
    assert.equal(marks('/* a */b', 'comment'), '11111100');
    assert.equal(marks('/*/ a */b', 'comment'), '111111100');
    assert.equal(marks('http://a', 'comment'), '00000000');
    assert.equal(marks('a # b', 'comment'), '00111');
    assert.equal(marks('#b this.#c', 'comment'), '0000000000');
    assert.equal(marks('"// a" b', 'comment'), '00000000');
  });

  it('brackets outside of strings, columns, indentation, ends of words', () => {
    assert.equal(marks('f(a[")"])', 'bracket'), '011222210');
    assert.equal(marks(')(', 'bracket'), '01');
    assert.equal(marks('ab\nc', 'column'), '1201');
    assert.equal(marks('  a b\nc', 'indentation'), '1222200');
    assert.equal(marks('ab c_1.', 'wordEnd'), '0100010');
  });
});

describe('ranking of units', () => {
  it('finds the unit that follows each feature, whatever its sign, and leaves constant units and features out', () => {
    const text = [...'x = "some string" + f(a, (b)) // and why\n  y = "another"\n'.repeat(4)];
    const features = textFeatures(text);
    const units = 5;
    const activations = new Float32Array(text.length * units);
    const value = (name: FeatureName, t: number) => features.find((feature) => feature.name === name)!.values[t]!;
    for (let t = 0; t < text.length; t++) {
      activations[t * units] = 0.3;
      activations[t * units + 1] = 0.8 - 1.6 * value('string', t);
      activations[t * units + 2] = Math.tanh(value('bracket', t));
      activations[t * units + 3] = value('column', t) / 50 + 0.05 * Math.sin(t);
      activations[t * units + 4] = Math.sin(7 * t);
    }
    const ranking = [...rankUnits(activations, units, features)];
    const best = Object.fromEntries(ranking.map(({ feature, units: found }) => [feature, found[0]!]));
    assert.equal(best.string!.unit, 1);
    assert.ok(best.string!.correlation < -0.999);
    assert.equal(best.bracket!.unit, 2);
    assert.equal(best.column!.unit, 3);
    for (const { units: found } of ranking) {
      assert.ok(found.every(({ unit }) => unit !== 0));
      for (let i = 1; i < found.length; i++) assert.ok(Math.abs(found[i]!.correlation) <= Math.abs(found[i - 1]!.correlation));
    }
    const plain = [
      ...rankUnits(
        activations,
        units,
        textFeatures([...'no marks here'.repeat(30)]).map((f) => ({ ...f, values: f.values.subarray(0, text.length) })),
      ),
    ];
    assert.ok(plain.every(({ feature }) => feature !== 'string' && feature !== 'comment' && feature !== 'bracket'));
  });

  it('chance: a unit that follows a feature exceeds it, slow noise does not', () => {
    const random = new Random(7, 'noise');
    const text = Array.from({ length: 3000 }, () => 'ab ("x")\n'[Math.floor(random.uniform() * 9)]!);
    const features = textFeatures(text).filter(({ name }) => name === 'string');
    const noise = new Float32Array(text.length * 20);
    for (let u = 0; u < 20; u++) for (let t = 1; t < text.length; t++) noise[t * 20 + u] = 0.98 * noise[(t - 1) * 20 + u]! + random.uniform() - 0.5;
    const [lost] = rankUnits(noise, 20, features);
    assert.ok(lost!.chance > 0.02 && Math.abs(lost!.units[0]!.correlation) < 2 * lost!.chance, JSON.stringify(lost));
    for (let t = 0; t < text.length; t++) noise[t * 20 + 3]! += 6 * features[0]!.values[t]!;
    const [found] = rankUnits(noise, 20, features);
    assert.equal(found!.units[0]!.unit, 3);
    assert.ok(found!.units[0]!.correlation > 2 * found!.chance, JSON.stringify(found));
  });

  it('of nothing is nothing', () => {
    assert.deepEqual([...rankUnits([], 4, textFeatures([]))], []);
  });
});
