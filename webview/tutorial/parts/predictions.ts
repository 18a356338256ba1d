import type { Prediction } from '../../../src/protocol/tutorial';
import { visibleCharacter } from '../../../src/view-model/chart/format';
import { h } from '../../dom';

/** The most probable next characters as bars; the right one is marked. */
export function predictionBars(): { element: HTMLElement; update(predictions: readonly Prediction[], right?: string): void } {
  const element = h('ol', { class: 'predictions' });
  return {
    element,
    update(predictions, right) {
      const rows = predictions.map(({ character, probability }) => {
        const bar = h('i', { 'aria-hidden': 'true' });
        bar.style.inlineSize = `${Math.max(1, 100 * probability)}%`;
        const percent = `${(100 * probability).toFixed(probability < 0.0995 ? 1 : 0)} %`;
        return h(
          'li',
          { class: character === right ? 'right' : '' },
          h('b', {}, visibleCharacter(character)),
          h('span', { class: 'bar' }, bar),
          h('span', { class: 'number' }, percent),
        );
      });
      element.replaceChildren(...rows);
    },
  };
}
