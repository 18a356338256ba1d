import uPlot from 'uplot';
import { formatTick, textTicks } from '../../src/view-model/chart/axis';
import { type ChartModel, DASHES, isFewPoints, type Line, type Range, rangeX, rangeY } from '../../src/view-model/chart/chart-model';
import { visibleCharacter } from '../../src/view-model/chart/format';
import { lineColor } from '../../src/view-model/chart/palette';
import { ticks } from '../../src/view-model/chart/ticks';
import { currentTheme } from './theme';

interface PlotSurroundings {
  readonly frame: HTMLElement;
  readonly hidden: ReadonlySet<string>;
  zoom(): Range | undefined;
  /** Pixels right of the plot: for names at the ends of the lines. */
  readonly right: number;
  reset(): void;
}

/** How uPlot draws a chart: scales, axes, lines and bands in the editor's colours. */
export function plotOptions(model: ChartModel, { frame, hidden, zoom, right, reset }: PlotSurroundings): uPlot.Options {
  const theme = currentTheme();
  const style = getComputedStyle(document.body);
  const contrast = theme.startsWith('high');
  const visible = () => model.lines.filter((line) => !hidden.has(line.id));
  const across = () => zoom() ?? rangeX(visible(), model.x.kind);
  const names = model.names?.map(visibleCharacter);
  const axis = {
    stroke: style.getPropertyValue('--unroll-quiet').trim() || style.color,
    grid: { stroke: style.getPropertyValue('--unroll-grid').trim(), width: 1, filter: all },
    ticks: { show: false, filter: all },
    filter: all,
    font: `11px ${style.fontFamily}`,
    gap: 4,
  };
  const places = (min: number, max: number) => {
    const { clientWidth } = frame;
    if (names) return textTicks(names, [min, max], { characters: clientWidth / 11, labels: clientWidth / 46 });
    return ticks(model.x.kind, min, max, Math.max(2, (clientWidth - right) / 70)).map((at) => ({ at, text: formatTick(model.x, at, [min, max]) }));
  };
  const series = model.lines.map((line): uPlot.Series => {
    const color = lineColor(theme, line.color);
    return {
      label: line.label,
      stroke: color,
      width: isFewPoints(line) ? 0 : contrast ? line.width * 1.3 : line.width,
      dash: [...DASHES[line.dash]],
      points: { show: false },
      spanGaps: true,
      show: !hidden.has(line.id),
      ...(line.stepped ? { paths: uPlot.paths.stepped!({ align: 1 }) } : {}),
    };
  });
  const edge = { points: { show: false }, stroke: 'transparent', width: 0, spanGaps: true };
  const banded = model.lines.filter((line) => line.band);
  const shown = (line: Line) => ({ ...edge, show: !hidden.has(line.id) });
  return {
    width: Math.max(140, frame.clientWidth),
    height: frame.clientHeight || 180,
    padding: [8, right, 0, 0],
    scales: {
      x: { time: false, distr: model.x.kind === 'log' ? 3 : 1, range: () => [...across()] },
      y: { distr: model.y.kind === 'log' ? 3 : 1, range: () => [...rangeY(visible(), model.y.kind, across(), model.y.most)] },
    },
    axes: [
      {
        ...{ ...axis, size: 22, splits: (_: uPlot, __: number, min: number, max: number) => places(min, max).map(({ at }) => at) },
        values: (plot, splits) => {
          const texts = new Map(places(plot.scales.x!.min!, plot.scales.x!.max!).map(({ at, text }) => [at, text]));
          return splits.map((value) => texts.get(value) ?? '');
        },
      },
      {
        ...{
          ...axis,
          splits: (_: uPlot, __: number, min: number, max: number) => ticks(model.y.kind, min, max, Math.max(2, frame.clientHeight / 46)),
        },
        values: (plot, splits) => splits.map((value) => formatTick(model.y, value, [plot.scales.y!.min!, plot.scales.y!.max!])),
        size: (_: uPlot, values: string[] | null) => 14 + 6.2 * Math.max(2, ...(values ?? []).map((value) => value.length)),
      },
    ],
    legend: { show: false },
    cursor: {
      drag: { x: true, y: false, setScale: false },
      points: { size: 6 },
      bind: {
        dblclick: () => () => {
          reset();
          return null;
        },
      },
      ...(model.names ? {} : { sync: { key: `unroll ${model.x.label}`, scales: ['x', null] } }),
    },
    bands: banded.map((line, i) => {
      const first = 1 + model.lines.length + 2 * i;
      return { series: [first, first + 1] as [number, number], fill: `${lineColor(theme, line.color)}33` };
    }),
    series: [{ label: model.x.label }, ...series, ...banded.flatMap((line) => [shown(line), shown(line)])],
  };
}

function all(_: uPlot, splits: number[]): number[] {
  return splits;
}
