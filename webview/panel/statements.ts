import { formatQuantity, type QuantityStyle } from '../../src/view-model/statements/quantity';
import type { Statement } from '../../src/view-model/statements/statement';
import { h } from '../dom';
import type { Strings } from '../strings/strings';

/** A statement as a sentence in the language of the page. */
function sentence({ id, values }: Statement, t: Pick<Strings, 'statements' | 'units'>, unit: QuantityStyle['unit']): string {
  return t.statements[id].replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (whole, name: string, one?: string, more?: string) => {
    const value = values[name];
    if (one !== undefined && more !== undefined) return typeof value === 'object' && value.value === 1 ? one : more;
    return value === undefined ? whole : typeof value === 'string' ? value : formatQuantity(value, { unit, units: t.units });
  });
}

/** Marks an element as a statement: its id, premises and raw values, by which tests compare what is said with the run's files. */
function markStatement(element: HTMLElement, { id, premises, values }: Statement): void {
  const raw = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string'
        ? value
        : value.as === 'span'
          ? [value.value, value.to]
          : Number.isFinite(value.value)
            ? value.value
            : String(value.value),
    ]),
  );
  element.dataset.statement = id;
  element.dataset.premises = JSON.stringify(premises);
  element.dataset.values = JSON.stringify(raw);
}

/** Sentences one after another: a Chinese full stop brings its own space. */
function joined(texts: readonly string[]): string {
  return texts.join(' ').replaceAll('。 ', '。');
}

/** A text whose percentages are not broken between number and sign. */
function unbroken(text: string): (string | HTMLElement)[] {
  return text.split(/(\(?[<>]? ?[\d.]+ %[),.;:]*)/).map((part, i) => (i % 2 === 0 ? part : h('span', { class: 'unbroken' }, part)));
}

/** Sentences in an element, one span a statement; nothing is touched while they say the same. */
export class Statements {
  private shown = '';

  constructor(
    readonly element: HTMLElement,
    private readonly t: Pick<Strings, 'statements' | 'units'>,
    /** What stands around each sentence. */
    private readonly wrap: 'span' | 'li' = 'span',
  ) {}

  /** Whatever else is put into the element is not looked at. */
  clear(): void {
    this.shown = '';
  }

  /** Shows the statements and returns them as a text. */
  update(statements: readonly Statement[], unit: QuantityStyle['unit']): string {
    const texts = statements.map((one) => sentence(one, this.t, unit));
    const shown = JSON.stringify([texts, statements]);
    if (shown === this.shown) return joined(texts);
    this.shown = shown;
    this.element.replaceChildren(
      ...statements.flatMap((one, i) => {
        const element = h(this.wrap, this.wrap === 'li' ? { class: one.alarm ? 'alarm' : 'sentence' } : {}, ...unbroken(texts[i]!));
        markStatement(element, one);
        return i > 0 && this.wrap === 'span' && !texts[i - 1]!.endsWith('。') ? [' ', element] : [element];
      }),
    );
    this.element.classList.toggle('hidden', statements.length === 0);
    return joined(texts);
  }
}
