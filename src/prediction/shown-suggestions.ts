import { countCodePoints } from '../text/offsets';
import { Rejections } from './rejections';

interface Judgement {
  position: number;
  readonly takeBack: () => void;
}

/** Judgements that can be taken back. */
const MAX_JUDGEMENTS = 256;

/**
 * What was suggested last, and what the text that came says to it: typed against, it becomes less sure; accepted, it is forgiven. When that text is deleted the
 * judgement goes with it. Positions are code points.
 */
export class ShownSuggestions {
  private readonly rejections = new Rejections();
  private shown: { readonly position: number; readonly text: string; readonly before: string } | undefined;
  private judgements: Judgement[] = [];

  /** How much less sure a suggestion is, in logits. */
  doubt(before: string, first: string): number {
    return this.rejections.doubt(before, first);
  }

  /** A suggestion was given at a position, behind `before`. */
  show(position: number, text: string, before: string): void {
    this.shown = text === '' ? undefined : { position, text, before };
  }

  /** What is shown at a position. */
  at(position: number): string | undefined {
    return this.shown?.position === position ? this.shown.text : undefined;
  }

  /** Follows an edit of the text. */
  edited(start: number, removed: number, inserted: string): void {
    const { shown } = this;
    this.shown = undefined;
    const end = start + removed;
    if (removed > 0) {
      for (const { takeBack } of this.judgements.filter(({ position: at }) => at >= start && at < end).reverse()) takeBack();
      this.judgements = this.judgements.filter(({ position }) => position < start || position >= end);
    }
    const moved = countCodePoints(inserted) - removed;
    for (const judgement of this.judgements) if (judgement.position >= end) judgement.position += moved;
    if (!shown || shown.position !== start || removed > 0 || inserted === '') return;
    const first = String.fromCodePoint(shown.text.codePointAt(0)!);
    if (shown.text.startsWith(inserted)) {
      // Typed along: what is left is still shown.
      if (inserted.length < shown.text.length) {
        this.shown = { position: start + moved, text: shown.text.slice(inserted.length), before: shown.before + inserted };
      }
      if (countCodePoints(inserted) > 1) this.judge(start, this.rejections.accepted(shown.before, first));
    } else if (!inserted.startsWith(first)) this.judge(start, this.rejections.rejected(shown.before, first));
  }

  private judge(position: number, takeBack: () => void): void {
    this.judgements.push({ position, takeBack });
    if (this.judgements.length > MAX_JUDGEMENTS) this.judgements.shift();
  }
}
