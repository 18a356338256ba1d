import assert from 'node:assert/strict';
import { cornerOf, glimpse, glimpseWidth, retina } from '../../../../src/network/glimpses/sensor';
import { Random } from '../../../../src/network/random';
import { drawingsOf } from '../../../../src/tasks/glimpses/drawings';
import { DIGIT_SIDE, drawDigits, Scenes, SIDE } from '../../../../src/tasks/glimpses/scene';

describe('glimpses of a picture', () => {
  it('are windows around a point, each next one twice as wide with cells of the mean ink; outside there is none', () => {
    // 0 to 15, row by row.
    const picture = retina(
      Array.from({ length: 16 }, (_, i) => i),
      4,
    );
    const shape = { size: 2, scales: 2 };
    const at = (x: number, y: number) => {
      const seen = new Float64Array(glimpseWidth(shape) + 1);
      glimpse(picture, shape, x, y, seen, 1);
      return [...seen.subarray(1)];
    };
    assert.deepEqual(at(2, 2), [5, 6, 9, 10, (0 + 1 + 4 + 5) / 4, (2 + 3 + 6 + 7) / 4, (8 + 9 + 12 + 13) / 4, (10 + 11 + 14 + 15) / 4]);
    assert.deepEqual(at(0, 0), [0, 0, 0, 0, 0, 0, 0, (0 + 1 + 4 + 5) / 4]);
    assert.deepEqual(
      at(4, 1),
      [3, 0, 7, 0, (2 + 3) / 4 + (0 + 0) / 4, 0, (6 + 7 + 10 + 11) / 4, 0].map((value, i) => (i === 4 ? (2 + 3) / 4 : value)),
    );
  });

  it('see a place on the corners between pixels; what lies outside is the edge', () => {
    assert.deepEqual(
      [-1, 1, 0, 0.1, -3, 3].map((place) => cornerOf(place, 60)),
      [0, 60, 30, 33, 0, 60],
    );
  });

  it("are of a person's own drawings, of which every fifth of a class is for the test; a class with too few is told", () => {
    const drawing = (label: number) => ({ label, ink: '9'.repeat(DIGIT_SIDE ** 2) });
    const own = (counts: readonly number[]) => ({
      classes: counts.map((_, label) => `class ${label}`),
      drawings: counts.flatMap((count, label) => Array.from({ length: count }, () => drawing(label))),
    });
    const { names, training, test } = drawingsOf(1, own([5, 12]));
    assert.deepEqual(names, ['class 0', 'class 1']);
    const count = ({ labels }: typeof test, label: number) => labels.filter((own) => own === label).length;
    assert.deepEqual([count(training, 0), count(test, 0), count(training, 1), count(test, 1)], [4, 1, 9, 3]);
    const { digit, ink } = new Scenes(test, new Random(1, 'scenes')).draw('centred', 1);
    assert.equal(digit, 1);
    assert.equal(
      ink.reduce((a, b) => a + b),
      DIGIT_SIDE ** 2,
    );
    assert.throws(() => drawingsOf(1, own([5, 4])), { id: 'glimpses.few', args: ['class 1', 4, 5] });
  });

  it('have one digit in the middle, anywhere, or anywhere among pieces of others, and are the same for the same seed', () => {
    const digits = drawDigits(3, new Random(4, 'digits'));
    const scenes = () => new Scenes(digits, new Random(4, 'scenes'));
    const [first, again] = [scenes(), scenes()];
    for (const kind of ['centred', 'translated', 'cluttered'] as const)
      for (let i = 0; i < 5; i++) assert.deepEqual(first.draw(kind), again.draw(kind));
    for (let digit = 0; digit < 10; digit++) assert.equal(first.draw('translated', digit).digit, digit);
    const edge = (SIDE - DIGIT_SIDE) / 2;
    for (let i = 0; i < 20; i++) {
      const { ink } = first.draw('centred');
      ink.forEach((value, at) => {
        const [row, column] = [Math.floor(at / SIDE), at % SIDE];
        if (Math.min(row, column) < edge || Math.max(row, column) >= SIDE - edge) assert.equal(value, 0);
      });
      const spread = (kind: 'translated' | 'cluttered') => first.draw(kind).ink.filter((value) => value > 0).length;
      assert.ok(spread('translated') > 20 && spread('translated') <= DIGIT_SIDE ** 2);
    }
    const ink = (kind: 'translated' | 'cluttered') =>
      Array.from({ length: 50 }, () => first.draw(kind).ink.reduce((a, b) => a + b)).reduce((a, b) => a + b);
    assert.ok(ink('cluttered') > 1.2 * ink('translated'));
  });
});
