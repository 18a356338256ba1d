import type { LookingBack } from '../../../src/protocol/looking-back';
import { writeRows } from '../../../src/view-model/chart/csv';
import { visibleCharacter } from '../../../src/view-model/chart/format';
import { fieldRows, waysTo } from '../../../src/view-model/reading/looking-back';
import type { Statement } from '../../../src/view-model/statements/statement';
import { fieldLayout, writeField } from '../../../src/view-model/svg/looking-svg';
import type { CardHost, FileFormat } from '../../chart/card-host';
import { fileStyle, toPng } from '../../chart/chart-image';
import { Figure } from '../../chart/figure';
import { rowsTable } from '../../chart/table/rows-table';
import { h, setText } from '../../dom';
import { fill, type Strings } from '../../strings/strings';
import { PictureFrame } from './picture-frame';

/** What an output of convolutions sees, drawn over the text: from each character the ways through the layers' taps. */
export class FieldFigure {
  readonly element: HTMLElement;
  private readonly frame: PictureFrame;
  private readonly figure: Figure;
  private readonly readout = h('span', { 'aria-hidden': 'true', 'data-testid': 'field-readout' });
  private looking: LookingBack | undefined;
  private place = 0;

  constructor(
    private readonly t: Strings,
    host: CardHost,
  ) {
    this.frame = new PictureFrame(
      (_, style) => {
        const { width, height } = fieldLayout(this.looking!);
        return { svg: writeField(this.looking!, this.title, this.place, { ...style, width, height }), width, height };
      },
      (x) =>
        this.move(
          Array.from(this.looking!.characters, (_, place) => place).findLast((place) => fieldLayout(this.looking!).column(place) - 6 <= x) ?? 0,
        ),
    );
    this.figure = new Figure('field', t, host, {
      frame: this.frame.element,
      below: [h('div', { class: 'readout' }, this.readout)],
      keys: t.text.fieldKeys,
      key: (event) => this.key(event),
      table: () => this.looking && rowsTable(this.title, fieldRows(this.looking, this.place, t.text)),
      redraw: () => this.draw(),
      file: (format) => this.file(format),
      wide: true,
    });
    this.element = this.figure.element;
  }

  private get title(): string {
    return this.t.charts.field!.title;
  }

  update(looking: LookingBack, statements: readonly Statement[]): void {
    const said = this.figure.say(statements);
    if (looking === this.looking) return;
    this.looking = looking;
    this.place = looking.characters.length - 1;
    this.figure.refresh(`${this.title}. ${said}`);
    this.draw();
  }

  private draw(): void {
    if (!this.looking) return;
    this.frame.draw();
    setText(this.readout, this.describe());
  }

  private describe(): string {
    const { characters } = this.looking!;
    const ways = waysTo(this.looking!, this.place)[0]!;
    const first = ways.findIndex((count) => count > 0);
    const seen = ways.filter((count) => count > 0).length;
    return fill(
      this.t.text.fieldValue,
      visibleCharacter(characters[this.place]!),
      this.place + 1,
      seen,
      visibleCharacter(characters[first]!),
      this.place - first,
    );
  }

  private key(event: KeyboardEvent): void {
    if (!this.looking || event.ctrlKey || event.metaKey || event.altKey) return;
    const far = event.shiftKey ? 10 : 1;
    const last = this.looking.characters.length - 1;
    const targets: Record<string, number> = { ArrowLeft: this.place - far, ArrowRight: this.place + far, Home: 0, End: last };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    this.move(Math.max(0, Math.min(last, target)));
    this.figure.speak(this.describe());
  }

  private move(to: number): void {
    this.place = to;
    this.draw();
  }

  private async file(format: FileFormat): Promise<string | undefined> {
    if (!this.looking) return undefined;
    if (format === 'csv') return writeRows(fieldRows(this.looking, this.place, this.t.text));
    const size = fieldLayout(this.looking);
    const svg = writeField(this.looking, this.title, this.place, { ...fileStyle(1), width: size.width, height: size.height });
    return format === 'svg' ? svg : toPng(svg, size.width, size.height);
  }
}
