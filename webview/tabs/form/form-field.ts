import type { FormField, FormValues } from '../../../src/protocol/run-form';
import { h, setText } from '../../dom';
import { fill, type Strings } from '../../strings/strings';

type Value = FormValues[string];

/** One option of the form: its name, what it may be, what it is by itself, and its help. Empty = not decided. */
export class FieldView {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement | HTMLSelectElement;
  private readonly note = h('span', { class: 'range' });
  private readonly problem: HTMLElement;
  private readonly undecided: HTMLOptionElement | undefined;

  constructor(
    readonly field: FormField,
    private readonly t: Strings,
    changed: () => void,
  ) {
    const { key, type, label, help } = field;
    const helpId = `help-${key}`;
    const problemId = `problem-${key}`;
    this.problem = h('span', { class: 'problem hidden', id: problemId, role: 'alert' });
    const attributes = { id: `option-${key}`, 'data-option': key, 'aria-describedby': `${helpId} ${problemId}`, input: changed };
    if (type === 'choice' || type === 'boolean') {
      this.undecided = new Option('', '');
      const choices = field.choices ?? [
        { value: true, name: t.form.on },
        { value: false, name: t.form.off },
      ];
      this.input = h('select', attributes, this.undecided, ...choices.map(({ value, name }) => new Option(name, String(value))));
    } else {
      const inputMode = type === 'list' ? 'text' : type === 'whole' ? 'numeric' : 'decimal';
      this.input = h('input', { ...attributes, type: 'text', inputmode: inputMode, autocomplete: 'off', spellcheck: 'false' });
    }
    this.element = h(
      'div',
      { class: 'option' },
      h('label', { for: `option-${key}` }, label),
      h('span', { class: 'entry' }, this.input, this.note),
      this.problem,
      h('span', { class: 'hint', id: helpId }, help),
    );
  }

  /** What was decided; undefined: nothing. What is no number stays a word, so that it can be named. */
  get value(): Value | undefined {
    const text = this.input.value.trim();
    if (text === '') return undefined;
    const { type } = this.field;
    if (type === 'boolean') return text === 'true';
    if (type === 'whole' || type === 'number') return Number.isFinite(Number(text)) ? Number(text) : text;
    return text;
  }

  fill(value: Value): void {
    this.input.value = String(value);
  }

  clear(): void {
    this.input.value = '';
  }

  /** @param own what the option is while nothing is decided here @param unread whether it means nothing to the layers */
  update(own: Value | undefined, fromSettings: boolean, unread: boolean): void {
    const { t, field } = this;
    const named = field.choices?.find(({ value }) => value === own)?.name ?? own;
    const word = typeof named === 'boolean' ? (named ? t.form.on : t.form.off) : String(named ?? '');
    const shown = word === '' ? t.form.none : word;
    if (this.undecided) this.undecided.textContent = fill(fromSettings ? t.form.bySetting : t.form.byItself, shown);
    else (this.input as HTMLInputElement).placeholder = shown;
    setText(this.note, [field.range, !this.undecided && fromSettings ? t.form.set : undefined].filter(Boolean).join(' · '));
    this.element.classList.toggle('hidden', unread && this.value === undefined);
  }

  complain(sentence: string | undefined): void {
    setText(this.problem, sentence ?? '');
    this.problem.classList.toggle('hidden', sentence === undefined);
    this.input.setAttribute('aria-invalid', String(sentence !== undefined));
  }
}
