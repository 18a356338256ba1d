import assert from 'node:assert/strict';
import { cornerOf, glimpse, glimpseWidth, retina } from '../../../src/network/glimpses/sensor';
import { Random } from '../../../src/network/random';
import type { GlimpseEvent } from '../../../src/protocol/glimpses';
import { GlimpseSeries } from '../../../src/view-model/run/glimpse-series';
import { byGlimpseChart, learningChart } from '../../../src/view-model/run-charts/glimpse-charts';
import { inkPaths, pointOf, seenThrough, windowsOf } from '../../../src/view-model/svg/glimpse-picture';

const SHAPE = { side: 20, size: 4, scales: 3 };

describe('the page of the glimpse playground', () => {
  it('shows of a glimpse what the sensor sees there', () => {
    const random = new Random(1, 'page');
    const ink = Array.from({ length: SHAPE.side ** 2 }, () => random.integer(10)).join('');
    const picture = retina(
      [...ink].map((level) => Number(level) / 9),
      SHAPE.side,
    );
    for (const place of [
      [0, 0],
      [-1, 1],
      [0.33, -0.71],
      [1.4, -2],
    ] as const) {
      const corner = [cornerOf(place[0], SHAPE.side), cornerOf(place[1], SHAPE.side)] as const;
      assert.deepEqual(pointOf(place, SHAPE.side), corner);
      const seen = new Float64Array(glimpseWidth(SHAPE));
      glimpse(picture, SHAPE, ...corner, seen, 0);
      const shown = windowsOf(place, SHAPE).flatMap((window) => seenThrough(window, ink, SHAPE.side, SHAPE.size));
      assert.equal(shown.length, seen.length);
      shown.forEach((value, i) => {
        assert.ok(Math.abs(value - seen[i]!) < 1e-9, `${place} ${i}: ${value}, ${seen[i]}`);
      });
    }
  });

  it('draws runs of one shade as one rectangle, and no ink not at all', () => {
    assert.deepEqual(inkPaths('009999900', 3), [{ d: 'M2 0h1v1h-1zM0 1h3v1h-3zM0 2h1v1h-1z', opacity: 1 }]);
  });

  it('draws the shares of every network after its last glimpse over the updates, and after each glimpse by the newest weights', () => {
    const series = new GlimpseSeries();
    const point = (network: 'learned' | 'whole', step: number, accuracies: number[]): GlimpseEvent => ({
      ...{ type: 'point', network, step, accuracies, loss: 1, seconds: 1 },
    });
    const request = { pictures: 'translated', glimpses: 3, networks: ['learned', 'whole'], steps: 50, seed: 1 } as const;
    series.append([{ type: 'begin', request, ...SHAPE, streams: 64, tests: 1000, classes: ['0', '1'], examples: [] }]);
    series.append([
      point('learned', 0, [0.1, 0.1, 0.1]),
      point('whole', 0, [0.1]),
      point('learned', 50, [0.2, 0.5, 0.905]),
      point('whole', 50, [0.4]),
    ]);
    const words = { update: 'Update', share: 'Correct', glimpseAxis: 'Glimpse', networks: { learned: 'L', random: 'R', whole: 'W' } };
    const shown = ({ lines }: ReturnType<typeof learningChart>) => lines.map(({ id, x, y }) => [id, [...x], [...y]]);
    assert.deepEqual(shown(learningChart(series, words, '')), [
      ['learned', [0, 50], [10, 90.5]],
      ['whole', [0, 50], [10, 40]],
    ]);
    assert.deepEqual(shown(byGlimpseChart(series, words, '')), [
      ['learned', [1, 2, 3], [20, 50, 90.5]],
      ['whole', [1, 2, 3], [40, 40, 40]],
    ]);
  });
});
