import type { Prediction } from '../../../src/protocol/tutorial';
import { visibleCharacter } from '../../../src/view-model/chart/format';
import { h } from '../../dom';

/** The most probable next characters as bars; the right one is marked. */
function predictionBars(): { element: HTMLElement; update(predictions: readonly Prediction[], right?: string): void } {
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

/** Prompts, each with the bars of what a network expects behind it. `right`: what comes next behind each. */
export function promptRows(prompts: readonly string[]) {
  const rows = prompts.map((prompt) => ({ prompt, bars: predictionBars() }));
  return {
    elements: rows.map(({ prompt, bars }) => h('div', { class: 'prompt' }, h('q', {}, prompt), bars.element)),
    update: (predictions: readonly (readonly Prediction[])[], right: readonly string[]) => {
      rows.forEach(({ bars }, i) => {
        bars.update(predictions[i] ?? [], right[i]);
      });
    },
  };
}
