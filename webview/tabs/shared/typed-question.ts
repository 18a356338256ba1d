import type { PanelMessage } from '../../../src/protocol/panel-messages';
import type { TaskAnswer } from '../../../src/protocol/task-report';
import { h } from '../../dom';
import type { TabHost } from '../tab';

/** Milliseconds after a key before the question is put. */
const DELAY = 120;

/** A field to type into, whose text the run's newest model answers while one types. */
export class TypedQuestion {
  readonly element: HTMLElement;
  private readonly input: HTMLInputElement;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;
  private runId = '';

  constructor(
    label: string,
    private readonly host: TabHost,
    private readonly answered: (answer: TaskAnswer | null) => void,
  ) {
    this.input = h('input', {
      type: 'text',
      class: 'typed',
      'data-testid': 'typed',
      spellcheck: false,
      autocomplete: 'off',
      input: () => this.askSoon(),
    });
    this.element = h('label', { class: 'typed-question' }, `${label}: `, this.input);
  }

  /** The run that is asked. */
  of(runId: string): void {
    if (runId === this.runId) return;
    this.runId = runId;
    if (this.input.value !== '') this.ask();
  }

  receive(message: PanelMessage): void {
    // An answer to what stood there before is none.
    if (message.type === 'answer' && message.id === this.asked && message.runId === this.runId) this.answered(message.answer);
  }

  private askSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), DELAY);
  }

  private ask(): void {
    this.host.post({ type: 'ask', id: ++this.asked, runId: this.runId, text: this.input.value });
  }
}
