import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

export interface Series {
  readonly label: string;
  /** CSS variable of the line's colour. */
  readonly color: string;
  readonly dash?: number[];
  readonly width?: number;
  readonly scale?: string;
}

export interface ChartOptions {
  /** Also the accessible name. */
  readonly title: string;
  readonly id: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
  readonly logarithmic?: boolean;
}

const HEIGHT = 170;

/** A line chart with the editor's colours, a keyboard cursor with spoken values, and a table of its last values. */
export class Chart {
  readonly element = document.createElement('figure');
  private readonly frame = document.createElement('div');
  private readonly spoken = document.createElement('output');
  private plot: uPlot | undefined;
  private data: uPlot.AlignedData;
  private cursor = -1;

  constructor(private readonly options: ChartOptions) {
    this.data = [[], ...options.series.map(() => [])] as unknown as uPlot.AlignedData;
    this.element.className = 'chart';
    this.element.dataset.chart = options.id;
    this.frame.className = 'frame';
    this.frame.tabIndex = 0;
    this.frame.setAttribute('role', 'img');
    this.frame.setAttribute('aria-label', options.title);
    this.spoken.className = 'spoken';
    this.element.append(this.frame, this.spoken);
    this.frame.addEventListener('keydown', (event) => this.key(event));
    new ResizeObserver(() => this.resize()).observe(this.frame);
  }

  setData(data: uPlot.AlignedData): void {
    this.data = data;
    if (!this.plot) this.create();
    else this.plot.setData(data);
    this.frame.setAttribute('aria-label', `${this.options.title}. ${this.describe(data[0].length - 1)}`);
  }

  /** After a change of theme the colours are read again. */
  refresh(): void {
    this.create();
  }

  private create(): void {
    this.plot?.destroy();
    const style = getComputedStyle(document.body);
    const color = (name: string) => style.getPropertyValue(name).trim() || style.color;
    const axis = {
      stroke: color('--vscode-descriptionForeground'),
      grid: { stroke: color('--unroll-grid'), width: 1 },
      ticks: { stroke: color('--unroll-grid'), size: 4 },
      font: `11px ${style.fontFamily}`,
    };
    const width = Math.max(120, this.frame.clientWidth);
    this.plot = new uPlot(
      {
        width,
        height: HEIGHT,
        scales: { x: { time: false }, y: this.options.logarithmic ? { distr: 3 } : {} },
        axes: [
          { ...axis, size: 28, space: 60 },
          { ...axis, size: 52, space: 32 },
        ],
        legend: { live: width > 400 },
        cursor: { drag: { x: true, y: false } },
        series: [
          { label: this.options.x },
          ...this.options.series.map((series) => ({
            label: series.label,
            stroke: color(series.color),
            width: series.width ?? 1.5,
            ...(series.dash ? { dash: series.dash } : {}),
            points: { show: false },
            spanGaps: true,
          })),
        ],
      },
      this.data,
      this.frame,
    );
  }

  private resize(): void {
    const width = this.frame.clientWidth;
    if (this.plot && width > 0 && Math.abs(width - this.plot.width) > 1) this.plot.setSize({ width, height: HEIGHT });
  }

  /** Arrow keys walk along the points; the values are spoken. */
  private key(event: KeyboardEvent): void {
    const last = this.data[0].length - 1;
    const moves: Record<string, number> = {
      ArrowLeft: this.cursor - 1,
      ArrowRight: this.cursor + 1,
      Home: 0,
      End: last,
      PageUp: this.cursor - 10,
      PageDown: this.cursor + 10,
    };
    const target = moves[event.key];
    if (target === undefined || !this.plot || last < 0) return;
    event.preventDefault();
    this.cursor = Math.max(0, Math.min(last, target));
    const left = this.plot.valToPos(this.data[0][this.cursor]!, 'x');
    this.plot.setCursor({ left, top: HEIGHT / 2 });
    this.spoken.textContent = this.describe(this.cursor);
  }

  private describe(index: number): string {
    if (index < 0) return '';
    const values = this.options.series
      .map((series, i) => [series.label, this.data[i + 1]![index]] as const)
      .filter(([, value]) => value !== null && value !== undefined);
    return `${this.options.x} ${format(this.data[0][index]!)}: ${values.map(([label, value]) => `${label} ${format(value as number)}`).join(', ')}`;
  }
}

function format(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(4);
}
