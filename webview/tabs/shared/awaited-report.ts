import { h, setText } from '../../dom';

/** What a tab shows of a task's report, and until there is one a sentence that says what it waits for. */
export class AwaitedReport {
  readonly element: HTMLElement;
  private readonly waiting = h('p', { class: 'sentence' });
  private readonly content: HTMLElement;

  constructor(...content: readonly HTMLElement[]) {
    this.content = h('div', { class: 'hidden' }, ...content);
    this.element = h('div', {}, this.waiting, this.content);
  }

  /** @param words what is waited for */
  show(isThere: boolean, words: string): void {
    this.content.classList.toggle('hidden', !isThere);
    this.waiting.classList.toggle('hidden', isThere);
    setText(this.waiting, words);
  }
}
