import assert from 'node:assert/strict';
import type { ChartModel, Line } from '../../../src/view-model/chart/chart-model';
import { writeCsv } from '../../../src/view-model/chart/csv';
import { ticks } from '../../../src/view-model/chart/ticks';
import { writeSvg } from '../../../src/view-model/svg/chart-svg';
import fc from '../support/properties';
import { parseXml } from './xml';

const line = (more: Partial<Line>): Line => ({
  id: 'a',
  label: 'a',
  color: 0,
  dash: 'solid',
  marker: 'circle',
  width: 2,
  x: [1, 2, 3],
  y: [1, Number.NaN, 2],
  ...more,
});
const model = (lines: Line[], more: Partial<ChartModel> = {}): ChartModel => ({
  ...{ id: 'loss', title: 'Loss', x: { label: 'step', kind: 'linear' }, y: { label: 'nats', kind: 'linear' }, lines },
  ...more,
});
const options = { width: 900, height: 480, theme: 'light', background: '#ffffff', foreground: '#000000', font: 'sans-serif' } as const;

describe('a chart as a file', () => {
  it('is CSV with a row for each x, bands included', () => {
    const csv = writeCsv(model([line({ label: 'loss, raw', band: { low: [0, 1, 1], high: [2, 3, 4] } }), line({ label: '=1+1', x: [2], y: [9] })]));
    assert.equal(csv, 'step,"loss, raw","loss, raw min","loss, raw max",\'=1+1\r\n1,1,0,2,\r\n2,,1,3,9\r\n3,2,1,4,\r\n');
  });

  it('is well-formed SVG with every point, whatever the names are', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.array(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), { minLength: 2, maxLength: 30 }),
        fc.boolean(),
        (name, y, log) => {
          const x = y.map((_, i) => i);
          const svg = writeSvg(
            model([line({ label: name, x, y, marker: 'none' })], { title: name, y: { label: name, kind: log ? 'log' : 'linear' } }),
            options,
          );
          const paths = parseXml(svg).filter(({ name: element }) => element === 'path');
          const drawn = paths.find(({ attributes }) => attributes['stroke-width'] === '2' && !attributes.d!.includes('h'))!;
          const points = drawn.attributes.d!.slice(1).split('L');
          assert.equal(points.length, y.length);
          for (const point of points) {
            const [left, top] = point.split(' ').map(Number);
            assert.ok(left! >= 63 && left! <= 885 && top! >= 39 && top! <= 480, point);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('draws bands, dashes and markers', () => {
    const svg = writeSvg(model([line({ dash: 'dashed', band: { low: [0, 0, 0], high: [3, 3, 3] } })]), options);
    assert.match(svg, /fill-opacity="\.18"/);
    assert.match(svg, /stroke-dasharray="7 4"/);
    assert.equal((svg.match(/a3\.5 3\.5/g) ?? []).length, 6, 'two points and the legend, two arcs each');
  });
});

describe('ticks', () => {
  it('are round, ascending, inside and neither too few nor too many', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        fc.integer({ min: 2, max: 12 }),
        (min, size, count) => {
          const max = min + size;
          fc.pre(max - min > 1e-9 * Math.abs(min));
          const found = ticks('linear', min, max, count);
          assert.ok(found.length >= 1 && found.length <= 1.5 * count + 2, `${found.length} of ${count}`);
          found.forEach((value, i) => {
            assert.ok(value >= min - size * 1e-6 && value <= max + size * 1e-6);
            if (i > 0) assert.ok(value > found[i - 1]!);
          });
        },
      ),
    );
    assert.deepEqual(ticks('linear', 0, 10, 5), [0, 2, 4, 6, 8, 10]);
    assert.deepEqual(ticks('time', 0, 300, 5), [0, 60, 120, 180, 240, 300]);
    assert.deepEqual(ticks('log', 1e-8, 1, 4), [1e-8, 1e-6, 1e-4, 1e-2, 1]);
    assert.ok(ticks('log', 1.4, 4.3, 4).length >= 3);
  });
});
