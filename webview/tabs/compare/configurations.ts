import { OPTION_KEYS, type OptionKey } from '../../../src/protocol/options';
import { type ComparedRun, runLabel, settingText } from '../../../src/view-model/compare/compare';
import { h } from '../../dom';
import type { Strings } from '../../strings/strings';

/** Every option of the compared runs, one row each; those in which they differ come first and are marked. Closed until somebody asks. */
export class Configurations {
  readonly element: HTMLDetailsElement;
  private readonly table = h('div', { class: 'table', tabindex: 0, role: 'region', 'data-testid': 'configurations' });
  private rows: readonly ComparedRun[] = [];

  constructor(private readonly t: Strings) {
    this.table.setAttribute('aria-label', t.comparison.configurations);
    this.element = h('details', { class: 'configurations', toggle: () => this.draw() }, h('summary', {}, t.comparison.configurations), this.table);
  }

  update(rows: readonly ComparedRun[]): void {
    this.rows = rows;
    this.draw();
  }

  private draw(): void {
    if (!this.element.open) return;
    const { t, rows } = this;
    const differs = (key: OptionKey) => new Set(rows.map(({ configuration }) => configuration[key])).size > 1;
    const keys = [...OPTION_KEYS.filter(differs), ...OPTION_KEYS.filter((key) => !differs(key))];
    this.table.replaceChildren(
      h(
        'table',
        { class: 'compare options' },
        h('caption', { class: 'visually-hidden' }, t.comparison.configurations),
        h(
          'thead',
          {},
          h('tr', {}, h('th', { scope: 'col' }, t.comparison.option), ...rows.map((row) => h('th', { scope: 'col' }, runLabel(row, t)))),
        ),
        h(
          'tbody',
          {},
          ...keys.map((key) =>
            h(
              'tr',
              { class: differs(key) ? 'differs' : '', 'data-option': key },
              h('th', { scope: 'row' }, t.options[key]),
              ...rows.map(({ configuration }) => h('td', {}, settingText(key, String(configuration[key]), t.form))),
            ),
          ),
        ),
      ),
    );
  }
}
