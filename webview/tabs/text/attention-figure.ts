import type { LookingBack } from '../../../src/protocol/looking-back';
import { writeRows } from '../../../src/view-model/chart/csv';
import { visibleCharacter } from '../../../src/view-model/chart/format';
import { attentionRows, type Head, headsOf, type LookedAt } from '../../../src/view-model/reading/looking-back';
import { levelOf } from '../../../src/view-model/run/text-levels';
import type { Statement } from '../../../src/view-model/statements/statement';
import { attentionLayout, writeAttention } from '../../../src/view-model/svg/looking-svg';
import type { CardHost, FileFormat } from '../../chart/card-host';
import { fileStyle, toPng } from '../../chart/chart-image';
import { Figure } from '../../chart/figure';
import { rowsTable } from '../../chart/table/rows-table';
import { h, setText } from '../../dom';
import { fill, type Strings } from '../../strings/strings';
import { PictureFrame } from './picture-frame';

/** Shares of the attention from which on a character is marked. */
const SHARES = [0.05, 0.15, 0.3, 0.5] as const;

/** Where each head of attention looks: a map for every head with one cursor for all, and the text shaded by what the chosen one sees. */
export class AttentionFigure {
  readonly element: HTMLElement;
  private readonly frame: PictureFrame;
  private readonly figure: Figure;
  private readonly readout = h('span', { 'aria-hidden': 'true', 'data-testid': 'attention-readout' });
  private readonly shade: HTMLButtonElement;
  private readonly text = h('p', { class: 'passage', 'aria-hidden': 'true', 'data-testid': 'attended' });
  private looking: LookingBack | undefined;
  private heads: Head[] = [];
  private at: LookedAt = { head: 0, t: 0, s: 0 };

  constructor(
    private readonly t: Strings,
    host: CardHost,
    private readonly chosen: (layer: number, head: number) => void,
  ) {
    this.frame = new PictureFrame(
      (width, style) => {
        const { height } = attentionLayout(this.looking!, width);
        return { svg: writeAttention(this.looking!, this.title, this.at, { ...style, width, height }), width, height };
      },
      (x, y) => this.point(x, y),
    );
    this.shade = h('button', { type: 'button', class: 'secondary', 'data-action': 'colour-head', click: () => this.choose() });
    this.figure = new Figure('attention-maps', t, host, {
      frame: this.frame.element,
      below: [h('div', { class: 'readout' }, this.shade, this.readout), this.text],
      keys: t.text.attentionKeys,
      key: (event) => this.key(event),
      table: () => this.looking && rowsTable(this.title, attentionRows(this.looking, t.text)),
      redraw: () => this.draw(),
      file: (format) => this.file(format),
      wide: true,
    });
    this.element = this.figure.element;
  }

  private get title(): string {
    return this.t.charts['attention-maps']!.title;
  }

  update(looking: LookingBack, statements: readonly Statement[]): void {
    const said = this.figure.say(statements);
    if (looking === this.looking) return;
    this.looking = looking;
    this.heads = headsOf(looking);
    const last = looking.characters.length - 1;
    this.at = { head: Math.min(this.at.head, this.heads.length - 1), t: last, s: last };
    this.figure.refresh(`${this.title}. ${said}`);
    this.draw();
  }

  private draw(): void {
    if (!this.looking) return;
    this.frame.draw();
    const { name, shares } = this.heads[this.at.head]!;
    setText(this.readout, this.describe());
    setText(this.shade, fill(this.t.text.shadeHead, name));
    const row = shares[this.at.t]!;
    this.text.replaceChildren(
      ...this.looking.characters.slice(0, this.at.t + 1).map((character, s) => {
        const level = levelOf(row[s]!, SHARES);
        const classes = [...(level > 0 ? [`level-${level}`] : []), ...(s === this.at.s ? ['at'] : [])];
        return h('span', classes.length > 0 ? { class: classes.join(' ') } : {}, character === '\n' ? '↵\n' : character);
      }),
    );
  }

  private describe(): string {
    const { head, t, s } = this.at;
    const { name, shares } = this.heads[head]!;
    const [own, other] = [t, s].map((place) => visibleCharacter(this.looking!.characters[place]!)) as [string, string];
    return fill(this.t.text.attentionValue, name, own, t + 1, `${(100 * shares[t]![s]!).toFixed(1)} %`, other, t - s);
  }

  private choose(): void {
    const { layer, head } = this.heads[this.at.head]!;
    this.chosen(layer, head);
  }

  private key(event: KeyboardEvent): void {
    if (!this.looking || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      this.choose();
      return;
    }
    const far = event.shiftKey ? 10 : 1;
    const { head, t, s } = this.at;
    const row = this.heads[head]!.shares[t]!;
    const targets: Record<string, LookedAt> = {
      ArrowLeft: { head, t, s: s - far },
      ArrowRight: { head, t, s: s + far },
      // The distance stays: a walk along a diagonal shows whether the head keeps to it.
      ArrowUp: { head, t: t - far, s: s - far },
      ArrowDown: { head, t: t + far, s: s + far },
      PageUp: { head: head - 1, t, s },
      PageDown: { head: head + 1, t, s },
      Home: { head, t, s: 0 },
      End: { head, t, s: t },
      ' ': { head, t, s: row.indexOf(Math.max(...row)) },
    };
    const target = targets[event.key];
    if (!target) return;
    event.preventDefault();
    this.move(target);
    this.figure.speak(this.describe());
  }

  private move({ head, t, s }: LookedAt): void {
    const within = (value: number, most: number) => Math.max(0, Math.min(most, value));
    const row = within(t, this.looking!.characters.length - 1);
    this.at = { head: within(head, this.heads.length - 1), t: row, s: within(s, row) };
    this.draw();
  }

  private point(x: number, y: number): void {
    const { size, places } = attentionLayout(this.looking!, this.frame.width);
    const cell = size / this.looking!.characters.length;
    const head = places.findIndex((place) => x >= place.x && x < place.x + size && y >= place.y && y < place.y + size);
    const place = places[head];
    if (place) this.move({ head, t: Math.floor((y - place.y) / cell), s: Math.floor((x - place.x) / cell) });
  }

  private async file(format: FileFormat): Promise<string | undefined> {
    if (!this.looking) return undefined;
    if (format === 'csv') return writeRows(attentionRows(this.looking, this.t.text));
    const style = fileStyle(1);
    const { height } = attentionLayout(this.looking, style.width);
    const svg = writeAttention(this.looking, this.title, undefined, { ...style, height });
    return format === 'svg' ? svg : toPng(svg, style.width, height);
  }
}
