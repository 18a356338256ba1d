import type { CharacterInsight } from '../../../src/protocol/insight-messages';
import { visibleCharacter } from '../../../src/view-model/chart/format';
import { levelOf } from '../../../src/view-model/run/text-levels';
import { h, setText } from '../../dom';
import { fill, type Strings } from '../../strings/strings';

/** Lower ends of the levels of a mark, in bits. */
const LEVELS = [2, 4, 6, 8] as const;

/** A passage with a mark below each character, the stronger the less it was expected; a cursor tells what was expected there. */
export class PassageView {
  readonly element: HTMLElement;
  private readonly text = h('div', { class: 'passage', tabindex: 0, role: 'application', 'data-testid': 'passage' });
  private readonly spoken = h('p', { class: 'visually-hidden', 'aria-live': 'polite', 'data-testid': 'passage-spoken' });
  private readonly expected = h('div', { class: 'table', 'data-testid': 'expected' });
  private characters: readonly CharacterInsight[] = [];
  private cursor = 0;

  constructor(private readonly t: Strings) {
    this.text.setAttribute('aria-label', `${t.charts.passage!.title}. ${t.text.passageKeys}`);
    this.text.setAttribute('aria-roledescription', t.text.passageRole);
    this.text.addEventListener('keydown', (event) => this.key(event));
    this.text.addEventListener('click', (event) => {
      const at = [...this.text.children].indexOf(event.target as Element);
      if (at >= 0) this.move(at);
    });
    const legend = h(
      'p',
      { class: 'passage-legend' },
      `${t.text.legend} `,
      ...LEVELS.map((bits, i) => h('span', { class: `level-${i + 1}` }, `≥ ${bits}`)),
    );
    this.element = h('div', {}, this.text, legend, this.expected, this.spoken);
  }

  update(characters: readonly CharacterInsight[]): void {
    if (characters === this.characters) return;
    this.characters = characters;
    this.cursor = Math.min(this.cursor, Math.max(0, characters.length - 1));
    this.text.replaceChildren(
      ...characters.map(({ text, bits }) => {
        const level = levelOf(bits, LEVELS);
        return h('span', level > 0 ? { class: `level-${level}` } : {}, text === '\n' ? '↵\n' : text);
      }),
    );
    this.show();
  }

  private key(event: KeyboardEvent): void {
    const far = event.shiftKey ? 10 : 1;
    const targets: Record<string, number> = {
      ArrowLeft: this.cursor - far,
      ArrowRight: this.cursor + far,
      ArrowUp: this.cursor - 20,
      ArrowDown: this.cursor + 20,
      Home: 0,
      End: this.characters.length - 1,
    };
    const target = targets[event.key];
    if (target === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.move(target);
    const character = this.characters[this.cursor];
    if (character) setText(this.spoken, this.describe(character));
  }

  private move(to: number): void {
    this.text.children[this.cursor]?.classList.remove('at');
    this.cursor = Math.max(0, Math.min(this.characters.length - 1, to));
    this.show();
  }

  private show(): void {
    const character = this.characters[this.cursor];
    if (!character) return;
    const { t } = this;
    this.text.children[this.cursor]?.classList.add('at');
    const rows = character.top.map(({ text, probability }) =>
      h(
        'tr',
        {},
        h('th', { scope: 'row' }, visibleCharacter(text)),
        h('td', {}, percent(probability)),
        h('td', {}, text === character.text ? t.text.came : ''),
      ),
    );
    const head = h('tr', {}, h('th', { scope: 'col' }, t.text.expected), h('th', { scope: 'col' }, t.text.probability), h('td', {}));
    this.expected.replaceChildren(
      h('p', { class: 'sentence' }, this.describe(character)),
      h('table', {}, h('thead', {}, head), h('tbody', {}, ...rows)),
    );
  }

  private describe({ text, bits, rank, top }: CharacterInsight): string {
    const { spoken, spokenUnknown } = this.t.text;
    const expected = top.map(({ text: one, probability }) => fill(this.t.text.quoted, visibleCharacter(one), percent(probability))).join(', ');
    const shown = visibleCharacter(text);
    return rank > 0 ? fill(spoken, shown, bits.toFixed(2), rank, expected) : fill(spokenUnknown, shown, bits.toFixed(2), expected);
  }
}

function percent(probability: number): string {
  return `${Number((100 * probability).toPrecision(2))} %`;
}
