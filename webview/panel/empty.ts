import type { PanelCommand } from '../../src/protocol/panel-requests';
import { h } from '../dom';
import type { Strings } from '../strings/strings';

/** Before the first training: what this is, and ways to begin. */
export class Empty {
  readonly element: HTMLElement;

  /** @param playground opens the playground, which needs no run */
  constructor(t: Strings, host: { command(name: PanelCommand): void }, playground: () => void) {
    const begin = (command: PanelCommand, text: string, kind: string) =>
      h('button', { type: 'button', class: kind, 'data-action': command, click: () => host.command(command) }, text);
    this.element = h(
      'div',
      { class: 'empty' },
      h('p', {}, t.empty),
      h('p', { class: 'sentence' }, t.emptyHint),
      h(
        'div',
        { class: 'actions' },
        begin('train', t.train, ''),
        begin('openSample', t.openSample, 'secondary'),
        begin('compareArchitectures', t.comparison.begin, 'secondary'),
        h('button', { type: 'button', class: 'secondary', 'data-action': 'playground', click: playground }, t.playground.begin),
        begin('stepThrough', t.unrolled.steps.tryTiny, 'secondary'),
      ),
    );
  }
}
