import { h } from '../../dom';
import { Choice } from '../../panel/choice';
import type { ViewState } from '../../panel/view-state';
import type { Strings } from '../../strings/strings';

/** The layer that is looked at, the same one in all tabs. */
export class LayerChoice {
  readonly element: HTMLElement;
  private readonly choice: Choice;

  constructor(
    private readonly t: Strings,
    private readonly memory: ViewState,
    changed: () => void,
  ) {
    this.choice = new Choice(t.layer, 'layer', (value) => {
      memory.layer = Number(value);
      changed();
    });
    this.element = h('div', { class: 'layer-bar' }, this.choice.element);
  }

  /** Offers the layers of a run and says which one is meant. */
  update(layers: number): number {
    const layer = Math.max(0, Math.min(layers - 1, this.memory.layer));
    const options = Array.from({ length: layers }, (_, i) => ({ value: String(i), name: `${this.t.layer} ${i + 1}` }));
    this.choice.update(options, String(layer));
    this.element.classList.toggle('hidden', layers < 2);
    return layer;
  }
}
