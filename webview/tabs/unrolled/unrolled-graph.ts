import type { BpttTrace } from '../../../src/protocol/bptt-trace';
import { joinLines } from '../../../src/view-model/chart/chart-model';
import { writeCsv } from '../../../src/view-model/chart/csv';
import { visibleCharacter } from '../../../src/view-model/chart/format';
import { walkStatements } from '../../../src/view-model/statements/walk';
import { type Drawing, drawUnrolled } from '../../../src/view-model/trace/unrolled-drawing';
import { shortNorm, unrolledChart } from '../../../src/view-model/trace/unrolled-words';
import type { CardHost, FileFormat } from '../../chart/card-host';
import { drawingStyle, toPng } from '../../chart/chart-image';
import { Figure } from '../../chart/figure';
import { chartTable } from '../../chart/table/chart-table';
import { h, setText } from '../../dom';
import { fill, type Strings } from '../../strings/strings';

/** The unrolled network as a drawing: arrow keys or a click choose the position whose loss is followed back, and each is spoken. */
export class UnrolledGraph {
  readonly element: HTMLElement;
  private readonly figure: Figure;
  private readonly frame = h('div', { class: 'unrolled', tabindex: 0, role: 'application' });
  private readonly spoken = h('p', { class: 'visually-hidden', 'aria-live': 'polite', 'data-testid': 'spoken-position' });
  private walk: BpttTrace | undefined;
  private chosen = 0;
  private here: number | null = null;
  private shown = '';
  private drawing: Drawing | undefined;

  constructor(
    private readonly t: Strings,
    host: CardHost,
    private readonly choose: (position: number) => void,
  ) {
    this.figure = new Figure('unrolled-graph', t, host, {
      frame: h('div', {}, this.frame, this.spoken),
      wide: true,
      table: () => {
        const content = this.content();
        return content && chartTable(content.model, joinLines(content.model.lines));
      },
      redraw: () => this.draw(),
      file: (format) => this.file(format),
    });
    this.element = this.figure.element;
    this.frame.setAttribute('aria-roledescription', t.unrolled.graph);
    this.frame.addEventListener('keydown', (event) => this.key(event));
    this.frame.addEventListener('click', (event) => {
      const column = (event.target as Element).closest<SVGElement>('[data-column]')?.dataset.column;
      if (column !== undefined) this.move(Number(column));
    });
    new ResizeObserver(() => this.draw()).observe(this.frame);
  }

  /** @param here time step that is stepped through, if one is */
  update(walk: BpttTrace, position: number | null, here: number | null = this.here): void {
    this.here = here;
    const last = walk.columns.length - 1;
    this.walk = walk;
    this.chosen = Math.min(position ?? last, last);
    this.draw();
    this.figure.say(walkStatements(walk, this.chosen));
    this.figure.refresh();
    const title = this.t.charts['unrolled-graph']!.title;
    this.frame.setAttribute('aria-label', `${title}. ${this.describe(walk)} ${this.t.unrolled.keys}`);
  }

  private draw(): void {
    const { walk, frame } = this;
    if (!walk || frame.clientWidth === 0) return;
    const style = { ...drawingStyle(), background: 'var(--unroll-background)' };
    const drawing = drawUnrolled(walk, this.chosen, { ...style, width: frame.clientWidth, here: this.here });
    if (drawing.svg === this.shown) return;
    this.shown = drawing.svg;
    this.drawing = drawing;
    const svg = document.importNode(new DOMParser().parseFromString(drawing.svg, 'image/svg+xml').documentElement, true);
    svg.setAttribute('aria-hidden', 'true');
    frame.replaceChildren(svg);
    this.reveal();
  }

  private content() {
    const { walk, t } = this;
    if (!walk) return undefined;
    const model = unrolledChart(walk, this.chosen, { ...t.unrolled, charts: t.charts, layer: t.layer });
    return { model, drawing: drawUnrolled(walk, this.chosen, { ...drawingStyle(), width: 0, title: `${model.title}: ${walk.text}` }) };
  }

  private async file(format: FileFormat): Promise<string | undefined> {
    const content = this.content();
    if (!content || format === 'csv') return content && writeCsv(content.model);
    const { svg, width, height } = content.drawing;
    return format === 'svg' ? svg : toPng(svg, width, height);
  }

  /** The chosen column in a sentence, and the gradient of its loss at every state before it. */
  private describe(walk: BpttTrace): string {
    const words = this.t.unrolled;
    const { character, next, value, rank, loss, norms, known } = walk.columns[this.chosen]!;
    const reads = visibleCharacter(character);
    const position =
      next === null || value === null
        ? fill(words.spokenOpen, this.chosen + 1, reads)
        : fill(
            words.spoken,
            ...[this.chosen + 1, reads, visibleCharacter(next), Number((100 * value).toPrecision(3)), rank!, shortNorm(loss!)],
            norms.map(shortNorm).join(', '),
          );
    const flow = walk.flow[this.chosen]?.at(-1);
    const back = flow ? ` ${fill(words.spokenFlow, this.chosen + 1, [...flow].reverse().map(shortNorm).join(', '))}` : '';
    return `${position}${known ? '' : ` ${words.spokenUnknown}`}${back}`;
  }

  private key(event: KeyboardEvent): void {
    const last = (this.walk?.columns.length ?? 1) - 1;
    const targets: Record<string, number> = { ArrowLeft: this.chosen - 1, ArrowRight: this.chosen + 1, Home: 0, End: last };
    const target = targets[event.key];
    if (target === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.move(Math.max(0, Math.min(last, target)));
  }

  private move(position: number): void {
    if (!this.walk) return;
    this.choose(position);
    this.update(this.walk, position);
    setText(this.spoken, this.describe(this.walk));
  }

  /** Where there is too little room, the chosen column comes into sight. */
  private reveal(): void {
    const { left, column } = this.drawing ?? { left: 0, column: 0 };
    const [from, to] = [left + this.chosen * column, left + (this.chosen + 1) * column];
    if (from < this.frame.scrollLeft) this.frame.scrollLeft = from - left;
    else if (to > this.frame.scrollLeft + this.frame.clientWidth) this.frame.scrollLeft = to - this.frame.clientWidth + 8;
  }
}
