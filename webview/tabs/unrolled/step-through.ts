import { type BpttTrace, TINY } from '../../../src/protocol/bptt-trace';
import { visibleCharacter } from '../../../src/view-model/chart/format';
import { walkTotalStatements } from '../../../src/view-model/statements/walk';
import { isMemorylessWalk } from '../../../src/view-model/trace/unrolled-words';
import { fullNumber, list, plainFormula, shortNumber } from '../../../src/view-model/trace/walk-format';
import type { WalkStep } from '../../../src/view-model/trace/walk-place';
import { walkCsv, walkSteps } from '../../../src/view-model/trace/walk-steps';
import type { CardHost } from '../../chart/card-host';
import { Figure } from '../../chart/figure';
import { h, setText } from '../../dom';
import { mathOf } from '../../formulas/math';
import { iconButton } from '../../panel/disclosure';
import type { ViewState } from '../../panel/view-state';
import { fill, type Strings } from '../../strings/strings';
import { operandTable } from './operand';

interface StepHost extends CardHost {
  /** The place in the walk has changed. */
  moved(): void;
  /** The user wants the newest weights. */
  newest(): void;
  stepThrough(): void;
}

/** A tiny network step by step: forward through the characters, then back through time, every number on the page. */
export class StepThrough {
  readonly element: HTMLElement;
  private readonly figure: Figure;
  private readonly older = h('p', { class: 'sentence hidden' });
  private readonly notice = h('div', { class: 'hidden' });
  private readonly stepper = h('div', { class: 'stepper' });
  private readonly slider = h('input', { type: 'range', min: 1, step: 1, 'data-control': 'walk-step' });
  private readonly count = h('span', { class: 'count' });
  private readonly place = h('p', { class: 'step-sentence', 'data-testid': 'walk-step' });
  /** Speaks when somebody moves, not when the weights are new. */
  private readonly spoken = h('p', { class: 'visually-hidden', 'aria-live': 'polite', 'data-testid': 'spoken-step' });
  private readonly strip = h('div', { class: 'strip', 'aria-hidden': 'true' });
  private readonly formulas = h('div', { class: 'formulas', 'data-testid': 'formulas' });
  private readonly operands = h('div', { class: 'operands' });
  private walk: BpttTrace | undefined;
  private steps: readonly WalkStep[] = [];

  constructor(
    private readonly t: Strings,
    private readonly host: StepHost,
    private readonly memory: ViewState,
  ) {
    const words = t.unrolled.steps;
    this.slider.setAttribute('aria-label', words.slider);
    this.slider.addEventListener('input', () => this.go(Number(this.slider.value) - 1));
    const button = (action: 'first' | 'back' | 'forward' | 'last', target: () => number) =>
      iconButton(action, words[action], action, () => this.go(target()));
    const digits = h('input', { type: 'checkbox', 'data-control': 'digits', change: () => this.remember({ digits: digits.checked }) });
    digits.checked = memory.walk.digits;
    this.notice.append(
      h('p', { class: 'sentence' }),
      h('button', { type: 'button', class: 'secondary', 'data-action': 'stepThrough', click: () => host.stepThrough() }, words.tryTiny),
    );
    this.older.append(
      h('span'),
      ' ',
      h('button', { type: 'button', class: 'link', 'data-action': 'newest', click: () => host.newest() }, words.newest),
    );
    const bar = h(
      'div',
      { class: 'step-bar' },
      button('first', () => 0),
      button('back', () => this.at - 1),
      button('forward', () => this.at + 1),
      button('last', () => this.steps.length - 1),
      this.slider,
      this.count,
      h('label', {}, digits, ` ${words.digits}`),
      iconButton('save', words.save, 'save-csv', () => host.save('csv', 'step-through', walkCsv(this.steps))),
    );
    this.stepper.append(
      this.older,
      bar,
      this.strip,
      this.place,
      this.spoken,
      this.formulas,
      this.operands,
      h('p', { class: 'sentence' }, words.keys),
    );
    this.stepper.addEventListener('keydown', (event) => this.key(event));
    this.figure = new Figure('step-through', t, host, { frame: h('div', {}, this.notice, this.stepper), wide: true });
    this.element = this.figure.element;
  }

  /** @param newest updates that the newest weights have seen */
  update(walk: BpttTrace, newest: number | null): void {
    const words = this.t.unrolled.steps;
    if (walk !== this.walk) {
      this.walk = walk;
      this.steps = walkSteps(walk);
      this.slider.max = String(Math.max(1, this.steps.length));
      this.draw();
    }
    const tiny = this.steps.length > 0;
    this.element.classList.toggle('hidden', isMemorylessWalk(walk));
    this.stepper.classList.toggle('hidden', !tiny);
    this.notice.classList.toggle('hidden', tiny);
    setText(
      this.notice.firstElementChild as HTMLElement,
      fill(words.tooLarge, walk.architecture.hidden, walk.vocabularySize, TINY.hidden, TINY.vocabulary),
    );
    this.older.classList.toggle('hidden', newest === walk.step);
    setText(this.older.firstElementChild as HTMLElement, fill(words.older, walk.step ?? '–', newest ?? '–'));
    this.figure.say(walkTotalStatements(walk, words.separator));
  }

  private get at(): number {
    return Math.max(0, Math.min(this.steps.length - 1, this.memory.walk.step));
  }

  /** The chosen row, or the one that says most. */
  private rowOf({ usualRow, rowNames }: WalkStep): number {
    const { row } = this.memory.walk;
    return row < 0 ? (usualRow ?? 0) : Math.min(row, rowNames.length - 1);
  }

  /** The graph goes along: forward, the loss of the character that is read is followed back. */
  private go(step: number): void {
    const at = Math.max(0, Math.min(this.steps.length - 1, step));
    const { phase, t } = this.steps[at]!;
    this.remember({ step: at, position: phase === 'forward' ? t : null });
  }

  /** Time step that is looked at. */
  get time(): number | null {
    return this.steps[this.at]?.t ?? null;
  }

  private remember(change: Partial<ViewState['walk']>): void {
    Object.assign(this.memory.walk, change);
    this.draw();
    setText(this.spoken, `${this.place.textContent} ${this.formulas.querySelector('.values')?.textContent ?? ''}`);
    this.host.moved();
  }

  private draw(): void {
    const step = this.steps[this.at];
    if (!step || !this.walk) return;
    const words = this.t.unrolled.steps;
    const { digits: all } = this.memory.walk;
    const row = this.rowOf(step);
    const digits = all ? fullNumber : shortNumber;
    const character = visibleCharacter(this.walk.columns[step.t]!.character);
    const count = fill(words.count, this.at + 1, this.steps.length);
    this.slider.value = String(this.at + 1);
    this.slider.setAttribute('aria-valuetext', count);
    setText(this.count, count);
    const layer =
      this.walk.architecture.layers > 1 && step.kind !== 'output' && step.kind !== 'outputGradient' ? fill(words.layer, step.layer + 1) : '';
    const phase = step.phase === 'forward' ? words.forwardPass : words.backwardPass;
    const place = `${fill(words.at, step.t + 1, character)}${layer}`;
    const result = step.result.values.length === 1 ? digits(step.result.values[0]!) : list(step.result.values, digits);
    setText(this.place, fill(words.sentence, count, phase, place, words.kinds[step.kind], `${plainFormula(step.result.name)} = ${result}`));
    this.strip.replaceChildren(...this.characters(this.walk, step));
    this.formulas.replaceChildren(
      ...step.formulas.map((formula) => h('div', { class: 'symbols' }, mathOf(formula))),
      ...step.values(row, digits).map((formula) => h('code', { class: 'values' }, plainFormula(formula))),
    );
    this.operands.replaceChildren(...step.operands.map((operand) => operandTable(operand, row, all, (chosen) => this.remember({ row: chosen }))));
  }

  /** Where the walk is: the text, with an arrow that way. */
  private characters({ columns }: BpttTrace, { t, phase }: WalkStep): HTMLElement[] {
    return columns.flatMap(({ character }, i) => {
      const cell = h('span', { class: i === t ? 'here' : '' }, visibleCharacter(character));
      return i === 0 ? [cell] : [h('i', {}, phase === 'forward' ? '→' : '←'), cell];
    });
  }

  private key(event: KeyboardEvent): void {
    const step = this.steps[this.at];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    const moves: Record<string, number> = { ArrowLeft: this.at - 1, ArrowRight: this.at + 1, Home: 0, End: this.steps.length - 1 };
    const rows: Record<string, number> = { ArrowUp: -1, ArrowDown: 1 };
    const move = moves[event.key];
    const turn = rows[event.key];
    if (move === undefined && turn === undefined) return;
    event.preventDefault();
    const { length } = step.rowNames;
    if (move !== undefined) this.go(move);
    else this.remember({ row: (this.rowOf(step) + turn! + length) % length });
  }
}
